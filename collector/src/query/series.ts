/** GET /series: metrics over time. Totals are computed from the spans of the window, never from the buckets. */
import type { SeriesAnswer } from '@vitrine/schemas/api'
import type { Store } from '../store/store.ts'
import { type Buckets, bucketsOf } from './buckets.ts'
import { cutTraces } from './cut-traces.ts'
import type { KeptDays, KeptReading } from './days/kept-days.ts'
import { FEW_VALUES } from './fields.ts'
import { keySql, lateKeySql, WHOLE } from './group-key.ts'
import type { VerdictReading } from './judged-columns.ts'
import { type MeasureRow, numberOf, textOf } from './measures.ts'
import { IS_PRICED, type Metric } from './metrics.ts'
import type { ProjectScope } from './project-scope.ts'
import { SCORES_TEMPLATE } from './score-totals.ts'
import { cellsOf, OTHER, seriesOf } from './series-points.ts'
import type { SeriesRequest } from './series-request.ts'
import { slotSql } from './slot-sql.ts'
import { type Selection, type Source, selectSpans } from './source.ts'
import { EXACT_SPANS, spansWithin } from './span-bound.ts'
import { Bindings, fill, type Params, readSql } from './sql.ts'
import { wholeRangesOf } from './trace-ranges.ts'
import { readOptions, verdictReading } from './verdict-reading.ts'

type Block = Pick<SeriesAnswer, 'from' | 'to' | 'buckets' | 'bucket_ends' | 'partial' | 'series'>

interface Top {
  readonly keys: readonly string[]
  /** Of the whole window, shown or not. */
  readonly groups: number
  readonly hasOthers: boolean
}

/** What all statements of one request share. */
interface Reading {
  readonly store: Store
  readonly scope: ProjectScope
  readonly request: SeriesRequest
  readonly isExact: boolean
  readonly verdicts: VerdictReading
  readonly signal: AbortSignal | undefined
  /** A window of few spans is read as it is. */
  readonly days: KeptDays | undefined
  readonly kept: { readonly [Source in Metric['source']]?: KeptReading | undefined }
}

interface Statement {
  readonly sql: string
  readonly params: Params
}

type Tables = readonly { readonly metrics: readonly Metric[]; readonly rows: readonly MeasureRow[] }[]

export interface SeriesOptions {
  /** Without them all spans are read. */
  readonly days?: KeptDays | undefined
  readonly signal?: AbortSignal | undefined
}

const TEMPLATE = readSql('series')
const TOP = readSql('series-top')
const KEPT = readSql('series-kept')
const KEPT_TOP = readSql('series-kept-top')
const MOST_ROWS = 1_000_000

export async function querySeries(
  store: Store,
  scope: ProjectScope,
  request: SeriesRequest,
  { days, signal }: SeriesOptions = {},
): Promise<Omit<SeriesAnswer, 'project'>> {
  const reading = await readingOf(store, scope, request, { days, signal })
  const atOnce = await readAtOnce(reading)
  const top = atOnce?.top ?? (await topGroups(reading))
  const [here, before] = await Promise.all([
    atOnce?.tables ?? readGroups(reading, top),
    request.compare === undefined ? undefined : readGroups(await comparedWith(reading, request.compare), top),
  ])
  return {
    step: request.step,
    tz: request.tz,
    ...(request.by.length === 0 ? {} : { groups: top.groups }),
    ...blockOf(request, top, here),
    ...(before === undefined || request.compare === undefined
      ? {}
      : { compare: blockOf({ ...request, window: request.compare }, top, before) }),
  }
}

/** Has days made that are missing for such a request, and answers nothing. */
export async function prepareSeries(
  store: Store,
  scope: ProjectScope,
  request: SeriesRequest,
  days: KeptDays,
): Promise<void> {
  const reading = await readingOf(store, scope, request, { days })
  if (request.compare !== undefined) await comparedWith(reading, request.compare)
}

async function readingOf(
  store: Store,
  scope: ProjectScope,
  request: SeriesRequest,
  { days, signal }: SeriesOptions,
): Promise<Reading> {
  const needsCount = days !== undefined || request.metrics.some(isQuantile)
  const [spans, verdicts] = await Promise.all([
    needsCount ? spansWithin(store, scope, [request.window, request.compare], signal) : 0,
    verdictReading(store, scope, signal),
  ])
  const isExact = spans <= EXACT_SPANS
  const isLong = days !== undefined && spans > days.fewSpans
  return await withDays({ store, scope, request, isExact, verdicts, signal, days: isLong ? days : undefined, kept: {} })
}

const comparedWith = (reading: Reading, window: SeriesRequest['window']): Promise<Reading> =>
  withDays({ ...reading, request: { ...reading.request, window } })

const UNITS = ['spans', 'traces', 'costs'] as const

async function withDays(reading: Reading): Promise<Reading> {
  const { scope, request, isExact, verdicts, signal, days } = reading
  const { window, filter, by, step, tz } = request
  if (days === undefined) return { ...reading, kept: {} }
  const found = await Promise.all(
    UNITS.map(async (unit) => {
      const metrics = request.metrics.filter((metric) => metric.source === unit)
      // The others of a split are several groups, of which a trace may be more than one.
      if (metrics.length === 0 || (unit !== 'spans' && by.length > 0)) return []
      const inheriting =
        unit === 'spans'
          ? (parts: readonly SeriesRequest['window'][], buckets: Buckets) => cutTraces(request, metrics, buckets, parts)
          : undefined
      const expressions = expressionsOf(metrics, isExact)
      const asked = { scope, filter, by, step, tz, verdicts, unit, expressions, inheriting }
      return [[unit, await days.find(asked, window, signal)] as const]
    }),
  )
  return { ...reading, kept: Object.fromEntries(found.flat()) }
}

/** Only these differ by the number of spans. */
export const isQuantile = (metric: Metric) => metric.sql(true) !== metric.sql(false)

/** So many groups and buckets are read at once, before it is known which of them are the largest. */
const ROWS_AT_ONCE = 20_000

/** Where groups are few as a rule, all of them at once; when they are more than are shown, the others once more, as one. */
async function readAtOnce(reading: Reading): Promise<{ top: Top; tables: Tables } | undefined> {
  const { by, metrics, limit } = reading.request
  const isOfFew = by.length > 0 && by.every(({ key }) => key.kind === 'field' && FEW_VALUES.has(key.field))
  if (!isOfFew || metrics.some((metric) => metric.source !== 'spans')) return undefined
  const tables = await readGroups(reading, undefined)
  const rows = tables.flatMap((table) => table.rows)
  if (rows.length >= ROWS_AT_ONCE) return undefined
  const sizes = rows
    .filter((row) => numberOf(row, 'over_all') === 1 && textOf(row, 'k') !== '')
    .map((row) => ({ key: textOf(row, 'k'), size: numberOf(row, 'size') }))
    .sort((a, b) => b.size - a.size || (a.key < b.key ? -1 : 1))
  const keys = sizes.slice(0, limit).map(({ key }) => key)
  const top = { keys, groups: sizes.length, hasOthers: sizes.length > limit }
  return { top, tables: top.hasOthers ? withOthers(tables, await readGroups(reading, top, OTHERS)) : tables }
}

/** No row of a group by itself is taken for one of the others: its name is JSON. */
const withOthers = (tables: Tables, others: Tables): Tables =>
  tables.map(({ metrics, rows }, index) => ({ metrics, rows: [...rows, ...(others[index]?.rows ?? [])] }))

async function topGroups(reading: Reading): Promise<Top> {
  const { store, request, verdicts, signal } = reading
  if (request.by.length === 0) return { keys: [WHOLE], groups: 1, hasOthers: false }
  const ask = ({ sql, params }: Statement) => store.query<MeasureRow>(sql, params, readOptions(verdicts, signal))
  const { spans: kept } = reading.kept
  const rows = (await kept?.read(() => ask(keptTopSql(reading, kept)))) ?? (await ask(await topSql(reading)))
  const [first] = rows
  const keys = rows.map((row) => textOf(row, 'k'))
  const groups = first === undefined ? 0 : numberOf(first, 'all_groups')
  return { keys, groups, hasOthers: groups > keys.length }
}

async function topSql(reading: Reading): Promise<Statement> {
  const { scope, request } = reading
  const source = selectSpans(scope, await selectionOf(reading))
  const limit = source.bind.add('UInt64', request.limit)
  return { sql: source.fill(TOP, { ...lateKeySql(request), limit }), params: source.params }
}

function keptTopSql({ scope, request }: Reading, kept: KeptReading): Statement {
  const bind = new Bindings()
  bind.params.project = scope.projectId
  const parts = kept.partsSql(bucketsFor(request), bind)
  return { sql: fill(KEPT_TOP, { parts, limit: bind.add('UInt64', request.limit) }), params: bind.params }
}

const OTHERS = ` where grp = '${OTHER}'`

/** Without `top` every group is its own. `only` picks some of the spans of groups. */
async function readGroups(reading: Reading, top: Top | undefined, only = ''): Promise<Tables> {
  const { store, scope, request, isExact, verdicts, signal } = reading
  const buckets = bucketsFor(request)
  const selection = await selectionOf(reading)
  const sources = ['spans', 'traces', 'costs', 'scores'] as const
  const tables = await Promise.all(
    sources.map(async (kind) => {
      const metrics = request.metrics.filter((metric) => metric.source === kind)
      if (metrics.length === 0) return []
      const kept = reading.kept[kind]
      if (kept !== undefined) {
        const { sql, params } = keptSql(reading, kept, { metrics, top, buckets, only })
        const rows = await kept.read(() => store.query<MeasureRow>(sql, params, readOptions(verdicts, signal)))
        if (rows !== undefined) return [{ metrics, rows }]
      }
      const inheriting = kind === 'spans' ? cutTraces(request, metrics, buckets) : undefined
      const source = selectSpans(scope, { ...selection, inheriting })
      const sql = SQL_OF[kind]({ source, request, metrics, top, buckets, isExact, only })
      const rows = await store.query<MeasureRow>(sql, source.params, readOptions(verdicts, signal))
      return [{ metrics, rows }]
    }),
  )
  return tables.flat()
}

const bucketsFor = (request: SeriesRequest) => bucketsOf(request.step, { ...request, ...request.window })

function blockOf(request: SeriesRequest, top: Top, tables: Tables): Block {
  const buckets = bucketsFor(request)
  const cells = new Map(
    tables.flatMap(({ metrics, rows }) =>
      metrics.map((metric, index) => [metric, cellsOf(metric, index, rows)] as const),
    ),
  )
  const groups = top.hasOthers ? [...top.keys, OTHER] : top.keys
  return {
    from: String(request.window.fromNs),
    to: String(request.window.toNs),
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
  readonly top: Top | undefined
  readonly buckets: Buckets
  readonly isExact: boolean
  readonly only: string
}

const SQL_OF: Readonly<Record<Metric['source'], (parts: SqlParts) => string>> = {
  spans: (parts) => seriesSql(parts, `slotted${parts.only}`),
  // A trace stands in the bucket of its first span in scope. Keys of one number are grouped by several times as fast.
  traces: (parts) => {
    const group = parts.request.by.length === 0 ? '' : 'grp, '
    const first = `select ${group}trace_key, min(start_ns) as first_ns from slotted group by ${group}trace_key`
    return seriesSql(
      parts,
      `(select ${group}${slotSql('first_ns', parts.buckets, parts.source)} as slot from (${first}))`,
    )
  },
  costs: (parts) => {
    const group = parts.request.by.length === 0 ? '' : 'grp, '
    const costs = costsSql(`${group}trace_key`, 'slotted', ', min(start_ns) as first_ns')
    return seriesSql(
      parts,
      `(select ${group}trace_cost, ${slotSql('first_ns', parts.buckets, parts.source)} as slot from (${costs}))`,
    )
  },
  scores: scoresSql,
}

/** What the priced calls of each trace cost together. */
export function costsSql(keys: string, from: string, more = ''): string {
  return `select ${keys}, sum(cost_total) as trace_cost${more} from ${from} where ${IS_PRICED} group by ${keys}`
}

function seriesSql({ source, request, metrics, top, buckets, isExact }: SqlParts, from: string): string {
  return source.fill(TEMPLATE, {
    key: keySql(request),
    group: top === undefined ? 'k0' : shownSql('k0', top, source),
    slot: slotSql('start_ns', buckets, source),
    from,
    columns: columnsSql(metrics, isExact),
    rows: String(top === undefined ? ROWS_AT_ONCE : MOST_ROWS),
    ...setsOf(request),
  })
}

/**
 * The whole out of its buckets costs no second pass over the spans. By groups it would also be made out of all groups,
 * which is dear for quantiles alone.
 */
function setsOf({ by, metrics }: SeriesRequest): { k: string; sets: string } {
  if (by.length === 0) return { k: `'${WHOLE}'`, sets: 'slot with rollup' }
  return { k: 'grp', sets: metrics.some(isQuantile) ? 'grouping sets ((grp, slot), (grp))' : 'grp, slot with rollup' }
}

function keptSql(
  { scope, request }: Reading,
  kept: KeptReading,
  { metrics, top, buckets, only }: Pick<SqlParts, 'metrics' | 'top' | 'buckets' | 'only'>,
): Statement {
  const bind = new Bindings()
  bind.params.project = scope.projectId
  const sql = fill(KEPT, {
    parts: kept.partsSql(buckets, bind),
    group: top === undefined ? 'k0' : shownSql('k0', top, { bind }),
    only,
    columns: namedSql(metrics, kept.merged),
    rows: String(top === undefined ? ROWS_AT_ONCE : MOST_ROWS),
    ...setsOf(request),
  })
  return { sql, params: bind.params }
}

const shownSql = (key: string, top: Top | undefined, { bind }: Pick<Source, 'bind'>) =>
  `if(${key} in (${bind.add('Array(String)', top?.keys ?? [])}), ${key}, '${OTHER}')`

function scoresSql({ source, request, metrics, top, buckets }: SqlParts): string {
  const names = [...new Set(metrics.flatMap((metric) => metric.score ?? []))]
  const key = keySql(request)
  const group = shownSql(key, top, source)
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

export const columnsSql = (metrics: readonly Metric[], isExact: boolean): string =>
  namedSql(metrics, expressionsOf(metrics, isExact))

/** Of each metric its value, and its n if it has one. */
export const expressionsOf = (metrics: readonly Metric[], isExact: boolean): readonly string[] =>
  metrics.flatMap((metric) => [metric.sql(isExact), ...(metric.n === undefined ? [] : [metric.n])])

/** The same expressions, or what stands for them, by the names that rows are read by. */
export function namedSql(metrics: readonly Metric[], expressions: readonly string[]): string {
  const names = metrics.flatMap(({ n }, index) => [`v${index}`, ...(n === undefined ? [] : [`n${index}`])])
  return expressions.map((expression, index) => `${expression} as ${names[index]}`).join(',\n    ')
}

async function selectionOf({ store, scope, request, verdicts, signal }: Reading): Promise<Selection> {
  const { window, filter, by } = request
  const columns = columnsSql(request.metrics, true)
  const wholeRanges = await wholeRangesOf(store, scope, { window, filter, columns }, signal)
  return { window, filter, by: by.map((each) => each.key), wholeRanges, verdicts }
}
