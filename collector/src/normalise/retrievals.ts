/**
 * A retriever inside a retriever is a step of it: a fusion over several indexes, a cache around a store, the client of
 * a vector database below a framework. All of them together are one retrieval.
 */
import type { SpanKind } from '@vitrine/schemas'
import { ancestorsOf, type Board } from './call-board.ts'
import type { TraceSpan } from './call-types.ts'

/** Whoever stands between two retrievers asked for the inner one himself. */
const ASKERS: ReadonlySet<SpanKind> = new Set(['agent', 'workflow', 'tool', 'llm', 'guardrail', 'evaluator'])

export function mergeRetrievals(board: Board): void {
  const nests = new Map<TraceSpan, TraceSpan[]>()
  for (const span of board.spans) {
    if (span.kind !== 'retrieval') continue
    const outermost = outermostOf(board, span)
    if (outermost === undefined) continue
    const inners = nests.get(outermost)
    if (inners === undefined) nests.set(outermost, [span])
    else inners.push(span)
  }
  for (const [outer, inners] of nests) {
    const teller = tellerOf(outer, inners)
    // A circle of parents has no outermost.
    if (board.isMerged(teller)) continue
    for (const span of [outer, ...inners]) board.merge(span, teller, 'step')
  }
}

/** A retrieval above that is an ancestor with nothing but steps between. */
function outermostOf(board: Board, span: TraceSpan): TraceSpan | undefined {
  let outermost: TraceSpan | undefined
  for (const above of ancestorsOf(board, span)) {
    if (ASKERS.has(above.kind)) break
    if (above.kind === 'retrieval') outermost = above
  }
  return outermost
}

/** The outer one has what came of it all, unless it says nothing and a single one inside does. */
function tellerOf(outer: TraceSpan, inners: readonly TraceSpan[]): TraceSpan {
  const tellers = inners.filter((inner) => inner.documents !== null)
  const [only] = tellers
  return outer.documents === null && tellers.length === 1 && only !== undefined ? only : outer
}
