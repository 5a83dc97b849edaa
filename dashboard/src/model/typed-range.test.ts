import { describe, expect, it } from 'vitest'
import { gregorianDay } from './persian-day.ts'
import { readTyped } from './typed-range.ts'

const NOW = Date.UTC(2026, 10, 21, 12)
const read = (text: string) => readTyped(text, NOW, () => 0)
const range = (search: object) => ({ kind: 'range', search })
const days = (from: string, to: string) => range({ from: `${from}T00:00:00.000Z`, to: `${to}T00:00:00.000Z` })

describe('what somebody types as a time range', () => {
  it.each([
    [' 45M ', range({ range: '45m' })],
    ['All', range({ range: 'all' })],
    ['۴۵m', range({ range: '45m' })],
    ['۳ روز', range({ range: '3d' })],
    ['today', range({ from: '2026-11-21T00:00:00.000Z' })],
    ['yesterday', days('2026-11-20', '2026-11-21')],
    ['دیروز', days('2026-11-20', '2026-11-21')],
    ['2026-11-01..2026-11-03', days('2026-11-01', '2026-11-04')],
    ['2026/11/1 .. 2026/11/3', days('2026-11-01', '2026-11-04')],
    ['1405/08/10..1405/08/12', days('2026-11-01', '2026-11-04')],
    ['۱۴۰۵/۰۸/۱۰..۱۴۰۵/۰۸/۱۲', days('2026-11-01', '2026-11-04')],
    ['1403-12-30..1404-01-01', days('2025-03-20', '2025-03-22')],
    [
      '2026-11-01T10:00:00Z..2026-11-01T11:30:00Z',
      range({ from: '2026-11-01T10:00:00.000Z', to: '2026-11-01T11:30:00.000Z' }),
    ],
  ])('reads %j', (text, found) => {
    expect(read(text)).toEqual(found)
  })

  it.each([
    ['', 'form', ''],
    ['soon', 'form', 'soon'],
    ['5', 'form', '5'],
    ['0m', 'form', '0m'],
    ['a..b..c', 'form', 'a..b..c'],
    ['a..2026-11-01', 'form', 'a'],
    ['2026-11-03..2026-11-01', 'order', '2026-11-03..2026-11-01'],
    ['2026-02-30..2026-03-01', 'day', '2026-02-30'],
    ['1405/07/31..1405/08/01', 'day', '1405/07/31'],
    ['1404/12/30..1405/01/01', 'day', '1404/12/30'],
  ])('says why it cannot read %j', (text, why, what) => {
    expect(read(text)).toEqual({ kind: 'wrong', why, what })
  })

  it('lets a day last as long as its clocks say', () => {
    const change = Date.UTC(2026, 2, 29, 1)
    const berlin = (at: number) => (at < change ? 1 : 2) * 3_600_000
    expect(readTyped('2026-03-29..2026-03-29', NOW, berlin)).toEqual(
      range({ from: '2026-03-28T23:00:00.000Z', to: '2026-03-29T22:00:00.000Z' }),
    )
  })

  it('begins a day where the reader is', () => {
    const local = readTyped('2026-11-01..2026-11-01', NOW, (at) => -new Date(at).getTimezoneOffset() * 60_000)
    expect(local).toEqual(range({ from: new Date(2026, 10, 1).toISOString(), to: new Date(2026, 10, 2).toISOString() }))
  })
})

it('finds every day of forty Persian years, one after the other', () => {
  const starts: number[] = []
  for (let year = 1380; year < 1420; year += 1)
    for (let month = 1; month <= 12; month += 1)
      for (let day = 1; day <= 31; day += 1) {
        const found = gregorianDay({ year, month, day })
        if (found !== undefined) starts.push(Date.UTC(found.year, found.month - 1, found.day))
      }
  expect(starts[0]).toBe(Date.UTC(2001, 2, 21))
  expect(starts.every((ms, at) => at === 0 || ms - (starts[at - 1] ?? 0) === 86_400_000)).toBe(true)
  expect(starts.length).toBe(40 * 365 + 9)
})
