import { describe, expect, it } from 'vitest'
import { forecastOf, monthOf } from './forecast.ts'

const DAY = 86_400_000
const at = (text: string) => Date.parse(text)

describe('the month of a time', () => {
  it.each([
    ['2026-11-21T12:00:00Z', 'gregory', 'UTC', '2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z'],
    ['2026-02-28T23:59:59Z', 'gregory', 'UTC', '2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z'],
    ['2026-11-30T21:00:00Z', 'gregory', 'Asia/Tehran', '2026-11-30T20:30:00Z', '2026-12-31T20:30:00Z'],
    // The clock goes forward in this month, and back in that one.
    ['2026-03-31T12:00:00Z', 'gregory', 'Europe/Berlin', '2026-02-28T23:00:00Z', '2026-03-31T22:00:00Z'],
    ['2026-10-01T12:00:00Z', 'gregory', 'Europe/Berlin', '2026-09-30T22:00:00Z', '2026-10-31T23:00:00Z'],
    // Azar 1405.
    ['2026-11-25T12:00:00Z', 'persian', 'Asia/Tehran', '2026-11-21T20:30:00Z', '2026-12-21T20:30:00Z'],
  ])('%s in %s, %s', (time, calendar, zone, start, end) => {
    expect(monthOf(at(time), calendar, zone)).toEqual({ startMs: at(start), endMs: at(end) })
  })
})

describe('a forecast', () => {
  const month = { startMs: 0, endMs: 30 * DAY }
  const days = (values: readonly (number | null)[]) =>
    values.map((value, i) => ({ fromMs: i * DAY, toMs: (i + 1) * DAY, value }))

  it('goes on at the pace of the last seven days', () => {
    expect(forecastOf(days([...Array(13).fill(100), ...Array(7).fill(1)]), month, 20 * DAY)).toEqual({
      soFar: 1307,
      atEnd: 1317,
    })
    expect(forecastOf(days([2, 4]), month, 2 * DAY)).toEqual({ soFar: 6, atEnd: 90 })
  })
  it('is unknown where no cost is known, and says nothing of a month that has just begun', () => {
    expect(forecastOf(days([null, null]), month, 2 * DAY)).toBeUndefined()
    expect(forecastOf(days([1]), month, DAY / 10)).toEqual({ soFar: 1, atEnd: null })
  })
  it('ends with what is there at the end of the month', () => {
    expect(forecastOf(days(Array(30).fill(1)), month, 30 * DAY)).toEqual({ soFar: 30, atEnd: 30 })
  })
})
