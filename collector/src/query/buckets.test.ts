import type { STEPS } from '@vitrine/schemas/api'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { bucketsOf, defaultStep } from './buckets.ts'

vi.setConfig({ testTimeout: 60_000 })

const ns = (text: string) => BigInt(Date.parse(text)) * 1_000_000n
const iso = (value: bigint) => new Date(Number(value / 1_000_000n)).toISOString()
const starts = (step: (typeof STEPS)[number], from: string, to: string, tz = 'UTC') =>
  bucketsOf(step, { fromNs: ns(from), toNs: ns(to), tz, nowNs: ns('2030-01-01T00:00:00Z') }).startsNs.map(iso)

describe('buckets', () => {
  it.each([
    // Berlin puts its clock forward on 2026-03-29: that day has 23 hours.
    [
      '1d',
      '2026-03-27T23:00:00Z',
      '2026-03-30T22:00:00Z',
      'Europe/Berlin',
      ['2026-03-27T23:00:00.000Z', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ],
    // And back on 2026-10-25: 25 hours.
    [
      '1d',
      '2026-10-23T22:00:00Z',
      '2026-10-26T23:00:00Z',
      'Europe/Berlin',
      ['2026-10-23T22:00:00.000Z', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    ],
    // Tehran stands three and a half hours off.
    [
      '1h',
      '2026-01-01T00:00:00Z',
      '2026-01-01T02:00:00Z',
      'Asia/Tehran',
      ['2026-01-01T00:00:00.000Z', '2026-01-01T00:30:00.000Z', '2026-01-01T01:30:00.000Z'],
    ],
    [
      '1w',
      '2026-01-07T00:00:00Z',
      '2026-01-20T00:00:00Z',
      'UTC',
      ['2026-01-07T00:00:00.000Z', '2026-01-12T00:00:00.000Z', '2026-01-19T00:00:00.000Z'],
    ],
    [
      '1M',
      '2024-01-31T00:00:00Z',
      '2024-04-01T00:00:00Z',
      'UTC',
      ['2024-01-31T00:00:00.000Z', '2024-02-01T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
    ],
    // Beirut skips midnight: the day begins at 01:00.
    [
      '1d',
      '2024-03-29T22:00:00Z',
      '2024-03-31T21:00:00Z',
      'Asia/Beirut',
      ['2024-03-29T22:00:00.000Z', '2024-03-30T22:00:00.000Z'],
    ],
    [
      '6h',
      '2026-01-01T01:00:00Z',
      '2026-01-01T13:00:00Z',
      'UTC',
      ['2026-01-01T01:00:00.000Z', '2026-01-01T06:00:00.000Z', '2026-01-01T12:00:00.000Z'],
    ],
  ] as const)('of %s from %s to %s in %s', (step, from, to, tz, wanted) => {
    expect(starts(step, from, to, tz)).toEqual(wanted)
  })

  const persian = (step: '1w' | '1M', from: string, to: string, tz: string) =>
    bucketsOf(step, { fromNs: ns(from), toNs: ns(to), tz, calendar: 'persian', nowNs: 0n }).startsNs.map(iso)

  it('follow the Persian calendar: weeks from Saturday, months from their own first day', () => {
    expect(persian('1w', '2026-01-07T00:00:00Z', '2026-01-18T00:00:00Z', 'UTC')).toEqual([
      '2026-01-07T00:00:00.000Z',
      '2026-01-10T00:00:00.000Z',
      '2026-01-17T00:00:00.000Z',
    ])
    // 1 Farvardin of 1404 (after a leap year) and of 1405, at midnight in Tehran.
    const months = persian('1M', '2025-02-20T00:00:00Z', '2026-04-01T00:00:00Z', 'Asia/Tehran')
    expect(months).toContain('2025-03-20T20:30:00.000Z')
    expect(months).toContain('2026-03-20T20:30:00.000Z')
    expect(months.length).toBe(14)
    const day = new Intl.DateTimeFormat('en-u-ca-persian-nu-latn', { day: 'numeric', timeZone: 'Asia/Tehran' })
    expect(months.slice(1).map((start) => day.format(Date.parse(start)))).toEqual(Array.from({ length: 13 }, () => '1'))
  })

  it('say which are partial', () => {
    const { isPartial } = bucketsOf('1h', {
      fromNs: ns('2026-01-01T00:30:00Z'),
      toNs: ns('2026-01-01T03:30:00Z'),
      tz: 'UTC',
      nowNs: ns('2026-01-01T02:10:00Z'),
    })
    expect(isPartial).toEqual([true, false, true, true])
  })

  it('cover the window without gap or overlap, in at most 300 by default', () => {
    const zones = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'Asia/Tehran',
      'America/New_York',
      'Australia/Lord_Howe',
      'Pacific/Apia',
    )
    const calendars = fc.constantFrom('gregory' as const, 'persian' as const)
    const length = fc.integer({ min: 1, max: 3 * 365 * 86_400_000 })
    const from = fc.integer({ min: Date.UTC(2005, 0), max: Date.UTC(2026, 0) })
    fc.assert(
      fc.property(zones, calendars, from, length, (tz, calendar, fromMs, lengthMs) => {
        const window = { fromNs: BigInt(fromMs) * 1_000_000n, toNs: BigInt(fromMs + lengthMs) * 1_000_000n }
        const step = defaultStep(window)
        const { startsNs, endsNs, uniform } = bucketsOf(step, { ...window, tz, calendar, nowNs: 0n })
        expect(startsNs[0]).toBe(window.fromNs)
        expect(endsNs.at(-1)).toBe(window.toNs)
        expect(startsNs.slice(1)).toEqual(endsNs.slice(0, -1))
        expect(startsNs.every((start, index) => start < (endsNs[index] ?? 0n))).toBe(true)
        expect(startsNs.length).toBeLessThanOrEqual(301)
        const uniformStart = uniform === undefined ? undefined : uniform.firstNs + uniform.stepNs
        if (startsNs.length > 1 && uniformStart !== undefined) expect(uniformStart).toBe(startsNs[1])
      }),
      { numRuns: 300 },
    )
  })
})
