/** A trace told as a story: what was asked, what the models said, which tools ran; the wiring in between is left out. */

import type { SkeletonSpan } from './skeleton-span.ts'
import type { SpanTree } from './tree.ts'

export type StoryStep =
  /** A new agent takes over; what follows at a deeper level is its work. */
  | { readonly kind: 'agent'; readonly index: number; readonly depth: number }
  | { readonly kind: 'call'; readonly index: number; readonly depth: number }
  | { readonly kind: 'tool'; readonly index: number; readonly depth: number }

const TOLD: Readonly<Record<string, StoryStep['kind']>> = {
  llm: 'call',
  tool: 'tool',
  retrieval: 'tool',
  reranker: 'tool',
  guardrail: 'tool',
  agent: 'agent',
  workflow: 'agent',
}

/** In order of start; depth counts the agents above a step. */
export function storyOf(
  tree: SpanTree,
  spans: readonly SkeletonSpan[],
  isConversationOnly: boolean,
): readonly StoryStep[] {
  const agentsAbove: number[] = []
  const steps: (StoryStep & { readonly startNs: number })[] = []
  tree.nodes.forEach((node, position) => {
    const span = spans[node.index]
    const above = node.parent < 0 ? 0 : (agentsAbove[node.parent] ?? 0)
    const kind = span === undefined ? undefined : TOLD[span.kind]
    agentsAbove[position] = above + (kind === 'agent' ? 1 : 0)
    if (span === undefined || kind === undefined) return
    if (isConversationOnly && kind === 'tool') return
    // The outermost agent is the trace itself.
    if (kind === 'agent' && above === 0) return
    steps.push({ kind, index: node.index, depth: Math.max(0, above - 1), startNs: span.startNs })
  })
  return steps.sort((a, b) => a.startNs - b.startNs || a.depth - b.depth)
}
