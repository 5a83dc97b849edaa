/** What of a conversation was said in the call before already, and where that call is. */
import type { Message } from '@vitrine/schemas/api'
import type { SkeletonSpan } from './skeleton-span.ts'

/** Fewer are shown rather than counted. */
const LEAST = 3

/**
 * The call that a call follows: the last one that began before it under the same parent, else in the whole trace. Agents
 * that work side by side each continue their own conversation.
 */
export function callBefore(spans: readonly SkeletonSpan[], span: SkeletonSpan): string | undefined {
  if (span.kind !== 'llm') return undefined
  let near: SkeletonSpan | undefined
  let any: SkeletonSpan | undefined
  for (const one of spans) {
    if (one.kind !== 'llm' || one.startNs >= span.startNs) continue
    if (any === undefined || one.startNs >= any.startNs) any = one
    if (one.parentSpanId === span.parentSpanId && (near === undefined || one.startNs >= near.startNs)) near = one
  }
  return (near ?? any)?.spanId
}

/**
 * How many of the first messages need not be shown again; 0 when it is not worth a fold. A call whose result is new stays,
 * since the result is drawn under it.
 */
export function foldable(messages: readonly Message[], repeated: number): number {
  const isNewResult = messages[repeated]?.parts.some((part) => part.type === 'tool_result') === true
  const asking = messages.slice(0, repeated).findLastIndex((one) => one.parts.some((part) => part.type === 'tool_call'))
  const count = isNewResult && asking >= 0 ? asking : repeated
  return count < LEAST ? 0 : count
}
