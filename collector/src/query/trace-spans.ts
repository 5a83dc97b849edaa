/**
 * The spans of one trace, each row with what source.sql would say of it. Several small statements instead of one with
 * joins: reading a trace takes the engine a millisecond or two, planning those joins took it fifty.
 */
import { TOKEN_BUCKETS } from '@vitrine/schemas'
import type { Store } from '../store/store.ts'
import type { TracePlace } from './find-trace.ts'
import { type MeasureRow, numberOf, textOf } from './measures.ts'
import type { ProjectScope } from './project-scope.ts'
import { STORED_COLUMNS_SQL } from './span-rows.ts'
import { Bindings, fill, readSql } from './sql.ts'
import { ANY_TIME, windowSql } from './window.ts'

const SPANS = readSql('trace-spans')
const VERDICTS = readSql('trace-verdicts')

export interface TraceStatement {
  readonly sql: string
  readonly params: Bindings['params']
}

/** A statement for rows of one trace. `where` is further conditions, over the table, with the bindings it is given. */
export function traceStatement(
  scope: ProjectScope,
  place: TracePlace,
  more: {
    readonly limit: number
    readonly columns?: string
    readonly order?: (bind: Bindings) => string
    readonly where?: (bind: Bindings) => string
  },
): TraceStatement {
  const bind = new Bindings()
  bind.params.project = scope.projectId
  const bounds = windowSql({ window: ANY_TIME, ranges: place.ranges }, bind)
  const sql = fill(SPANS, {
    columns: more.columns === undefined ? STORED_COLUMNS_SQL : `${STORED_COLUMNS_SQL},\n${more.columns}`,
    where: `${bounds} and trace_id = ${bind.add('String', place.traceId)}${more.where?.(bind) ?? ''}`,
    order: more.order?.(bind) ?? 'start_time, span_id',
    limit: bind.add('UInt64', more.limit),
  })
  return { sql, params: bind.params }
}

export interface Verdict {
  readonly counts: number
  readonly usage: number
  readonly mergedInto: string
  /** A retrieval that is part of another one. */
  readonly isStep: boolean
}

/** By span id. */
export async function verdictsOf(
  store: Store,
  scope: ProjectScope,
  traceId: string,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Verdict>> {
  const params = { project: scope.projectId, trace: traceId }
  const rows = await store.query<MeasureRow>(VERDICTS, params, signal === undefined ? {} : { signal })
  return new Map(
    rows.map((row) => [
      textOf(row, 'span_id'),
      {
        counts: numberOf(row, 'counts'),
        usage: numberOf(row, 'usage'),
        mergedInto: textOf(row, 'merged_into'),
        isStep: textOf(row, 'reason') === 'step',
      },
    ]),
  )
}

/** A stored row with the columns that source.sql makes of it; a test holds the two to each other. */
export function judgedRow(row: MeasureRow, place: TracePlace, verdicts: ReadonlyMap<string, Verdict>): MeasureRow {
  const verdict = verdicts.get(textOf(row, 'span_id'))
  const own = numberOf(row, 'own_counts')
  const lasted = BigInt(textOf(row, 'end_ns')) - BigInt(textOf(row, 'start_ns'))
  return {
    ...row,
    duration_ns: numberOf(row, 'is_running') === 1 ? null : String(lasted > 0n ? lasted : 0n),
    said_usage: TOKEN_BUCKETS.some((bucket) => (row[`tokens_${bucket}`] ?? null) !== null),
    is_call: verdict?.counts ?? own,
    in_sums: verdict?.usage ?? own,
    merged_into: verdict?.mergedInto ?? '',
    kind: verdict?.isStep === true && row.kind === 'retrieval' ? 'chain' : textOf(row, 'kind'),
    whose: textOf(row, 'user_id') || place.user,
    session: textOf(row, 'session_id') || place.session,
  }
}

/** Rows for which the key alone is compared first, which FINAL allows; the wide columns only of the trace's own. */
export const traceOptions = (signal: AbortSignal | undefined) => ({
  keyFirst: true,
  ...(signal === undefined ? {} : { signal }),
})
