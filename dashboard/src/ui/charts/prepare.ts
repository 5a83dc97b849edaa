// Everything a chart needs to know before anything is drawn: rows, explicit ticks, gaps, lonely points. Pure. Without
// ticks of our own Recharts measures every label of a time axis, which takes seconds.
import type { ChartInk } from './palette.ts'

export type ChartSeries = {
  readonly id: string
  readonly label: string
  readonly ink: ChartInk
  readonly points: readonly (number | null)[]
  readonly n?: readonly number[]
  /** Behind the line: from here to there. */
  readonly band?: readonly (readonly [number, number] | null)[]
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
  /** Each tenfold is as high as the next; what is not above zero has no place there. */
  readonly isLog?: boolean
}

export type ChartRow = { readonly at: number; readonly [series: string]: number | readonly [number, number] | null }

export type PreparedChart = {
  readonly rows: readonly ChartRow[]
  readonly domain: readonly [number, number]
  readonly xTicks: readonly number[]
  readonly yTicks: readonly number[]
  readonly yMin: number
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
export const bandKey = (id: string): string => `${id} band`

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
  const placed = (value: number | null) => (input.isLog === true && value !== null && value <= 0 ? null : value)
  const rows = starts.map((start, i) => {
    const values = Object.fromEntries(drawn.map(({ id, points }) => [id, placed(points[i] ?? null)]))
    const bands = Object.fromEntries(
      series.flatMap(({ id, band }) => (band === undefined ? [] : [[bandKey(id), band[i] ?? null]])),
    )
    return { ...values, ...bands, at: (start + (ends[i] ?? start)) / 2 } as ChartRow
  })
  const heights = starts.map((_start, i) => heightAt(input, i))
  const most = Math.max(0, ...heights)
  const yTicks = ticksOf(input, most)
  return {
    rows,
    domain: [starts[0] ?? 0, ends.at(-1) ?? 1],
    xTicks: timeTicks(starts, Math.max(2, Math.floor(widthPx / LABEL_PX)), zoneOffsetMs),
    yTicks,
    yMin: input.isLog === true ? (yTicks[0] ?? 1) : 0,
    yMax: yTicks.at(-1) ?? 1,
    isEmpty: series.every(({ points }) => points.every((point) => point === null || point === 0)),
    lonely: new Map(drawn.map(({ id, points }) => [id, lonelyPoints(points.map(placed))])),
    unsure,
  }
}

function ticksOf({ series, isLog, isDuration, isWhole }: ChartInput, most: number): number[] {
  if (isLog === true) return logTicks(series.flatMap(({ points }) => points.filter((point) => point !== null)))
  return isDuration === true ? durationTicks(most) : niceTicks(most, isWhole === true ? 1 : 0)
}

function heightAt({ series, isStacked }: ChartInput, i: number): number {
  const valuesOf = (some: readonly ChartSeries[]) =>
    some.map(({ points, band }) => Math.max(points[i] ?? 0, band?.[i]?.[1] ?? 0))
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

/** Tenfolds around the values; of few tenfolds also their doubles and fivefolds. */
export function logTicks(values: readonly number[]): number[] {
  const above = values.filter((value) => value > 0)
  if (above.length === 0) return [1, 10]
  const low = Math.floor(Math.log10(Math.min(...above)) + 1e-9)
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...above)) - 1e-9))
  const every = Math.max(1, Math.ceil((high - low) / MOST_TENFOLDS))
  const factors = high - low <= FEW_TENFOLDS ? [1, 2, 5] : [1]
  const steps = Math.ceil((high - low) / every)
  return Array.from({ length: steps + 1 }, (_, i) =>
    (i === steps ? [1] : factors).map((factor) => [factor, low + i * every] as const),
  )
    .flat()
    .map(([factor, power]) => Number(`${factor}e${power}`))
}

const FEW_TENFOLDS = 2
const MOST_TENFOLDS = 6

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

/** Starts of buckets that fall on round times of the reader's clock, or come first after them; at most `most` of them. */
export function timeTicks(starts: readonly number[], most: number, zoneOffsetMs: (atMs: number) => number): number[] {
  const first = starts[0]
  const last = starts.at(-1)
  if (first === undefined || last === undefined) return []
  const walls = starts.map((at) => at + zoneOffsetMs(at))
  for (const every of EVERY) {
    if ((last - first) / every > most) continue
    const round = starts.filter((_at, i) => (walls[i] ?? 0) % every === 0)
    if (round.length > 0 && round.length <= most) return round
  }
  // No bucket begins at a round time: the first ones that begin after one; of years there may be more than fit.
  const slotOf = (i: number, every: number) => Math.floor((walls[i] ?? 0) / every)
  let crossing: readonly number[] = []
  for (const every of EVERY) {
    crossing = starts.filter((_at, i) => i > 0 && slotOf(i, every) !== slotOf(i - 1, every))
    if (crossing.length > 0 && crossing.length <= most) return [...crossing]
  }
  return crossing.length === 0 ? [first] : crossing.filter((_at, i) => i % Math.ceil(crossing.length / most) === 0)
}

export function lonelyPoints(points: readonly (number | null)[]): Set<number> {
  const lonely = new Set<number>()
  points.forEach((point, i) => {
    if (point !== null && (points[i - 1] ?? null) === null && (points[i + 1] ?? null) === null) lonely.add(i)
  })
  return lonely
}
