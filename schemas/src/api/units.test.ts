import { expect, it } from 'vitest'
import * as z from 'zod/mini'
import { timeParameter } from './units.ts'

it.each(['yesterday', '2026-3-1', '2026-03-01T10:00', '1e9', ''])('a time written %j is told how to be', (text) => {
  const parsed = z.safeParse(timeParameter, text)
  expect(parsed.error?.issues.map(({ message }) => message)).toEqual([expect.stringContaining('RFC 3339')])
})

it.each(['2026-03-01', '2026-03-01T10:00Z', '2026-03-01T10:00:00.123456789+03:30', '-1', '1772359200000000000'])(
  'a time written %j is one',
  (text) => {
    expect(z.safeParse(timeParameter, text).success).toBe(true)
  },
)
