// Everything a chart needs to know before anything is drawn: rows, explicit ticks, gaps, lonely points. Pure. Without
// ticks of our own Recharts measures every label of a time axis, which takes seconds.
import type { ChartInk } from './palette.ts'

export type ChartSeries = {
  readonly id: string
  readonly label: string
  readonly ink: ChartInk
  readonly points: readonly (number | null)[]
  readonly n?: readonly number[]
  /** What the others are compared with: a pale line, in no stack. */
  readonly isFaint?: boolean
}

export type ChartInput = {
  readonly starts: readonly number[]
  readonly ends: readonly number[]
  readonly partial: readonly boolean[]
  readonly series: readonly ChartSeries[]
  readonly isStacked: boolean
  /** The values are nanoseconds: ticks then fall on whole seconds, minutes and hours. */
  readonly isDuration?: boolean
  /** The values are whole things, of which there is no half. */
  readonly isWhole?: boolean
}

export type ChartRow = { readonly at: number; readonly [series: string]: number | null }

export type PreparedChart = {
  readonly rows: readonly ChartRow[]
  readonly domain: readonly [number, number]
  readonly xTicks: readonly number[]
  readonly yTicks: readonly number[]
  readonly yMax: number
  readonly isEmpty: boolean
  /** Points with a gap on both sides: a line cannot show them, so each gets a dot. */
  readonly lonely: ReadonlyMap<string, ReadonlySet<number>>
  /** Series with points of few spans: drawn pale, and once more in colour (`sureKey`) where enough stand behind them. */
  readonly unsure: ReadonlySet<string>
}

/** Below this a ratio or quantile says little. */
export const FEW = 30

export const sureKey = (id: string): string => `${id} sure`

/** The points with enough behind them. */
function surePoints({ points, n }: ChartSeries): readonly (number | null)[] {
  return points.map((point, i) => ((n?.[i] ?? FEW) < FEW ? null : point))
}

export const hasFew = ({ points, n, isFaint }: ChartSeries): boolean =>
  isFaint !== true && n !== undefined && points.some((point, i) => point !== null && (n[i] ?? 0) < FEW)

/** Pixels that one label of the time axis needs. */
const LABEL_PX = 84

export function prepareChart(
  input: ChartInput,
  widthPx: number,
  zoneOffsetMs: (atMs: number) => number,
): PreparedChart {
  const { starts, ends, series } = input
  const unsure = new Set(input.isStacked ? [] : series.filter(hasFew).map(({ id }) => id))
  const drawn = series.flatMap((each) =>
    unsure.has(each.id) ? [each, { id: sureKey(each.id), points: surePoints(each) }] : [each],
  )
  const rows = starts.map((start, i) => {
    const values = Object.fromEntries(drawn.map(({ id, points }) => [id, points[i] ?? null]))
    return { ...values, at: (start + (ends[i] ?? start)) / 2 } as ChartRow
  })
  const heights = starts.map((_start, i) => heightAt(input, i))
  const most = Math.max(0, ...heights)
  const yTicks = input.isDuration === true ? durationTicks(most) : niceTicks(most, input.isWhole === true ? 1 : 0)
  return {
    rows,
    domain: [starts[0] ?? 0, ends.at(-1) ?? 1],
    xTicks: timeTicks(starts, Math.max(2, Math.floor(widthPx / LABEL_PX)), zoneOffsetMs),
    yTicks,
    yMax: yTicks.at(-1) ?? 1,
    isEmpty: series.every(({ points }) => points.every((point) => point === null || point === 0)),
    lonely: new Map(drawn.map(({ id, points }) => [id, lonelyPoints(points)])),
    unsure,
  }
}

function heightAt({ series, isStacked }: ChartInput, i: number): number {
  const valuesOf = (some: readonly ChartSeries[]) => some.map(({ points }) => points[i] ?? 0)
  if (!isStacked) return Math.max(0, ...valuesOf(series))
  const stack = valuesOf(series.filter(({ isFaint }) => isFaint !== true)).reduce((sum, value) => sum + value, 0)
  return Math.max(stack, ...valuesOf(series.filter(({ isFaint }) => isFaint === true)))
}

/** 0 and three to five round steps that reach over `most`. */
export function niceTicks(most: number, leastStep = 0): number[] {
  if (!(most > 0)) return [0, 1]
  const rough = most / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const round = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? 10 * power
  const step = Math.max(leastStep, leastStep > 0 ? Math.ceil(round) : round)
  const count = Math.ceil(most / step - 1e-9)
  return Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(12)))
}

/** Seconds, minutes, hours and days that people count in; below 10 s decimal steps are those. */
const DURATION_STEPS = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400]

/** Like `niceTicks`, for nanoseconds. */
export function durationTicks(mostNs: number): number[] {
  const step = DURATION_STEPS.map((seconds) => seconds * 1e9).find((size) => size * 5 >= mostNs)
  if (mostNs < 10e9 || step === undefined) return niceTicks(mostNs)
  return Array.from({ length: Math.ceil(mostNs / step) + 1 }, (_, i) => i * step)
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const EVERY = [
  MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  14 * DAY,
  30 * DAY,
  91 * DAY,
  365 * DAY,
]

/** Starts of buckets that fall on round times of the reader's clock, at most `most` of them. */
export function timeTicks(starts: readonly number[], most: number, zoneOffsetMs: (atMs: number) => number): number[] {
  const first = starts[0]
  const last = starts.at(-1)
  if (first === undefined || last === undefined) return []
  for (const every of EVERY) {
    if ((last - first) / every > most) continue
    const round = starts.filter((at) => (at + zoneOffsetMs(at)) % every === 0)
    if (round.length > 0 && round.length <= most) return round
  }
  const stride = Math.ceil(starts.length / most)
  return starts.filter((_start, i) => i % stride === 0)
}

export function lonelyPoints(points: readonly (number | null)[]): Set<number> {
  const lonely = new Set<number>()
  points.forEach((point, i) => {
    if (point !== null && (points[i - 1] ?? null) === null && (points[i + 1] ?? null) === null) lonely.add(i)
  })
  return lonely
}
