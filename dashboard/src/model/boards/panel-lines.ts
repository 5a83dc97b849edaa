// From an answer of /series to the lines of a panel. What the chart draws, the table behind it, the file and the links
// are all made of these, so that they cannot differ. Pure.
import type { Panel, Series, SeriesAnswer } from '@vitrine/schemas/api'
import { bandOf, metricsOf, UNPRICED } from '@vitrine/schemas/boards'
import { type Dress, dressAll } from '../entity-colour.ts'
import { isStackable, kindOfMetric, type NumberKind } from './metric-kind.ts'

export interface PanelLine {
  readonly id: string
  readonly metric: string
  readonly kind: NumberKind
  /** Groups of a split, null where nobody said; undefined: no split, the line is its metric. */
  readonly values: readonly (string | null)[] | undefined
  readonly isOther: boolean
  readonly ink: Dress | 'good' | 'bad' | 'neutral'
  readonly points: readonly (number | null)[]
  readonly total: number | null
  readonly n?: readonly number[]
  readonly totalN?: number
  readonly q: string | null
  readonly scope: Series['scope']
  readonly isFirst: boolean
}

type Block = Pick<SeriesAnswer, 'series'>
const numeric = (point: string | number | null): number | null => (point === null ? null : Number(point))

export function panelLines(panel: Panel, block: Block): readonly PanelLine[] {
  const { metrics, per, by } = panel.query
  const lines = metrics.flatMap((metric) => {
    const own = block.series.filter((series) => series.metric === metric)
    const ranked =
      by === undefined ? own : [...own].sort((a, b) => Number(a.other) - Number(b.other) || size(b) - size(a))
    return ranked.map((series) => lineOf(series, metrics.length > 1, by))
  })
  const divided = per === undefined ? lines : lines.map((line) => dividedBy(line, block, per))
  return dressed(panel.chart === 'matrix' ? divided : divided.filter(isSaid), by)
}

const size = (series: Series): number => Number(series.total ?? 0)

/**
 * A group that says nothing at all has no line; a lone metric keeps its line, and a table its row, empty as they are.
 * None of what is counted is nothing, a score of zero is a judgement.
 */
function isSaid({ values, points, kind }: PanelLine): boolean {
  return values === undefined || points.some((point) => point !== null && (point !== 0 || !isStackable(kind)))
}

/** The lower and the upper bound of the band behind a line, by the line's id; the table and files have them as lines too. */
export type Bands = ReadonlyMap<string, readonly [PanelLine, PanelLine]>
const NO_BANDS: Bands = new Map()

/** `lines`: those of the same panel and answer. */
export function bandLines(panel: Panel, block: Block, lines: readonly PanelLine[]): Bands {
  const bands = bandOf(panel)
  if (bands.size === 0) return NO_BANDS
  const bounds = panelLines({ ...panel, query: { ...panel.query, metrics: [...bands.values()].flat() } }, block)
  const found = lines.flatMap((line): [string, readonly [PanelLine, PanelLine]][] => {
    const group = JSON.stringify(line.values)
    const [low, high] = (bands.get(line.metric) ?? []).map((name) =>
      bounds.find(({ metric, values }) => metric === name && JSON.stringify(values) === group),
    )
    return low === undefined || high === undefined ? [] : [[line.id, [low, high]]]
  })
  return new Map(found)
}

/** Each part of what it makes with the others, bucket by bucket; nothing of nothing is unknown. */
export function sharesOf(lines: readonly PanelLine[]): readonly PanelLine[] {
  const over = (part: number | null, all: readonly (number | null)[]) => {
    const whole = all.reduce<number>((sum, value) => sum + (value ?? 0), 0)
    return part === null || whole <= 0 ? null : part / whole
  }
  const at = (i: number) => lines.map(({ points }) => points[i] ?? null)
  const totals = lines.map(({ total }) => total)
  return lines.map((line) => ({
    ...line,
    kind: 'ratio',
    points: line.points.map((point, i) => over(point, at(i))),
    total: over(line.total, totals),
  }))
}

function lineOf(series: Series, isOneOfMany: boolean, by: readonly string[] | undefined): PanelLine {
  const values = by === undefined ? undefined : series.other ? [] : (series.values ?? [series.value])
  const group = values === undefined ? '' : series.other ? ' other' : ` ${JSON.stringify(values)}`
  return {
    id: isOneOfMany || values === undefined ? `${series.metric}${group}` : group.trim(),
    metric: series.metric,
    kind: kindOfMetric(series.metric, series.unit),
    values,
    isOther: series.other,
    ink: 'neutral',
    points: series.points.map(numeric),
    total: numeric(series.total),
    ...(series.n === undefined ? {} : { n: series.n }),
    ...(series.total_n === undefined ? {} : { totalN: series.total_n }),
    q: series.q,
    scope: series.scope,
    isFirst: series.first === true,
  }
}

/** Nothing of nothing is unknown, not zero. What it is divided by is the n. */
function dividedBy(line: PanelLine, block: Block, per: { metric: string; times: number }): PanelLine {
  const under = block.series.find(
    (series) =>
      series.metric === per.metric && JSON.stringify(valuesOf(series)) === JSON.stringify(line.values ?? [null]),
  )
  const over = (a: number | null, b: number | null) =>
    a === null || b === null || b === 0 ? null : (a / b) * per.times
  const below = under?.points.map(numeric) ?? []
  return {
    ...line,
    kind: 'real',
    points: line.points.map((point, i) => over(point, below[i] ?? null)),
    total: over(line.total, under === undefined ? null : numeric(under.total)),
    n: below.map((point) => point ?? 0),
    scope: null,
    isFirst: false,
  }
}

const valuesOf = (series: Series) => series.values ?? [series.value]

const STATUS_INK: Readonly<Record<string, 'good' | 'bad' | 'neutral'>> = { ok: 'good', error: 'bad', unset: 'neutral' }

/** A score is one thing, whether its mean is drawn or how many there are. */
const SCORE = /^score(_n|_positive|_p\d\d)?:/

/** Groups wear the colour of the thing that they are, metrics the colour of theirs. */
function dressed(lines: readonly PanelLine[], by: readonly string[] | undefined): readonly PanelLine[] {
  const scored = by === undefined && lines.every(({ metric }) => SCORE.test(metric))
  const type = scored ? 'score' : by === undefined ? 'metric' : by.join(' ')
  const thingOf = ({ values, metric }: PanelLine) =>
    values === undefined ? (scored ? metric.replace(SCORE, '') : metric) : values.join(' · ')
  const dresses = dressAll(type, lines.filter((line) => !line.isOther).map(thingOf))
  return lines.map((line) => {
    const status = by?.length === 1 && by[0] === 'status' ? STATUS_INK[line.values?.[0] ?? ''] : undefined
    const isUnnamed = line.isOther || line.values?.every((value) => value === null) === true
    return { ...line, ink: status ?? (isUnnamed ? 'neutral' : (dresses.get(thingOf(line)) ?? 'neutral')) }
  })
}

/** Calls with tokens and without a price: what a sum of money does not hold. */
export function unpricedIn(panel: Panel, block: Block): number {
  if (!metricsOf(panel).includes(UNPRICED) || panel.query.metrics.includes(UNPRICED)) return 0
  const own = block.series.filter((series) => series.metric === UNPRICED)
  return own.reduce((sum, series) => sum + Number(series.total ?? 0), 0)
}
