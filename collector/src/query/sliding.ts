/**
 * A metric over windows of one length that end at even distances: what alerts look at. Each window is measured from its
 * spans, as the total of /series over it is; one query answers one look or a week of them, by the same SQL.
 */
import type { Filter } from '@vitrine/schemas/filter'
import { invariant } from '../base/errors.ts'
import type { Store } from '../store/store.ts'
import { type MeasureRow, numberOf } from './measures.ts'
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
}

const TEMPLATE = readSql('sliding')

export async function querySliding(
  store: Store,
  scope: ProjectScope,
  request: SlidingRequest,
  signal?: AbortSignal,
): Promise<readonly Look[]> {
  const { metric, filter, windowNs, firstEndNs, everyNs, looks } = request
  invariant(windowNs % everyNs === 0n, 'looks must divide their window evenly')
  const window = { fromNs: firstEndNs - windowNs, toNs: firstEndNs + everyNs * BigInt(looks - 1) }
  const columns = columnsSql([metric], true)
  const wholeRanges = await wholeRangesOf(store, scope, { window, filter, columns }, signal)
  const source = selectSpans(scope, { window, filter, wholeRanges })
  const slots = slotsSql(source, request)
  const rows = await store.query<MeasureRow>(
    sqlOf(source, metric, slots),
    source.params,
    signal === undefined ? {} : { signal },
  )
  const cells = new Map(rows.map((row) => [numberOf(row, 'slot'), { value: row.v0, n: numberOf(row, 'n0') }]))
  return Array.from({ length: looks }, (_, slot) => {
    const cell = cells.get(slot)
    const n = metric.n === undefined ? null : (cell?.n ?? 0)
    return { endNs: firstEndNs + everyNs * BigInt(slot), value: pointOf(metric, cell), n }
  })
}

function sqlOf(source: Source, metric: Metric, slots: string): string {
  const columns = columnsSql([metric], true)
  if (metric.source === 'scores') {
    const named = ` and name in (${source.bind.add('Array(String)', [metric.score ?? ''])})`
    const select = `select g as slot, ${columns} from once group by g order by g limit 1000000`
    return source.fill(SCORES_TEMPLATE, { group: `arrayJoin(${slots})`, named, select })
  }
  return source.fill(TEMPLATE, { slots, columns, from: fromSql(metric) })
}

function fromSql({ source }: Metric): string {
  if (source === 'costs') return `(${costsSql('slot, trace_key', 'slid')})`
  return source === 'traces' ? '(select slot, trace_key from slid group by slot, trace_key)' : 'slid'
}

/** The windows that hold a span: those that end after its start, and begin no later. */
function slotsSql({ bind }: Source, { windowNs, firstEndNs, everyNs, looks }: SlidingRequest): string {
  const base = bind.add('Int64', firstEndNs - windowNs)
  const every = bind.add('Int64', everyNs)
  const perWindow = bind.add('Int64', windowNs / everyNs)
  const last = `intDiv(start_ns - ${base}, ${every})`
  return `range(toUInt32(greatest(0, ${last} - ${perWindow} + 1)), toUInt32(least(${bind.add('Int64', looks)}, ${last} + 1)))`
}
