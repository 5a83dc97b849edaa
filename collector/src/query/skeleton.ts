/** GET /traces/{trace_id}: the trace and its spans without content, by start. */

import type { TraceSkeletonAnswer } from '@vitrine/schemas/api'
import { EVERYTHING } from '@vitrine/schemas/filter'
import type { Store } from '../store/store.ts'
import { fingerprint, readCursor } from './cursor.ts'
import { findTrace } from './find-trace.ts'
import { cut, groupsOf } from './list.ts'
import { type MeasureRow, textOf } from './measures.ts'
import { afterSql, keySql, orderSql } from './paging.ts'
import type { ProjectScope } from './project-scope.ts'
import { QueryError } from './query-error.ts'
import { type Briefs, briefsOf } from './score-briefs.ts'
import { selectSpans } from './source.ts'
import { SPAN_COLUMNS_SQL, skeletonSpanOf } from './span-rows.ts'
import { readSql } from './sql.ts'
import { rangesOf } from './trace-ranges.ts'
import { type TraceFacts, traceFactsOf } from './trace-rows.ts'
import { ANY_TIME } from './window.ts'

const TEMPLATE = readSql('spans')

export async function traceFacts(
  store: Store,
  scope: ProjectScope,
  id: string,
  signal?: AbortSignal,
): Promise<{ facts: TraceFacts; briefs: Briefs }> {
  const traceId = await findTrace(store, scope, id, signal)
  return await factsIn(store, scope, { traceId, selection: await selectionOf(store, scope, traceId, signal) }, signal)
}

type Selection = Awaited<ReturnType<typeof selectionOf>>

async function factsIn(
  store: Store,
  scope: ProjectScope,
  { traceId, selection }: { readonly traceId: string; readonly selection: Selection },
  signal?: AbortSignal,
): Promise<{ facts: TraceFacts; briefs: Briefs }> {
  const [rows, briefs] = await Promise.all([
    groupsOf(store, scope, { unit: 'trace', ids: [traceId], selection, part: 'whole' }, signal),
    briefsOf(store, scope, [traceId], signal),
  ])
  const row = rows.get(traceId)
  if (row === undefined)
    throw new QueryError('unknown_trace', 'cannot find the trace: it is gone', 'list the traces again')
  return { facts: traceFactsOf(row, briefs.ofTrace(traceId)), briefs }
}

/** SQL over the spans of one trace, in order of start. */
export async function spansOfTrace(store: Store, scope: ProjectScope, traceId: string, signal?: AbortSignal) {
  return selectSpans(scope, await selectionOf(store, scope, traceId, signal))
}

async function selectionOf(store: Store, scope: ProjectScope, traceId: string, signal?: AbortSignal) {
  const ranges = await rangesOf(store, scope, [traceId], signal)
  return { window: ANY_TIME, filter: EVERYTHING, traceIds: [traceId], ranges }
}

export async function getTrace(
  store: Store,
  scope: ProjectScope,
  request: { readonly id: string; readonly limit: number; readonly cursor: string | undefined },
  signal?: AbortSignal,
): Promise<TraceSkeletonAnswer> {
  const traceId = await findTrace(store, scope, request.id, signal)
  const owner = fingerprint(['trace', traceId])
  const selection = await selectionOf(store, scope, traceId, signal)
  const source = selectSpans(scope, selection)
  const sql = source.fill(TEMPLATE, {
    sort: keySql('start_ns'),
    columns: SPAN_COLUMNS_SQL,
    after: afterSql(readCursor(request.cursor, owner), false, source.bind),
    order: orderSql(false),
    limit: source.bind.add('UInt64', request.limit + 1),
  })
  // Planning such a statement costs more than reading a trace, so the two are planned side by side.
  const [{ facts, briefs }, rows] = await Promise.all([
    factsIn(store, scope, { traceId, selection }, signal),
    store.query<MeasureRow>(sql, source.params, signal === undefined ? {} : { signal }),
  ])
  const shown = rows.slice(0, request.limit)
  const { input_preview: _input, output_preview: _output, spans: span_count, ...rest } = facts
  return {
    ...rest,
    span_count,
    spans: shown.map((row) => skeletonSpanOf(row, briefs.ofSpan(facts.trace_id, textOf(row, 'span_id')))),
    next_cursor: cut(rows, request.limit, owner).nextCursor,
  }
}
