import { expect, it } from 'vitest'
import type { SkeletonSpan } from './skeleton-span.ts'
import { storyOf } from './transcript.ts'
import { buildTree } from './tree.ts'

function span(spanId: string, parentSpanId: string | null, kind: string, startNs: number): SkeletonSpan {
  return { spanId, parentSpanId, kind, startNs, endNs: startNs + 1 } as SkeletonSpan
}

const SPANS = [
  span('root', null, 'agent', 0),
  span('wire', 'root', 'chain', 1),
  span('ask', 'wire', 'llm', 2),
  span('look', 'wire', 'tool', 3),
  span('helper', 'root', 'agent', 4),
  span('help', 'helper', 'llm', 5),
]
const told = (isConversationOnly: boolean) =>
  storyOf(buildTree(SPANS), SPANS, isConversationOnly).map(({ kind, index, depth }) => [
    SPANS[index]?.spanId,
    kind,
    depth,
  ])

it('tells calls, tools and inner agents in order of time, without the wiring', () => {
  expect(told(false)).toEqual([
    ['ask', 'call', 0],
    ['look', 'tool', 0],
    ['helper', 'agent', 0],
    ['help', 'call', 1],
  ])
})

it('leaves the tools out when only the conversation is wanted', () => {
  expect(told(true).map(([id]) => id)).toEqual(['ask', 'helper', 'help'])
})
