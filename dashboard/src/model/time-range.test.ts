import { describe, expect, it } from 'vitest'
import { stepFor } from './buckets.ts'
import { parseTimeMs, resolveRange, shiftWindow, spanOfRange, windowSearch, zoomOut } from './time-range.ts'

const NOW = Date.UTC(2026, 10, 21, 12)
const HOUR = 3_600_000
const DAY = 24 * HOUR

describe('the window of a page', () => {
  it('is the last day when nothing is said', () => {
    expect(resolveRange({}, NOW).window).toEqual({ fromMs: NOW - DAY, toMs: NOW })
  })
  it('stays relative', () => {
    const { window, isRelative } = resolveRange({ range: '45m' }, NOW)
    expect([window.fromMs, isRelative]).toEqual([NOW - 45 * 60_000, true])
  })
  it('leaves nothing out when all is asked for', () => {
    const { window, invalid } = resolveRange({ range: 'all' }, NOW)
    expect([window, invalid]).toEqual([{ fromMs: NOW - 3650 * DAY, toMs: NOW }, []])
  })
  it('takes absolute times, and an open end until now', () => {
    const { window, isRelative } = resolveRange({ from: '2026-11-20T00:00:00Z' }, NOW)
    expect([window.fromMs, window.toMs, isRelative]).toEqual([NOW - 36 * HOUR, NOW, false])
  })
  it.each([
    [{ range: 'soon' }, ['range']],
    [{ from: 'x' }, ['from']],
    [{ from: '2026-11-20', to: '2026-11-19' }, ['to']],
    [{ to: 'y', range: '1h' }, ['to']],
  ])('names what it could not read in %j', (search, invalid) => {
    expect(resolveRange(search, NOW).invalid).toEqual(invalid)
  })
  it('comes back from the URL as it was', () => {
    const window = { fromMs: NOW - 7_777_777, toMs: NOW - 5 }
    expect(resolveRange(windowSearch(window), NOW).window).toEqual(window)
  })
})

describe('moving the window', () => {
  it('shifts by its own length', () => {
    expect(shiftWindow({ fromMs: 100, toMs: 300 }, -1)).toEqual({ fromMs: -100, toMs: 100 })
  })
  it('grows twofold and not into the future', () => {
    expect(zoomOut({ fromMs: NOW - DAY, toMs: NOW }, NOW)).toEqual({ fromMs: NOW - 2 * DAY, toMs: NOW })
    expect(zoomOut({ fromMs: NOW - 4 * DAY, toMs: NOW - 2 * DAY }, NOW)).toEqual({
      fromMs: NOW - 5 * DAY,
      toMs: NOW - DAY,
    })
  })
})

it('knows nanoseconds, milliseconds and RFC 3339', () => {
  expect(parseTimeMs('1763732096123456789')).toBe(1763732096123)
  expect(parseTimeMs('1763732096123')).toBe(1763732096123)
  expect(parseTimeMs('2026-11-21')).toBe(Date.UTC(2026, 10, 21))
  expect(parseTimeMs('12')).toBeUndefined()
})

it('keeps charts to about a hundred buckets', () => {
  expect(stepFor({ fromMs: NOW - HOUR, toMs: NOW })).toBe('1m')
  expect(stepFor({ fromMs: NOW - DAY, toMs: NOW })).toBe('15m')
  expect(stepFor({ fromMs: NOW - 30 * DAY, toMs: NOW })).toBe('1d')
  expect(spanOfRange('5d')).toBe(5 * DAY)
})
