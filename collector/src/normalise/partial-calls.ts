/**
 * The client of google-genai runs tools by itself: one span for several requests, with the counts of the last. What the
 * others took is told nowhere, so the tokens of such a call are unknown, and a part of them is no sum.
 */
import type { Board } from './call-board.ts'
import type { TraceSpan } from './call-types.ts'

/** Instrumentations of the client; what a framework tells of a call has counts of its own. */
const CLIENT = /instrumentation[.-]google[._-]genai$/

export function leaveOutPartial(board: Board): void {
  for (const tool of board.spans) {
    const call = asksByItself(tool) ? board.parentOf(tool) : undefined
    if (call === undefined || call.kind !== 'llm' || call.ownCounts !== 1 || board.isMerged(call)) continue
    if (call.scopeName === tool.scopeName) board.leaveOut(call)
  }
}

/** A tool of the client, which lies inside a call where the client called it. */
export function asksByItself(span: Pick<TraceSpan, 'kind' | 'scopeName'>): boolean {
  return span.kind === 'tool' && CLIENT.test(span.scopeName)
}
