/** GET /series: metrics over time. Totals are computed from the spans of the window, never from the buckets. */
import type { Point, Series, SeriesAnswer, Step } from '@vitrine/schemas/api'
import { allOf, asksWholeTraces, type Filter, parseFilter, printFilter, type SplitKey } from '@vitrine/schemas/filter'
import type { Store } from '../store/store.ts'
import { type Buckets, bucketsOf } from './buckets.ts'
import { decimalOf, type MeasureRow, numberOf, numberOrNull, textOf } from './measures.ts'
import type { Metric } from './metrics.ts'
import type { ProjectScope } from './project-scope.ts'
import { SCORES_TEMPLATE } from './score-totals.ts'
import { type Selection, type Source, selectSpans } from './source.ts'
import { readSql } from './sql.ts'
import { extentOf } from './trace-ranges.ts'

export interface SeriesRequest {
  readonly metrics: readonly Metric[]
  readonly window: { readonly fromNs: bigint; readonly toNs: bigint }
  readonly filter: Filter
  readonly by: readonly { readonly name: string; readonly key: SplitKey }[]
  readonly step: Step
  readonly tz: string
  readonly limit: number
  readonly compare: { readonly fromNs: bigint; readonly toNs: bigint } | undefined
  readonly nowNs: bigint
}

type Block = Pick<SeriesAnswer, 'from' | 'to' | 'buckets' | 'bucket_ends' | 'partial' | 'series'>

interface Top {
  readonly keys: readonly string[]
  readonly hasOthers: boolean
  readonly isExact: boolean
}

/** Up to here quantiles are exact; the contract asks for 10,000, and this many still fit well in memory. */
export const EXACT_SPANS = 1_000_000
const TEMPLATE = readSql('series')
const TOP = readSql('series-top')
const WHOLE = '[]'
const OTHER = 'other'

export async function querySeries(
  store: Store,
  scope: ProjectScope,
  request: SeriesRequest,
  signal?: AbortSignal,
): Promise<Omit<SeriesAnswer, 'project'>> {
  const top = await topGroups(store, scope, request, signal)
  const [here, before] = await Promise.all([
    blockOf(store, scope, request, top, signal),
    request.compare === undefined
      ? undefined
      : blockOf(store, scope, { ...request, window: request.compare }, top, signal),
  ])
  return { step: request.step, tz: request.tz, ...here, ...(before === undefined ? {} : { compare: before }) }
}

const ONE_GROUP: Top = { keys: [WHOLE], hasOthers: false, isExact: true }
/** Only these differ by the number of spans. */
export const isQuantile = (metric: Metric) => metric.sql(true) !== metric.sql(false)

async function topGroups(
  store: Store,
  scope: ProjectScope,
  request: SeriesRequest,
  signal?: AbortSignal,
): Promise<Top> {
  if (request.by.length === 0 && !request.metrics.some(isQuantile)) return ONE_GROUP
  const source = selectSpans(scope, await selectionOf(store, scope, request, signal))
  const limit = source.bind.add('UInt64', request.limit)
  const sql = source.fill(TOP, { key: keySql(request), limit })
  const rows = await store.query<MeasureRow>(sql, source.params, signal === undefined ? {} : { signal })
  const [first] = rows
  const keys = rows.map((row) => textOf(row, 'k'))
  return {
    keys: request.by.length === 0 ? [WHOLE] : keys,
    hasOthers: first !== undefined && numberOf(first, 'all_groups') > keys.length,
    isExact: first === undefined || numberOf(first, 'all_spans') <= EXACT_SPANS,
  }
}

async function blockOf(
  store: Store,
  scope: ProjectScope,
  request: SeriesRequest,
  top: Top,
  signal?: AbortSignal,
): Promise<Block> {
  const { fromNs, toNs } = request.window
  const buckets = bucketsOf(request.step, { fromNs, toNs, tz: request.tz, nowNs: request.nowNs })
  const sources = ['spans', 'traces', 'scores'] as const
  const selection = await selectionOf(store, scope, request, signal)
  const tables = await Promise.all(
    sources.map(async (kind) => {
      const metrics = request.metrics.filter((metric) => metric.source === kind)
      if (metrics.length === 0) return []
      const source = selectSpans(scope, selection)
      const sql = SQL_OF[kind]({ source, request, metrics, top, buckets })
      const rows = await store.query<MeasureRow>(sql, source.params, signal === undefined ? {} : { signal })
      return [{ metrics, rows }]
    }),
  )
  const cells = new Map(
    tables
      .flat()
      .flatMap(({ metrics, rows }) => metrics.map((metric, index) => [metric, cellsOf(metric, index, rows)] as const)),
  )
  const groups = top.hasOthers ? [...top.keys, OTHER] : top.keys
  return {
    from: String(fromNs),
    to: String(toNs),
    buckets: buckets.startsNs.map(String),
    bucket_ends: buckets.endsNs.map(String),
    partial: [...buckets.isPartial],
    series: request.metrics.flatMap((metric) =>
      groups.map((group) => seriesOf(metric, group, cells.get(metric) ?? new Map(), buckets, request)),
    ),
  }
}

interface SqlParts {
  readonly source: Source
  readonly request: SeriesRequest
  readonly metrics: readonly Metric[]
  readonly top: Top
  readonly buckets: Buckets
}

const SQL_OF: Readonly<Record<'spans' | 'traces' | 'scores', (parts: SqlParts) => string>> = {
  spans: (parts) => seriesSql(parts, 'slotted'),
  // A trace stands in the bucket of its first span in scope.
  traces: (parts) =>
    seriesSql(
      parts,
      `(select k, ${slotSql('first_ns', parts.buckets, parts.source)} as slot from (select k, trace_id, min(start_ns) as first_ns from slotted group by k, trace_id))`,
    ),
  scores: scoresSql,
}

function seriesSql({ source, request, metrics, top, buckets }: SqlParts, from: string): string {
  return source.fill(TEMPLATE, {
    key: keySql(request),
    shown: source.bind.add('Array(String)', top.keys),
    slot: slotSql('start_ns', buckets, source),
    from,
    columns: columnsSql(metrics, top.isExact),
  })
}

function scoresSql({ source, request, metrics, top, buckets }: SqlParts): string {
  const names = [...new Set(metrics.flatMap((metric) => metric.score ?? []))]
  const key = keySql(request)
  const group = `if(${key} in (${source.bind.add('Array(String)', top.keys)}), ${key}, 'other')`
  return source.fill(SCORES_TEMPLATE, {
    group,
    named: ` and name in (${source.bind.add('Array(String)', names)})`,
    select: `select g as k, score_name, slot, grouping(slot) as over_all, ${columnsSql(metrics, true)}
from (select *, ${slotSql('first_ns', buckets, source)} as slot from once)
group by grouping sets ((g, score_name, slot), (g, score_name))
order by g, score_name, slot
limit 1000000`,
  })
}

export function columnsSql(metrics: readonly Metric[], isExact: boolean): string {
  const columns = metrics.flatMap((metric, index) => [
    `${metric.sql(isExact)} as v${index}`,
    ...(metric.n === undefined ? [] : [`${metric.n} as n${index}`]),
  ])
  return columns.join(',\n    ')
}

/** The index of the bucket that holds a time. */
export function slotSql(column: string, { uniform, startsNs }: Buckets, { bind }: Source): string {
  if (uniform !== undefined) {
    return `toInt64(intDiv(${column} - ${bind.add('Int64', uniform.firstNs)}, ${bind.add('Int64', uniform.stepNs)}))`
  }
  return `toInt64(arrayCount(bound -> bound <= ${column}, ${bind.add('Array(Int64)', startsNs)})) - 1`
}

/** The group as JSON text, so that no value can pass for another or for 'other'. */
export function keySql({ by }: Pick<SeriesRequest, 'by'>): string {
  return by.length === 0 ? `'${WHOLE}'` : `toJSONString([${by.map((_, index) => `g${index}`).join(', ')}])`
}

async function selectionOf(
  store: Store,
  scope: ProjectScope,
  { window, filter, by }: SeriesRequest,
  signal?: AbortSignal,
): Promise<Selection> {
  const wholeRanges = asksWholeTraces(filter) ? await extentOf(store, scope, window, signal) : undefined
  return { window, filter, by: by.map((each) => each.key), wholeRanges }
}

export interface Cell {
  readonly value: unknown
  readonly n: number
}

/** Cells by group and bucket; the bucket 'all' is the whole window. */
function cellsOf(metric: Metric, index: number, rows: readonly MeasureRow[]): ReadonlyMap<string, Cell> {
  const own = rows.filter((row) => metric.score === undefined || row.score_name === metric.score)
  return new Map(
    own.map((row) => [
      `${textOf(row, 'k')} ${numberOf(row, 'over_all') === 1 ? 'all' : textOf(row, 'slot')}`,
      { value: row[`v${index}`], n: numberOf(row, `n${index}`) },
    ]),
  )
}

function seriesOf(
  metric: Metric,
  group: string,
  cells: ReadonlyMap<string, Cell>,
  buckets: Buckets,
  request: SeriesRequest,
): Series {
  const cellAt = (slot: string) => cells.get(`${group} ${slot}`)
  const slots = buckets.startsNs.map((_, index) => cellAt(String(index)))
  const values = valuesOf(group)
  return {
    metric: metric.name,
    unit: metric.unit,
    value: values[0] ?? null,
    ...(request.by.length > 1 ? { values: [...values] } : {}),
    other: group === OTHER,
    points: slots.map((cell) => pointOf(metric, cell)),
    ...(metric.n === undefined ? {} : { n: slots.map((cell) => cell?.n ?? 0) }),
    total: pointOf(metric, cellAt('all')),
    ...(metric.n === undefined ? {} : { total_n: cellAt('all')?.n ?? 0 }),
    q: group === OTHER ? null : filterText(metric, values, request),
    scope: group === OTHER ? null : metric.scope,
    ...(metric.isFirst === true ? { first: true } : {}),
  }
}

export function pointOf(metric: Metric, cell: Cell | undefined): Point {
  if (cell === undefined) return metric.empty
  if (metric.isMoney === true) return decimalOf({ value: cell.value }, 'value')
  return numberOrNull(cell.value) ?? metric.empty
}

export function valuesOf(group: string): readonly (string | null)[] {
  if (group === OTHER) return []
  const values: unknown = JSON.parse(group)
  return Array.isArray(values) ? values.map((value) => (value === '' ? null : String(value))) : []
}

export function filterText(
  metric: Metric | undefined,
  values: readonly (string | null)[],
  { filter, by }: Pick<SeriesRequest, 'filter' | 'by'>,
): string {
  const also = metric?.also === undefined ? undefined : parseFilter(metric.also)
  const terms = by.map(({ key }, index): Filter => {
    const value = values[index] ?? ''
    return key.kind === 'attribute'
      ? { kind: 'term', field: 'attr', key: key.key, op: 'is', values: [value] }
      : { kind: 'term', field: key.field, key: null, op: 'is', values: [value] }
  })
  return printFilter(allOf([filter, ...terms, ...(also?.kind === 'ok' ? [also.filter] : [])]))
}
