/** GET /traces/{trace_id}: the trace and its spans without content, by start. */

import type { TraceSkeletonAnswer } from '@vitrine/schemas/api'
import { EVERYTHING } from '@vitrine/schemas/filter'
import type { Store } from '../store/store.ts'
import { fingerprint, type Position, readCursor } from './cursor.ts'
import { type FindOptions, findOrAwaitTrace, type TracePlace } from './find-trace.ts'
import { cut, groupsOf } from './list.ts'
import { type MeasureRow, textOf } from './measures.ts'
import { nsOf } from './paging.ts'
import type { ProjectScope } from './project-scope.ts'
import { QueryError } from './query-error.ts'
import { type Briefs, briefsOf } from './score-briefs.ts'
import { skeletonSpanOf } from './span-rows.ts'
import type { Bindings } from './sql.ts'
import { traceRowOf } from './trace-facts.ts'
import { type TraceFacts, traceFactsOf } from './trace-rows.ts'
import { judgedRow, traceOptions, traceStatement, verdictsOf } from './trace-spans.ts'
import { ANY_TIME } from './window.ts'

export interface TraceStart {
  readonly place: TracePlace
  readonly facts: TraceFacts
  readonly briefs: Briefs
  /** The first spans by start, at most `limit + 1`; one more than `limit` says that there are more. */
  readonly rows: readonly MeasureRow[]
  readonly judge: (row: MeasureRow) => MeasureRow
}

/** The facts of a trace and its first spans. */
export async function startOfTrace(
  store: Store,
  scope: ProjectScope,
  asked: { readonly place: TracePlace; readonly limit: number; readonly after?: Position | undefined },
  signal?: AbortSignal,
): Promise<TraceStart> {
  const { place, limit, after } = asked
  const { sql, params } = traceStatement(scope, place, {
    limit: limit + 1,
    where: (bind) => (after === undefined ? '' : ` and ${afterSpanSql(after, bind)}`),
  })
  const [stored, verdicts, briefs] = await Promise.all([
    store.query<MeasureRow>(sql, params, traceOptions(signal)),
    verdictsOf(store, scope, place.traceId, signal),
    briefsOf(store, scope, [place.traceId], signal),
  ])
  const judge = (row: MeasureRow) => judgedRow(row, place, verdicts)
  const rows = stored.map(judge)
  const isWhole = after === undefined && rows.length > 0 && rows.length <= limit
  const row = isWhole ? traceRowOf(rows) : await factsRowOf(store, scope, place, signal)
  if (row === undefined)
    throw new QueryError('unknown_trace', 'cannot find the trace: it is gone', 'list the traces again')
  return { place, facts: traceFactsOf(row, briefs.ofTrace(place.traceId)), briefs, rows, judge }
}

/** Of a trace with more spans than one reads at a time. */
async function factsRowOf(store: Store, scope: ProjectScope, { traceId, ranges }: TracePlace, signal?: AbortSignal) {
  const selection = { window: ANY_TIME, filter: EVERYTHING, traceIds: [traceId], ranges }
  const rows = await groupsOf(store, scope, { unit: 'trace', ids: [traceId], selection, part: 'whole' }, signal)
  return rows.get(traceId)
}

/** The id of a position is `<trace id>/<span id>`. */
function afterSpanSql({ key, id }: Position, bind: Bindings): string {
  const start = bind.add('Int64', key === null ? 0 : nsOf(key))
  return `(toUnixTimestamp64Nano(start_time), span_id) > (${start}, ${bind.add('String', id.slice(id.indexOf('/') + 1))})`
}

export async function getTrace(
  store: Store,
  scope: ProjectScope,
  request: { readonly id: string; readonly limit: number; readonly cursor: string | undefined },
  options: FindOptions = {},
): Promise<TraceSkeletonAnswer> {
  const { limit } = request
  const place = await findOrAwaitTrace(store, scope, request.id, options)
  const owner = fingerprint(['trace', place.traceId])
  const after = readCursor(request.cursor, owner)
  const { facts, briefs, rows } = await startOfTrace(store, scope, { place, limit, after }, options.signal)
  const paged = rows.map((row) => ({
    ...row,
    id: `${place.traceId}/${textOf(row, 'span_id')}`,
    key: textOf(row, 'start_ns'),
  }))
  const { input_preview: _input, output_preview: _output, spans: span_count, ...rest } = facts
  return {
    ...rest,
    span_count,
    spans: rows.slice(0, limit).map((row) => skeletonSpanOf(row, briefs.ofSpan(place.traceId, textOf(row, 'span_id')))),
    next_cursor: cut(paged, limit, owner).nextCursor,
  }
}
