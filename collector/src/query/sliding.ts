/**
 * A metric over windows of one length that end at even distances: what alerts look at. Each window is measured from its
 * spans, as the total of /series over it is; one query answers one look or a week of them, by the same SQL.
 */
import type { Filter, SplitKey } from '@vitrine/schemas/filter'
import { invariant } from '../base/errors.ts'
import type { Store } from '../store/store.ts'
import { type MeasureRow, numberOf, textOf } from './measures.ts'
import type { Metric } from './metrics.ts'
import type { ProjectScope } from './project-scope.ts'
import { SCORES_TEMPLATE } from './score-totals.ts'
import { columnsSql, costsSql } from './series.ts'
import { pointOf } from './series-points.ts'
import { type Source, selectSpans } from './source.ts'
import { readSql } from './sql.ts'
import { wholeRangesOf } from './trace-ranges.ts'

export interface SlidingRequest {
  readonly metric: Metric
  readonly filter: Filter
  readonly windowNs: bigint
  /** End of the first window, Unix ns; the others follow at `everyNs`. */
  readonly firstEndNs: bigint
  /** Divides the window. */
  readonly everyNs: bigint
  readonly looks: number
}

export interface Look {
  readonly endNs: bigint
  /** null: nobody said. Money is decimal text. */
  readonly value: number | string | null
  /** Spans or scores behind a ratio or quantile. */
  readonly n: number | null
  /** Some span, or score, stands in the window. */
  readonly hasAny: boolean
}

/** One key, and those of its values that are measured, each by itself. */
export interface SlidingSplit {
  readonly key: SplitKey
  readonly values: readonly string[]
}

const TEMPLATE = readSql('sliding')
const TOP = readSql('sliding-top')
/** The only group where nothing is split. */
const ALL = ''

export async function querySliding(
  store: Store,
  scope: ProjectScope,
  request: SlidingRequest,
  signal?: AbortSignal,
): Promise<readonly Look[]> {
  return looksOf(await readCells(store, scope, { request, split: undefined }, signal), ALL, request)
}

/** The same by the values of a key: one reading, however many there are. */
export async function querySlidingGroups(
  store: Store,
  scope: ProjectScope,
  { request, split }: { readonly request: SlidingRequest; readonly split: SlidingSplit },
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, readonly Look[]>> {
  const cells = split.values.length === 0 ? new Map() : await readCells(store, scope, { request, split }, signal)
  return new Map(split.values.map((value) => [value, looksOf(cells, value, request)]))
}

/** The values with the most spans in all windows together, and how many there are. */
export async function queryLargestGroups(
  store: Store,
  scope: ProjectScope,
  { request, key, limit }: { readonly request: SlidingRequest; readonly key: SplitKey; readonly limit: number },
  signal?: AbortSignal,
): Promise<{ readonly values: readonly string[]; readonly groups: number }> {
  const { filter } = request
  const window = wholeWindow(request)
  const wholeRanges = await wholeRangesOf(store, scope, { window, filter, columns: '' }, signal)
  const source = selectSpans(scope, { window, filter, wholeRanges, by: [key] })
  const sql = source.fill(TOP, { limit: source.bind.add('UInt64', limit) })
  const rows = await store.query<MeasureRow>(sql, source.params, signal === undefined ? {} : { signal })
  const [first] = rows
  return {
    values: rows.map((row) => textOf(row, 'k')),
    groups: first === undefined ? 0 : numberOf(first, 'all_groups'),
  }
}

type Cells = ReadonlyMap<string, { readonly value: unknown; readonly n: number }>
const cellKey = (group: string, slot: number) => `${slot} ${group}`

const wholeWindow = ({ windowNs, firstEndNs, everyNs, looks }: SlidingRequest) => ({
  fromNs: firstEndNs - windowNs,
  toNs: firstEndNs + everyNs * BigInt(looks - 1),
})

async function readCells(
  store: Store,
  scope: ProjectScope,
  { request, split }: { readonly request: SlidingRequest; readonly split: SlidingSplit | undefined },
  signal: AbortSignal | undefined,
): Promise<Cells> {
  const { metric, filter, windowNs, everyNs } = request
  invariant(windowNs % everyNs === 0n, 'looks must divide their window evenly')
  const window = wholeWindow(request)
  const columns = columnsSql([metric], true)
  const wholeRanges = await wholeRangesOf(store, scope, { window, filter, columns }, signal)
  const by = split === undefined ? [] : [split.key]
  const source = selectSpans(scope, { window, filter, wholeRanges, by })
  const sql = sqlOf(source, metric, { slots: slotsSql(source, request), values: split?.values })
  const rows = await store.query<MeasureRow>(sql, source.params, signal === undefined ? {} : { signal })
  return new Map(
    rows.map((row) => [
      cellKey(split === undefined ? ALL : textOf(row, 'g0'), numberOf(row, 'slot')),
      { value: row.v0, n: numberOf(row, 'n0') },
    ]),
  )
}

function looksOf(cells: Cells, group: string, { metric, firstEndNs, everyNs, looks }: SlidingRequest): readonly Look[] {
  return Array.from({ length: looks }, (_, slot) => {
    const cell = cells.get(cellKey(group, slot))
    const n = metric.n === undefined ? null : (cell?.n ?? 0)
    const endNs = firstEndNs + everyNs * BigInt(slot)
    return { endNs, value: pointOf(metric, cell), n, hasAny: cell !== undefined }
  })
}

/** `values`: of the key, each a group of its own; undefined: nothing is split. */
function sqlOf(
  source: Source,
  metric: Metric,
  { slots, values }: { readonly slots: string; readonly values: readonly string[] | undefined },
): string {
  const columns = columnsSql([metric], true)
  const keys = values === undefined ? 'slot' : 'slot, g0'
  const only = values === undefined ? '' : ` where g0 in (${source.bind.add('Array(String)', values)})`
  if (metric.source === 'scores') {
    const named = ` and name in (${source.bind.add('Array(String)', [metric.score ?? ''])})`
    const group = values === undefined ? `tuple(arrayJoin(${slots}))` : `tuple(arrayJoin(${slots}), g0)`
    const parts = values === undefined ? 'g.1 as slot' : 'g.1 as slot, g.2 as g0'
    const select = `select ${keys}, ${columns} from (select *, ${parts} from once)${only} group by ${keys} order by ${keys} limit 1000000`
    return source.fill(SCORES_TEMPLATE, { group, named, select })
  }
  return source.fill(TEMPLATE, { slots, only, keys, columns, from: fromSql(metric, keys) })
}

function fromSql({ source }: Metric, keys: string): string {
  if (source === 'costs') return `(${costsSql(`${keys}, trace_key`, 'slid')})`
  return source === 'traces' ? `(select ${keys}, trace_key from slid group by ${keys}, trace_key)` : 'slid'
}

/** The windows that hold a span: those that end after its start, and begin no later. */
function slotsSql({ bind }: Source, { windowNs, firstEndNs, everyNs, looks }: SlidingRequest): string {
  const base = bind.add('Int64', firstEndNs - windowNs)
  const every = bind.add('Int64', everyNs)
  const perWindow = bind.add('Int64', windowNs / everyNs)
  const last = `intDiv(start_ns - ${base}, ${every})`
  return `range(toUInt32(greatest(0, ${last} - ${perWindow} + 1)), toUInt32(least(${bind.add('Int64', looks)}, ${last} + 1)))`
}
