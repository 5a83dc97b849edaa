/** Whose usage is summed where calls do not say it all: the totals of agents and turns stand for their calls. */
import { ancestorsOf, type Board, hasAbove, hasUsage, inputOf, OVERLAP_SLACK_NS, outputOf } from './call-board.ts'
import type { TraceSpan } from './call-types.ts'

/** A trace whose calls carry no usage takes the topmost totals that it has. */
export function rollUp(board: Board): void {
  const known = new Set<string>()
  for (const call of board.calls) if (hasUsage(call) || hasUsage(board.winnerOf(call))) known.add(call.traceId)
  const counted = countedElsewhere(board)
  const isOpen = (span: TraceSpan) => isTotal(span) && !counted.around.has(span)
  for (const span of board.spans) {
    if (known.has(span.traceId) || !isOpen(span) || counted.totals.has(span) || hasAbove(board, span, isOpen)) continue
    board.rollUp(span)
  }
}

interface Counted {
  /** Totals whose answer is a call of another trace: their tokens are summed there. */
  readonly totals: ReadonlySet<TraceSpan>
  /** What lies around those holds some of the same tokens. */
  readonly around: ReadonlySet<TraceSpan>
}

/** Where spans lose their parent, an outer span and the call inside it are traces of their own. */
function countedElsewhere(board: Board): Counted {
  const totals = new Set<TraceSpan>()
  const around = new Set<TraceSpan>()
  const calls = new Map<string, TraceSpan[]>()
  for (const call of board.calls) {
    if (call.responseId === '' || !hasUsage(board.winnerOf(call))) continue
    calls.set(call.responseId, [...(calls.get(call.responseId) ?? []), call])
  }
  for (const span of board.spans) {
    const same = calls.get(span.responseId)
    if (same === undefined || !isTotal(span) || !same.some((call) => overlap(span, call))) continue
    totals.add(span)
    for (const above of ancestorsOf(board, span)) around.add(above)
  }
  for (const span of totals) around.delete(span)
  return { totals, around }
}

function overlap(a: TraceSpan, b: TraceSpan): boolean {
  return a.startNs <= b.endNs + OVERLAP_SLACK_NS && b.startNs <= a.endNs + OVERLAP_SLACK_NS
}

function isTotal(span: TraceSpan): boolean {
  return span.ownCounts === 0 && hasUsage(span) && span.kind !== 'event' && span.kind !== 'tool'
}

/**
 * Codex names the model on a turn and never on its calls, so that only the turn has a price. Where the total above
 * calls without a model is exactly their sum, its usage is summed in their place.
 */
export function rollUpNameless(board: Board): void {
  const callsOf = new Map<TraceSpan, TraceSpan[]>()
  for (const call of board.calls) {
    if (board.isMerged(call) || !hasUsage(call)) continue
    const total = ancestorsOf(board, call).find((above) => isTotal(above))
    if (total !== undefined && total.model !== '') callsOf.set(total, [...(callsOf.get(total) ?? []), call])
  }
  for (const [total, calls] of callsOf) {
    if (calls.some((call) => call.model !== '' || call.responseModel !== '') || !isSumOf(total, calls)) continue
    board.rollUp(total)
    for (const call of calls) board.leaveUsageTo(total, call)
  }
}

function isSumOf(total: TraceSpan, calls: readonly TraceSpan[]): boolean {
  const sum = (of: (span: TraceSpan) => number) => calls.reduce((all, call) => all + of(call), 0)
  return inputOf(total) === sum(inputOf) && outputOf(total) === sum(outputOf)
}
