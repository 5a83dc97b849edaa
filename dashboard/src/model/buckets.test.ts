import { expect, it } from 'vitest'
import { stepFor, stepWithin } from './buckets.ts'

const HOUR = 3_600_000
const of = (hours: number) => ({ fromMs: 0, toMs: hours * HOUR })

it('takes the grain that somebody chose while a chart can hold it', () => {
  expect(stepWithin(of(5), '1m')).toBe('1m')
  expect(stepWithin(of(24), '1m')).toBe(stepFor(of(24)))
  expect(stepWithin(of(24), '1h')).toBe('1h')
  expect(stepWithin(of(24 * 400), '1d')).toBe('1w')
  expect(stepWithin(of(24), undefined)).toBe('15m')
})
