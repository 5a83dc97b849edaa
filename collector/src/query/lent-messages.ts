/**
 * What a call heard and said, where its own span does not tell but another span of the same call does: the one whose
 * counts are nearest the wire often carries no content (a vendor's own instrumentation), and Mastra writes what its
 * model was asked on the step around the call. Each side is lent only where the call has none.
 */
import type { Message, SpanDetail } from '@vitrine/schemas/api'
import type { Store } from '../store/store.ts'
import { findTrace, type TracePlace } from './find-trace.ts'
import { type MeasureRow, textOf } from './measures.ts'
import type { ProjectScope } from './project-scope.ts'
import { readSql } from './sql.ts'
import type { Verdict } from './trace-spans.ts'

const SAME_ANSWER = readSql('same-answer')

export interface Borrower {
  readonly detail: SpanDetail
  readonly place: TracePlace
  readonly verdicts: ReadonlyMap<string, Verdict>
}

export type DetailsReader = (place: TracePlace, spanIds: readonly string[]) => Promise<readonly SpanDetail[]>

export async function withLentMessages(
  store: Store,
  scope: ProjectScope,
  borrower: Borrower,
  options: { readonly read: DetailsReader; readonly signal: AbortSignal | undefined },
): Promise<SpanDetail> {
  const { detail, place } = borrower
  if (!isLacking(detail)) return detail
  const near = neighboursOf(borrower)
  let lent = near.length === 0 ? detail : lend(detail, await options.read(place, near))
  if (!isLacking(lent) || detail.response_id === null) return lent
  const far = await sameAnswer(store, scope, detail, options.signal)
  if (far !== undefined) {
    const otherPlace = await findTrace(store, scope, far.traceId, options.signal)
    lent = lend(lent, await options.read(otherPlace, [far.spanId]))
  }
  return lent
}

function isLacking(detail: SpanDetail): boolean {
  if (detail.kind !== 'llm') return false
  return !hasInput(detail.messages) || (detail.status !== 'error' && !hasOutput(detail.messages))
}

const hasInput = (messages: readonly Message[]) => messages.some((each) => !each.isOutput && each.role !== 'system')
const hasOutput = (messages: readonly Message[]) => messages.some((each) => each.isOutput)

/** Spans of the trace that were merged into this one, and the step that Mastra puts around a call. */
function neighboursOf({ detail, verdicts }: Borrower): readonly string[] {
  const ids = [...verdicts].filter(([, verdict]) => verdict.mergedInto === detail.span_id).map(([id]) => id)
  const isStepped = detail.dialect === 'mastra' && detail.parent_span_id !== null
  return isStepped ? [...ids, detail.parent_span_id as string] : ids
}

/** The first lender that has a side, for each side. */
function lend(detail: SpanDetail, lenders: readonly SpanDetail[]): SpanDetail {
  const asked = hasInput(detail.messages) ? undefined : lenders.find((each) => hasInput(each.messages))
  const answered = hasOutput(detail.messages) ? undefined : lenders.find((each) => hasOutput(each.messages))
  const from = asked ?? answered
  if (from === undefined) return detail
  const inputs = (asked ?? detail).messages.filter((each) => !each.isOutput)
  const outputs = (answered ?? detail).messages.filter((each) => each.isOutput)
  return {
    ...detail,
    messages: [...inputs, ...outputs],
    tools: detail.tools.length > 0 ? detail.tools : from.tools,
    messages_from: { trace_id: from.trace_id, span_id: from.span_id },
  }
}

async function sameAnswer(
  store: Store,
  scope: ProjectScope,
  detail: SpanDetail,
  signal: AbortSignal | undefined,
): Promise<{ traceId: string; spanId: string } | undefined> {
  const params = {
    project: scope.projectId,
    trace: detail.trace_id,
    response: detail.response_id ?? '',
    start: detail.start,
  }
  const [row] = await store.query<MeasureRow>(SAME_ANSWER, params, signal === undefined ? {} : { signal })
  return row === undefined ? undefined : { traceId: textOf(row, 'trace_id'), spanId: textOf(row, 'span_id') }
}
