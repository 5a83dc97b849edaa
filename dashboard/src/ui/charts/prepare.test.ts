import { describe, expect, it } from 'vitest'
import {
  bandKey,
  durationTicks,
  hasFew,
  logTicks,
  lonelyPoints,
  niceTicks,
  prepareChart,
  sureKey,
  timeTicks,
} from './prepare.ts'

const HOUR = 3_600_000
const MIDNIGHT = Date.UTC(2026, 10, 21)
const hours = (n: number) => Array.from({ length: n }, (_, i) => MIDNIGHT + i * HOUR)
const utc = () => 0

describe('ticks of values', () => {
  it.each([
    [0, [0, 1]],
    [3, [0, 1, 2, 3]],
    [10, [0, 2.5, 5, 7.5, 10]],
    [0.00037, [0, 0.0001, 0.0002, 0.0003, 0.0004]],
    [9_300, [0, 2500, 5000, 7500, 10_000]],
  ])('%s', (most, ticks) => expect(niceTicks(most)).toEqual(ticks))

  it('always reach over the largest value, with few ticks', () => {
    for (let most = 1e-9; most < 1e12; most *= 1.37) {
      const ticks = niceTicks(most)
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(most * (1 - 1e-9))
      expect(ticks.length).toBeLessThanOrEqual(6)
    }
  })
})

it('counts in whole steps', () => {
  expect(niceTicks(1, 1)).toEqual([0, 1])
  expect(niceTicks(9, 1)).toEqual([0, 3, 6, 9])
})

it('puts durations on whole seconds, minutes and hours', () => {
  const seconds = (most: number) => durationTicks(most * 1e9).map((tick) => tick / 1e9)
  expect(seconds(4)).toEqual([0, 1, 2, 3, 4])
  expect(seconds(95)).toEqual([0, 30, 60, 90, 120])
  expect(seconds(20_000)).toEqual([0, 7_200, 14_400, 21_600])
})

describe('a logarithmic axis', () => {
  it.each([
    [
      [3, 70],
      [1, 2, 5, 10, 20, 50, 100],
    ],
    [
      [1, 1000],
      [1, 10, 100, 1000],
    ],
    [[2e-7], [1e-7, 2e-7, 5e-7, 1e-6]],
    [
      [0, -4],
      [1, 10],
    ],
  ])('of %j', (values, ticks) => expect(logTicks(values)).toEqual(ticks))

  it('holds all values between few ticks', () => {
    for (let most = 1e-9; most < 1e15; most *= 7.3) {
      const ticks = logTicks([1e-9, most])
      expect(ticks[0]).toBeLessThanOrEqual(1e-9)
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(most)
      expect(ticks.length).toBeLessThanOrEqual(8)
    }
  })
  it('has no place for zero, which is a gap there', () => {
    const drawn = prepareChart(
      {
        starts: hours(3),
        ends: hours(4).slice(1),
        partial: [false, false, false],
        series: [{ id: 'a', label: 'a', ink: 'good', points: [20, 0, 4000] }],
        isStacked: false,
        isLog: true,
      },
      600,
      utc,
    )
    expect(drawn.rows.map((row) => row.a)).toEqual([20, null, 4000])
    expect([...(drawn.lonely.get('a') ?? [])]).toEqual([0, 2])
    expect([drawn.yMin, drawn.yMax]).toEqual([10, 10_000])
  })
})

it('reaches over the band of a line, and keeps its gaps', () => {
  const drawn = prepareChart(
    {
      starts: hours(2),
      ends: hours(3).slice(1),
      partial: [false, false],
      series: [{ id: 'a', label: 'a', ink: 'good', points: [1, null], band: [[0.5, 8], null] }],
      isStacked: false,
    },
    600,
    utc,
  )
  expect(drawn.rows.map((row) => row[bandKey('a')])).toEqual([[0.5, 8], null])
  expect(drawn.yMax).toBeGreaterThanOrEqual(8)
})

describe('ticks of time', () => {
  it('fall on round hours', () => {
    expect(timeTicks(hours(24), 5, utc)).toEqual([0, 6, 12, 18].map((hour) => MIDNIGHT + hour * HOUR))
  })
  it('fall on round hours of the reader’s clock, half hours included', () => {
    const halfPast = 5.5 * HOUR
    const starts = Array.from({ length: 48 }, (_, i) => MIDNIGHT + (i * HOUR) / 2)
    for (const tick of timeTicks(starts, 5, () => halfPast)) expect((tick + halfPast) % (6 * HOUR)).toBe(0)
  })
  it('are never more than fit', () => {
    for (const most of [2, 3, 5, 8, 13]) expect(timeTicks(hours(97), most, utc).length).toBeLessThanOrEqual(most)
  })
})

describe('ticks of an axis of time', () => {
  const buckets = (firstMs: number, stepMs: number, count: number) =>
    Array.from({ length: count }, (_, i) => firstMs + i * stepMs)

  it('stand at the first bucket of each day where none begins at midnight', () => {
    const starts = buckets(MIDNIGHT - 5 * HOUR, 34 * 60_000, 297)
    const days = timeTicks(starts, 8, utc).map((at) => new Date(at).getUTCDate())
    expect(days).toEqual([...new Set(starts.map((at) => new Date(at).getUTCDate()))].slice(1))
  })

  it('follow the clock of a zone over the night when it is put forward', () => {
    // Berlin, 29 March 2026: two o'clock is three.
    const changeMs = Date.UTC(2026, 2, 29, 1)
    const offset = (at: number) => (at < changeMs ? HOUR : 2 * HOUR)
    const starts = buckets(Date.UTC(2026, 2, 28, 17), HOUR, 24)
    const clocks = timeTicks(starts, 10, offset).map((at) => new Date(at + offset(at)).getUTCHours())
    expect(clocks).toEqual([18, 21, 0, 3, 6, 9, 12, 15, 18])
  })

  it('are starts of weeks, where buckets are weeks', () => {
    const weeks = buckets(MIDNIGHT, 7 * 24 * HOUR, 5)
    expect(timeTicks(weeks, 8, utc)).toEqual(weeks.slice(1))
  })

  it('are every other year, where buckets are the months of many', () => {
    const months = Array.from({ length: 121 }, (_, i) => Date.UTC(2016, i + 10))
    const years = timeTicks(months, 6, utc).map((at) => new Date(at).getUTCFullYear())
    expect(years).toEqual([2017, 2019, 2021, 2023, 2025])
  })
})

describe('a prepared chart', () => {
  const series = [
    { id: 'a', label: 'a', ink: 'good' as const, points: [1, null, 3] },
    { id: 'b', label: 'b', ink: 'bad' as const, points: [4, 5, null] },
  ]
  const input = { starts: hours(3), ends: hours(4).slice(1), partial: [false, false, true], series, isStacked: true }

  it('keeps what is missing as a gap and stacks what is there', () => {
    const chart = prepareChart(input, 600, utc)
    expect(chart.rows.map((row) => [row.a, row.b])).toEqual([
      [1, 4],
      [null, 5],
      [3, null],
    ])
    expect(chart.yMax).toBeGreaterThanOrEqual(5)
    expect(chart.rows[0]?.at).toBe(MIDNIGHT + HOUR / 2)
    expect(chart.domain).toEqual([MIDNIGHT, MIDNIGHT + 3 * HOUR])
  })
  it('scales lines by the largest, not by the sum', () => {
    expect(prepareChart({ ...input, isStacked: false }, 600, utc).yMax).toBe(6)
    expect(prepareChart({ ...input, series: series.slice(0, 1), isStacked: false }, 600, utc).yMax).toBe(3)
  })
  it('knows the points that a line cannot show', () => {
    expect([...lonelyPoints([1, null, 2, 3, null, 4])]).toEqual([0, 5])
  })
})

describe('points of few spans', () => {
  const p95 = { id: 'p95', label: 'p95', ink: 'neutral', points: [5, 6, null, 7], n: [40, 3, 0, 30] } as const
  const input = { starts: hours(4), ends: hours(4), partial: [], series: [p95], isStacked: false }

  it('are drawn apart from those with enough behind them', () => {
    const chart = prepareChart(input, 400, utc)
    expect([...chart.unsure]).toEqual(['p95'])
    expect(chart.rows.map((row) => row[sureKey('p95')])).toEqual([5, null, null, 7])
    expect(chart.rows.map((row) => row.p95)).toEqual([5, 6, null, 7])
  })

  it('are none where all have enough, or nobody counts', () => {
    expect(hasFew({ ...p95, n: [40, 30, 0, 30] })).toBe(false)
    expect(hasFew({ id: 'calls', label: 'calls', ink: 'neutral', points: [1, 2] })).toBe(false)
  })
})
