import { describe, expect, it } from 'vitest'
import {
  barOf,
  fullWindow,
  momentAt,
  pan,
  percentAt,
  readZoom,
  type TimedSpan,
  ticksOf,
  writeZoom,
  zoom,
} from './waterfall.ts'

const MS = 1_000_000

function timed(startNs: number, endNs: number | null, isRunning = false): TimedSpan {
  return { startNs, endNs, isRunning }
}

describe('fullWindow', () => {
  it('holds spans that start before the trace or end after their parent', () => {
    expect(fullWindow([timed(0, 100), timed(-20, 50), timed(90, 4_000)], 0)).toEqual({ fromNs: -20, toNs: 4_000 })
  })

  it('reaches to now while a span runs', () => {
    expect(fullWindow([timed(0, null, true)], 5_000)).toEqual({ fromNs: 0, toNs: 5_000 })
  })

  it('has a length even without spans or without durations', () => {
    expect(fullWindow([], 0).toNs).toBeGreaterThan(0)
    expect(fullWindow([timed(7, 7)], 0)).toEqual({ fromNs: 7, toNs: 1_007 })
  })
})

describe('barOf', () => {
  const window = { fromNs: 0, toNs: 1_000 }

  it.each([
    ['inside', timed(100, 350), { startPercent: 10, widthPercent: 25, shape: 'bar' }],
    ['without length', timed(500, 500), { startPercent: 50, widthPercent: 0, shape: 'instant' }],
    ['with no end at all', timed(500, null), { startPercent: 50, widthPercent: 0, shape: 'instant' }],
    ['running', timed(200, null, true), { startPercent: 20, widthPercent: 60, shape: 'open' }],
    ['ending before it starts', timed(600, 400), { startPercent: 40, widthPercent: 20, isInverted: true }],
    ['reaching past the window', timed(900, 5_000), { startPercent: 90, widthPercent: 10, isOutside: false }],
    ['after the window', timed(2_000, 5_000), { isOutside: true, widthPercent: 0 }],
  ])('draws a span %s', (_, span, expected) => {
    expect(barOf(span, window, 800)).toMatchObject(expected)
  })
})

describe('ticksOf', () => {
  it.each([
    [940 * MS, 200 * MS],
    [12_000 * MS, 2_000 * MS],
    [7_200_000 * MS, 1_800_000 * MS],
    [400, 100],
  ])('steps over %d ns in round times', (length, step) => {
    const ticks = ticksOf({ fromNs: 0, toNs: length }, 6)
    expect(ticks.length).toBeLessThanOrEqual(7)
    expect((ticks[1]?.atNs ?? 0) - (ticks[0]?.atNs ?? 0)).toBe(step)
  })
})

describe('zoom and pan', () => {
  const full = { fromNs: 0, toNs: 1e9 }

  it('keeps the moment under the cursor in its place', () => {
    const zoomed = zoom(full, full, { factor: 4, aroundNs: 0.25e9 })
    expect((0.25e9 - zoomed.fromNs) / (zoomed.toNs - zoomed.fromNs)).toBeCloseTo(0.25, 9)
    expect(zoomed.toNs - zoomed.fromNs).toBeCloseTo(0.25e9, 0)
  })

  it('never leaves the trace', () => {
    expect(zoom({ fromNs: 0, toNs: 10e6 }, full, { factor: 0.001, aroundNs: 0 })).toEqual(full)
    expect(pan({ fromNs: 0.9e9, toNs: 1e9 }, full, 3)).toEqual({ fromNs: 0.9e9, toNs: 1e9 })
    expect(pan({ fromNs: 0.1e9, toNs: 0.2e9 }, full, -9)).toEqual({ fromNs: 0, toNs: 0.1e9 })
  })
})

describe('a window with cuts', () => {
  // 100 ms of work, 800 ms drawn as 50, 100 ms of work.
  const cut = { fromNs: 100 * MS, toNs: 900 * MS, shownNs: 50 * MS }
  const window = { fromNs: 0, toNs: 1_000 * MS, breaks: [cut] }

  it('draws the cut short and the rest to scale', () => {
    expect([0, 100, 500, 900, 950, 1_000].map((ms) => percentAt(window, ms * MS))).toEqual([0, 40, 50, 60, 80, 100])
    expect(barOf(timed(50 * MS, 950 * MS), window, 0)).toMatchObject({ startPercent: 20, widthPercent: 60 })
  })

  it('finds the moment that stands at a place', () => {
    for (const ms of [0, 30, 100, 300, 900, 970, 1_000]) {
      expect(momentAt(window, percentAt(window, ms * MS) / 100)).toBeCloseTo(ms * MS, 0)
    }
  })

  it('zooms and moves by what is seen', () => {
    const zoomed = zoom(window, window, { factor: 2, aroundNs: 900 * MS })
    expect(percentAt(zoomed, 900 * MS)).toBeCloseTo(60, 6)
    expect(zoomed.breaks).toEqual([cut])
    expect(zoom(zoomed, window, { factor: 0.1, aroundNs: 0 })).toBe(window)
    const moved = pan(zoom(window, window, { factor: 5, aroundNs: 0 }), window, 1)
    expect([moved.fromNs, moved.toNs].map((at) => Math.round(at / MS))).toEqual([50, 100])
  })

  it('says when work went on, and names no moment within the cut', () => {
    const at = ticksOf(window, 5).map(({ atNs }) => atNs / MS)
    expect(at).toContain(900)
    expect(at.filter((ms) => ms > 100 && ms < 900)).toEqual([])
  })
})

describe('the window in a URL', () => {
  it('is read as it was written, to the microsecond', () => {
    const full = { fromNs: -2_000, toNs: 9_000_000 }
    expect(readZoom(writeZoom({ fromNs: 1_000, toNs: 5_000_000 }), full)).toEqual({ fromNs: 1_000, toNs: 5_000_000 })
    expect(readZoom(writeZoom(full), full)).toEqual(full)
  })

  it('is nothing when it names no part of the trace', () => {
    const full = { fromNs: 0, toNs: 9_000 }
    for (const text of [undefined, '', '5', '9-9', '100-200', 'a-b']) expect(readZoom(text, full)).toBeUndefined()
  })
})
