import { expect, it } from 'vitest'
import { cut, oneLine } from './preview.ts'

it('folds lines and tabs to one line', () => {
  expect(oneLine('  a\n\n b\tc ', 100)).toEqual({ text: 'a b c', isCut: false, rest: 0 })
})

it('never cuts a character in two', () => {
  expect(cut('ab😀cd', 3)).toEqual({ text: 'ab', isCut: true, rest: 4 })
  expect(cut('ab😀cd', 4).text).toBe('ab😀')
})

it('says how much is left out', () => {
  expect(cut('x'.repeat(2_500), 2_000)).toMatchObject({ isCut: true, rest: 500 })
  expect(oneLine('word '.repeat(1_000), 10)).toMatchObject({ isCut: true })
})
