/** GET /table: groups × metrics over a window. The total is computed from the spans, never from the rows. */
import type { Point, TableAnswer } from '@vitrine/schemas/api'
import type { Filter, SplitKey } from '@vitrine/schemas/filter'
import type { Store } from '../store/store.ts'
import { oneBucket } from './buckets.ts'
import type { DayQuestion } from './days/day-question.ts'
import type { KeptDays } from './days/kept-days.ts'
import { keySql, lateKeySql } from './group-key.ts'
import { type MeasureRow, numberOf, textOf } from './measures.ts'
import type { Metric } from './metrics.ts'
import type { ProjectScope } from './project-scope.ts'
import { QueryError } from './query-error.ts'
import { SCORES_TEMPLATE } from './score-totals.ts'
import { columnsSql, expressionsOf, isQuantile, namedSql, type SeriesOptions } from './series.ts'
import { type Cell, filterText, pointOf, valuesOf } from './series-points.ts'
import { selectSpans } from './source.ts'
import { EXACT_SPANS, spansWithin } from './span-bound.ts'
import { Bindings, fill, readSql } from './sql.ts'
import { wholeRangesOf } from './trace-ranges.ts'
import { readOptions, verdictReading } from './verdict-reading.ts'
import type { Window } from './window.ts'

export interface TableRequest {
  readonly metrics: readonly Metric[]
  readonly window: Window
  readonly filter: Filter
  readonly by: readonly { readonly name: string; readonly key: SplitKey }[]
  /** The name of one of the metrics. */
  readonly sort: string
  readonly isDescending: boolean
  readonly limit: number
}

const TEMPLATE = readSql('table')
const KEPT = readSql('table-kept')
const KEPT_TRACES = readSql('table-kept-traces')
const TRACES_OF_KEPT = 'if(grouping(k0) = 1, any(traces_of_all), any(traces_of_group))'
const ALL = '*'

export async function queryTable(
  store: Store,
  scope: ProjectScope,
  request: TableRequest,
  options: SeriesOptions = {},
): Promise<Omit<TableAnswer, 'project'>> {
  const { signal } = options
  const { metrics, by } = request
  const untabled = metrics.find(({ source }) => source === 'costs')
  if (untabled !== undefined) {
    const why = `cannot put ${untabled.name} into a table`
    throw new QueryError('invalid_parameter', why, 'ask /series, or for cost_per_trace here', { parameter: 'metric' })
  }
  const [spans, scores] = await Promise.all([
    spanRows(store, scope, request, options),
    scoreCells(store, scope, request, signal),
  ])
  const [total, ...rows] = spans
  const keys = rows.map((row) => textOf(row, 'k'))
  const ofSpans = metrics.filter((metric) => metric.source !== 'scores')
  const cellsOf = (row: MeasureRow, key: string) => {
    const cells = metrics.map((metric): Cell | undefined => {
      if (metric.source === 'scores') return scores.get(`${metric.name} ${key}`)
      const index = ofSpans.indexOf(metric)
      return { value: row[`v${index}`], n: numberOf(row, `n${index}`) }
    })
    return {
      points: cells.map((cell, index): Point => pointOf(metrics[index] as Metric, cell)),
      n: cells.map((cell, index) => (metrics[index]?.n === undefined ? null : (cell?.n ?? 0))),
    }
  }
  return {
    by: by.map((each) => each.name),
    metrics: metrics.map(({ name, unit, also = null, scope: unitOf }) => ({
      metric: name,
      unit,
      q: also,
      scope: unitOf,
    })),
    rows: rows.map((row, index) => {
      const values = valuesOf(keys[index] ?? '[]')
      return { values: [...values], ...cellsOf(row, keys[index] ?? ''), q: filterText(undefined, values, request) }
    }),
    total: cellsOf(total ?? {}, ALL),
    groups_left_out: total === undefined ? 0 : numberOf(total, 'all_rows') - spans.length,
  }
}

/** Has days made that are missing for such a request, and answers nothing. */
export async function prepareTable(
  store: Store,
  scope: ProjectScope,
  request: TableRequest,
  days: KeptDays,
): Promise<void> {
  await readingOf(store, scope, request, { days })
}

/** Those of spans, and traces as a table counts them. */
const metricsOf = ({ metrics }: TableRequest): readonly Metric[] =>
  metrics
    .filter((metric) => metric.source !== 'scores')
    .map((metric) => (metric.source === 'traces' ? { ...metric, sql: () => 'uniqExact(trace_key)' } : metric))

/** What its statement needs to know first. */
async function readingOf(store: Store, scope: ProjectScope, request: TableRequest, { days, signal }: SeriesOptions) {
  const { window, filter, by } = request
  const metrics = metricsOf(request)
  const needsCount = days !== undefined || metrics.some(isQuantile)
  const [spanCount, verdicts] = await Promise.all([
    needsCount ? spansWithin(store, scope, [window], signal) : 0,
    verdictReading(store, scope, signal),
  ])
  const isExact = spanCount <= EXACT_SPANS
  const { fromNs, toNs } = window
  if (days === undefined || spanCount <= days.fewSpans || fromNs === undefined || toNs === undefined) {
    return { isExact, verdicts, kept: undefined }
  }
  const ofSpans = metrics.filter(({ source }) => source !== 'traces')
  const bounds = { fromNs, toNs }
  const shared = { scope, filter, by, step: '1d', tz: 'UTC', verdicts } as const
  const find = (asked: Pick<DayQuestion, 'unit' | 'expressions'> & Partial<DayQuestion>) =>
    days.find({ ...shared, ...asked }, bounds, signal)
  const hasTraces = ofSpans.length < metrics.length
  const [spans, traces, all] = await Promise.all([
    find({ unit: 'spans', expressions: expressionsOf(ofSpans, isExact) }),
    hasTraces ? find({ unit: 'traces', expressions: [] }) : undefined,
    hasTraces ? find({ unit: 'traces', expressions: [], by: [] }) : undefined,
  ])
  const isKept = spans !== undefined && (!hasTraces || (traces !== undefined && all !== undefined))
  const read = async <T>(run: () => Promise<T>) => {
    const nested = [traces, all].reduce(
      (inner, each) => (each === undefined ? inner : () => each.read(inner) as Promise<T>),
      run,
    )
    return await spans?.read(nested)
  }
  const kept = isKept ? { spans, traces, all, ofSpans, buckets: oneBucket(bounds), read } : undefined
  return { isExact, verdicts, kept }
}

/** The row of all first. */
async function spanRows(
  store: Store,
  scope: ProjectScope,
  request: TableRequest,
  options: SeriesOptions,
): Promise<readonly MeasureRow[]> {
  const { window, filter, by } = request
  const { signal } = options
  const metrics = metricsOf(request)
  const sort = metrics.findIndex((metric) => metric.name === request.sort)
  if (sort < 0) {
    throw new QueryError(
      'invalid_parameter',
      `cannot sort by ${request.sort.slice(0, 100)}`,
      'sort by a metric of the request that is no score',
      { parameter: 'sort' },
    )
  }
  const { isExact, verdicts, kept } = await readingOf(store, scope, request, options)
  const order = { sort: `v${sort}`, way: request.isDescending ? 'desc' : 'asc' }
  const bind = new Bindings()
  const limit = bind.add('UInt64', request.limit + 1)
  if (kept !== undefined) {
    bind.params.project = scope.projectId
    const { spans, traces, all, ofSpans, buckets } = kept
    const hasTraces = traces !== undefined && all !== undefined
    const sql = fill(KEPT, {
      parts: spans.partsSql(buckets, bind),
      counted: hasTraces
        ? fill(KEPT_TRACES, { traces: traces.partsSql(buckets, bind), all: all.partsSql(buckets, bind) })
        : '',
      beside: hasTraces ? ' left join counted using (k0) cross join whole' : '',
      columns: namedSql(
        metrics,
        metrics.flatMap((metric) =>
          metric.source === 'traces' ? [TRACES_OF_KEPT] : mergedOf(metric, ofSpans, spans.merged),
        ),
      ),
      ...order,
      limit,
    })
    const ask = () => store.query<MeasureRow>(sql, bind.params, readOptions(verdicts, signal))
    const rows = await kept.read(ask)
    if (rows !== undefined) return rows
  }
  const columns = columnsSql(metrics, isExact)
  const wholeRanges = await wholeRangesOf(store, scope, { window, filter, columns }, signal)
  const keys = by.map((each) => each.key)
  const source = selectSpans(scope, { window, filter, by: keys, verdicts, wholeRanges }, bind)
  const sql = source.fill(TEMPLATE, { ...lateKeySql(request), columns, ...order, limit })
  return await store.query<MeasureRow>(sql, source.params, readOptions(verdicts, signal))
}

/** What stands for the value and the n of a metric, among those of several. */
function mergedOf(metric: Metric, metrics: readonly Metric[], merged: readonly string[]): readonly string[] {
  const before = metrics.slice(0, metrics.indexOf(metric))
  const at = before.reduce((sum, { n }) => sum + (n === undefined ? 1 : 2), 0)
  return merged.slice(at, at + (metric.n === undefined ? 1 : 2))
}

/** By `<metric> <group>`; the group of all is `*`. */
async function scoreCells(
  store: Store,
  scope: ProjectScope,
  { metrics, window, filter, by }: TableRequest,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Cell>> {
  const scored = metrics.filter((metric) => metric.source === 'scores')
  const cells = new Map<string, Cell>()
  if (scored.length === 0) return cells
  const names = [...new Set(scored.flatMap((metric) => metric.score ?? []))]
  const keyed = async (keys: readonly { readonly key: SplitKey }[], group: string) => {
    const source = selectSpans(scope, { window, filter, by: keys.map((each) => each.key) })
    const sql = source.fill(SCORES_TEMPLATE, {
      group,
      named: ` and name in (${source.bind.add('Array(String)', names)})`,
      select: `select g as k, score_name, ${columnsSql(scored, true)}\nfrom once\ngroup by g, score_name\nlimit 1000000`,
    })
    return await store.query<MeasureRow>(sql, source.params, readOptions('join', signal))
  }
  // A score of a whole trace or session stands in several groups, and counts once in all of them together.
  const [groups, whole] = await Promise.all([keyed(by, keySql({ by })), keyed([], `'${ALL}'`)])
  for (const row of [...groups, ...whole]) {
    scored.forEach((metric, index) => {
      if (metric.score !== textOf(row, 'score_name')) return
      cells.set(`${metric.name} ${textOf(row, 'k')}`, { value: row[`v${index}`], n: numberOf(row, `n${index}`) })
    })
  }
  return cells
}
