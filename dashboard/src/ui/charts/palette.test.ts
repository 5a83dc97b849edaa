import { expect, it } from 'vitest'
import { colourOf, dashOf, PALETTE } from './palette.ts'
import { sparkPaths } from './Sparkline.tsx'

it('gives every slot its hue and every further thing on it a dash', () => {
  expect(PALETTE).toHaveLength(8)
  expect(colourOf({ slot: 3, variant: 0 })).toBe('var(--kind-evaluator)')
  expect(dashOf({ slot: 3, variant: 0 })).toBeUndefined()
  expect(dashOf({ slot: 3, variant: 1 })).toBeDefined()
})

it('breaks a sparkline where nothing is known', () => {
  expect(sparkPaths([1, 2, null, 3], 100, 20)).toHaveLength(2)
  expect(sparkPaths([], 100, 20)).toEqual([])
  expect(sparkPaths([0, 0], 100, 20)[0]).not.toContain('NaN')
})
