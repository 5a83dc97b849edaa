/**
 * Time on the screen: where a bar starts, how long it is, which ticks the ruler has. All in nanoseconds since the
 * trace's start and in percent of the lane, so that the lane may have any width. The data stays as it came; what
 * cannot be drawn (an end before the start, a start before the trace) is clamped here and says so.
 */

export interface TimeWindow {
  readonly fromNs: number
  readonly toNs: number
  /** What is drawn shorter than it was, in order and apart from each other. */
  readonly breaks?: readonly Break[]
}

/** A stretch of time and how long it is drawn. */
export interface Break {
  readonly fromNs: number
  readonly toNs: number
  readonly shownNs: number
}

export interface TimedSpan {
  readonly startNs: number
  /** null while running or unknown. */
  readonly endNs: number | null
  readonly isRunning: boolean
}

export type BarShape = 'bar' | 'instant' | 'open'

export interface Bar {
  readonly shape: BarShape
  /** Percent of the lane, clamped to it. */
  readonly startPercent: number
  readonly widthPercent: number
  /** The end stood before the start. */
  readonly isInverted: boolean
  /** Wholly outside the window: at its edge, nothing to draw. */
  readonly isOutside: boolean
}

export interface Tick {
  readonly atNs: number
  readonly percent: number
}

/** The window that shows every span; a trace without length still gets a microsecond to stand in. */
export function fullWindow(spans: readonly TimedSpan[], nowNs: number): TimeWindow {
  let fromNs = Number.POSITIVE_INFINITY
  let toNs = Number.NEGATIVE_INFINITY
  for (const span of spans) {
    const end = drawnEnd(span, nowNs)
    fromNs = Math.min(fromNs, span.startNs, end)
    toNs = Math.max(toNs, span.startNs, end)
  }
  if (!Number.isFinite(fromNs)) return { fromNs: 0, toNs: 1_000 }
  return { fromNs, toNs: Math.max(toNs, fromNs + 1_000) }
}

export function barOf(span: TimedSpan, window: TimeWindow, nowNs: number): Bar {
  const end = drawnEnd(span, nowNs)
  const isInverted = end < span.startNs
  const from = Math.min(span.startNs, end)
  const to = Math.max(span.startNs, end)
  const startPercent = percentAt(window, from)
  const endPercent = percentAt(window, to)
  return {
    shape: shapeOf(span, to - from),
    startPercent,
    widthPercent: endPercent - startPercent,
    isInverted,
    isOutside: to < window.fromNs || from > window.toNs,
  }
}

/** Where a moment stands in the lane, 0 to 100, clamped. */
export function percentAt(window: TimeWindow, atNs: number): number {
  const { fromNs, toNs } = drawn(window)
  const share = (drawnAt(window, atNs) - fromNs) / (toNs - fromNs)
  return Math.min(100, Math.max(0, share * 100))
}

/** The moment that stands at a share of the lane, 0 to 1. */
export function momentAt(window: TimeWindow, share: number): number {
  const { fromNs, toNs } = drawn(window)
  return momentDrawnAt(window, fromNs + share * (toNs - fromNs))
}

/** Where a moment would stand if what is drawn shorter had been shorter. */
function drawnAt({ breaks = [] }: TimeWindow, atNs: number): number {
  let saved = 0
  for (const { fromNs, toNs, shownNs } of breaks) {
    if (atNs <= fromNs) break
    saved += (Math.min(atNs, toNs) - fromNs) * (1 - shownNs / (toNs - fromNs))
  }
  return atNs - saved
}

function momentDrawnAt({ breaks = [] }: TimeWindow, drawnNs: number): number {
  let saved = 0
  for (const { fromNs, toNs, shownNs } of breaks) {
    const into = drawnNs - (fromNs - saved)
    if (into <= 0) break
    if (into < shownNs) return fromNs + (into / shownNs) * (toNs - fromNs)
    saved += toNs - fromNs - shownNs
  }
  return drawnNs + saved
}

function drawn(window: TimeWindow): { fromNs: number; toNs: number } {
  if (window.breaks === undefined) return window
  return { fromNs: drawnAt(window, window.fromNs), toNs: drawnAt(window, window.toNs) }
}

const NICE_STEPS_NS: readonly number[] = niceSteps()

/** At most `most` ticks on round numbers of time, none closer than the lane allows; and where a cut ends. */
export function ticksOf(window: TimeWindow, most: number): readonly Tick[] {
  const { fromNs, toNs } = drawn(window)
  const step = NICE_STEPS_NS.find((candidate) => (toNs - fromNs) / candidate <= most) ?? toNs - fromNs
  const { breaks = [] } = window
  const ticks: Tick[] = breaks
    .filter(({ toNs: end }) => end > window.fromNs && end < window.toNs)
    .map(({ toNs: end }) => ({ atNs: end, percent: percentAt(window, end) }))
  for (const stretch of stretchesOf(window)) {
    for (let at = Math.ceil(stretch.fromNs / step) * step; at <= stretch.toNs; at += step) {
      const percent = percentAt(window, at)
      if (breaks.length === 0 || ticks.every((tick) => Math.abs(tick.percent - percent) > 80 / most)) {
        ticks.push({ atNs: at, percent })
      }
    }
  }
  return ticks.sort((a, b) => a.percent - b.percent)
}

/** The parts of the window that are drawn as long as they were. */
function stretchesOf({ fromNs, toNs, breaks = [] }: TimeWindow): TimeWindow[] {
  const stretches: TimeWindow[] = []
  let at = fromNs
  for (const each of breaks) {
    if (each.fromNs > at) stretches.push({ fromNs: at, toNs: Math.min(each.fromNs, toNs) })
    at = Math.max(at, each.toNs)
  }
  if (at < toNs) stretches.push({ fromNs: at, toNs })
  return stretches.filter((stretch) => stretch.toNs > stretch.fromNs)
}

/** Zooms around a moment that stays where it is; never below a microsecond, never beyond the whole trace. */
export function zoom(window: TimeWindow, full: TimeWindow, how: { factor: number; aroundNs: number }): TimeWindow {
  const [{ fromNs, toNs }, whole] = [drawn(window), drawn(full)]
  const length = Math.max(1_000, (toNs - fromNs) / how.factor)
  if (length >= whole.toNs - whole.fromNs) return full
  const around = drawnAt(full, how.aroundNs)
  return slideInto(full, around - ((around - fromNs) / (toNs - fromNs)) * length, length)
}

export function pan(window: TimeWindow, full: TimeWindow, byShare: number): TimeWindow {
  const { fromNs, toNs } = drawn(window)
  const length = toNs - fromNs
  return slideInto(full, fromNs + byShare * length, length)
}

/** The window as a URL holds it: microseconds since the trace's start, `1200-3400`. */
export function writeZoom({ fromNs, toNs }: TimeWindow): string {
  return `${Math.floor(fromNs / 1_000)}-${Math.ceil(toNs / 1_000)}`
}

/** undefined when the text names no part of this trace. */
export function readZoom(text: string | undefined, full: TimeWindow): TimeWindow | undefined {
  const found = /^(-?\d{1,15})-(-?\d{1,15})$/.exec(text ?? '')
  if (found === null) return undefined
  const fromNs = Math.max(full.fromNs, Number(found[1]) * 1_000)
  const toNs = Math.min(full.toNs, Number(found[2]) * 1_000)
  return toNs > fromNs ? { ...full, fromNs, toNs } : undefined
}

/** Both measured as they are drawn. */
function slideInto(full: TimeWindow, fromNs: number, length: number): TimeWindow {
  const whole = drawn(full)
  const from = Math.min(Math.max(fromNs, whole.fromNs), whole.toNs - length)
  return { ...full, fromNs: momentDrawnAt(full, from), toNs: momentDrawnAt(full, from + length) }
}

function drawnEnd(span: TimedSpan, nowNs: number): number {
  if (span.endNs !== null && !span.isRunning) return span.endNs
  return span.isRunning ? Math.max(nowNs, span.startNs) : span.startNs
}

function shapeOf(span: TimedSpan, lengthNs: number): BarShape {
  if (span.isRunning) return 'open'
  return lengthNs === 0 ? 'instant' : 'bar'
}

/** 1-2-5 up to a second, then the steps of a clock, then days. */
function niceSteps(): readonly number[] {
  const steps: number[] = []
  for (let decade = 1; decade < 1e9; decade *= 10) steps.push(decade, 2 * decade, 5 * decade)
  const second = 1e9
  for (const seconds of [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 43_200]) {
    steps.push(seconds * second)
  }
  for (const days of [1, 2, 7, 14, 30, 90, 180, 365]) steps.push(days * 86_400 * second)
  return steps
}
