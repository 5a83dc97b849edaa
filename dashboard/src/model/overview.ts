// From the answers of the API to what the overview draws: charts, tiles with their change, drill-downs. Pure.
import type { Series, SeriesAnswer } from '@vitrine/schemas/api'
import { type Dress, dressAll } from './entity-colour.ts'

export type Ink = Dress | 'good' | 'bad' | 'neutral'

export type Line = {
  readonly id: string
  /** A name from the data, or a key of a text when `isText`. */
  readonly label: string
  readonly isText: boolean
  readonly ink: Ink
  readonly points: readonly (number | null)[]
  /** Spans behind each point, for quantiles and means. */
  readonly n?: readonly number[]
  /** The filter whose count the points are; null when there is none. */
  readonly q: string | null
}

export type TimeAxis = {
  readonly starts: readonly number[]
  readonly ends: readonly number[]
  readonly partial: readonly boolean[]
}

const toMs = (ns: string): number => Number(BigInt(ns) / 1_000_000n)

export function axisOf(answer: Pick<SeriesAnswer, 'buckets' | 'bucket_ends' | 'partial'>): TimeAxis {
  return { starts: answer.buckets.map(toMs), ends: answer.bucket_ends.map(toMs), partial: answer.partial }
}

/** null = nobody said; money comes as a decimal string and is drawn as a number. */
export function numbersOf(points: Series['points']): (number | null)[] {
  return points.map((point) => (point === null ? null : Number(point)))
}

type Block = Pick<SeriesAnswer, 'series'>

export function seriesNamed(block: Block | undefined, metric: string): Series | undefined {
  return block?.series.find((series) => series.metric === metric && series.value === null && !series.other)
}

/** One line for each of the metrics, with fixed colours. */
export function metricLines(block: Block, metrics: readonly { metric: string; text: string; ink: Ink }[]): Line[] {
  return metrics.flatMap(({ metric, text, ink }) => {
    const series = seriesNamed(block, metric)
    if (series === undefined || series.points.every((point) => point === null)) return []
    const line = { id: metric, label: text, isText: true, ink, points: numbersOf(series.points), q: series.q }
    return [series.n === undefined ? line : { ...line, n: series.n }]
  })
}

/** Traces without a failed span below, those with one above; together they are all traces. */
export function trafficLines(all: Series | undefined, failed: Series | undefined, okQuery: string | null): Line[] {
  if (all === undefined || failed === undefined) return []
  const bad = numbersOf(failed.points)
  const good = numbersOf(all.points).map((total, i) => (total === null ? null : total - (bad[i] ?? 0)))
  return [
    { id: 'ok', label: 'overview.ok', isText: true, ink: 'neutral', points: good, q: okQuery },
    { id: 'error', label: 'overview.failed', isText: true, ink: 'bad', points: bad, q: failed.q },
  ]
}

/** One line for each group of a split, the largest first; what the limit left out is one grey line at the end. */
export function groupLines(block: Block, metric: string, type: string, other: string): Line[] {
  const all = block.series.filter((series) => series.metric === metric)
  const size = (series: Series) => Number(series.total ?? 0)
  const groups = all.filter((series) => !series.other).sort((a, b) => size(b) - size(a))
  const dresses = dressAll(
    type,
    groups.flatMap(({ value }) => (value === null ? [] : [value])),
  )
  const lines = groups.map(({ value, points, q }): Line => {
    const named = value !== null && value !== ''
    return {
      id: `v:${value ?? ''}`,
      label: named ? value : 'common.unknown',
      isText: !named,
      ink: (named ? dresses.get(value) : undefined) ?? 'neutral',
      points: numbersOf(points),
      q,
    }
  })
  const rest = all.find((series) => series.other)
  if (rest !== undefined) {
    lines.push({ id: 'other', label: other, isText: true, ink: 'neutral', points: numbersOf(rest.points), q: null })
  }
  return lines.filter((line) => line.points.some((point) => point !== null))
}

export type Change =
  | { readonly kind: 'none' }
  | { readonly kind: 'new' }
  | { readonly kind: 'change'; readonly ratio: number; readonly direction: 'up' | 'down' | 'same' }

/** Against the period before. Without a number before there is no change to speak of; from zero everything is new. */
export function changeOf(now: number | null, before: number | null): Change {
  if (now === null || before === null) return { kind: 'none' }
  if (before === 0) return now === 0 ? { kind: 'change', ratio: 0, direction: 'same' } : { kind: 'new' }
  const ratio = (now - before) / Math.abs(before)
  const direction = Math.abs(ratio) < 0.0005 ? 'same' : ratio > 0 ? 'up' : 'down'
  return { kind: 'change', ratio, direction }
}

export function totalOf(series: Series | undefined): number | null {
  return series === undefined || series.total === null ? null : Number(series.total)
}

/** Unknown when either part is; 0 of 0 has no rate. */
export function rateOf(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole === 0 ? null : part / whole
}

/** Sum of what is known; null when nothing is. */
export function sumKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0)
}

export function rates(parts: readonly (number | null)[], wholes: readonly (number | null)[]): (number | null)[] {
  return wholes.map((whole, i) => rateOf(parts[i] ?? null, whole))
}
