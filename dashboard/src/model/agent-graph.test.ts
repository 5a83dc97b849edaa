import { describe, expect, it } from 'vitest'
import { agentGraph, MOST_NODES } from './agent-graph.ts'
import type { SkeletonSpan } from './skeleton-span.ts'
import { testSpan } from './test-span.ts'
import { buildTree } from './tree.ts'

function span(spanId: string, parentSpanId: string | null, name: string, rest: Partial<SkeletonSpan> = {}) {
  const startNs = Number(spanId.slice(1))
  return testSpan({ spanId, parentSpanId, name, startNs, endNs: startNs + 10, ...rest })
}

const graphOf = (spans: readonly SkeletonSpan[]) => agentGraph(buildTree(spans), spans)

describe('the graph of a trace', () => {
  it('draws a loop of forty turns as two nodes with their counts', () => {
    const turns = Array.from({ length: 40 }, (_, at) => [
      span(`s${at * 2 + 1}`, 's0', 'think', { kind: 'llm', costUsd: '0.5' }),
      span(`s${at * 2 + 2}`, 's0', 'act', at === 3 ? { status: 'error' } : {}),
    ]).flat()
    const { nodes, edges } = graphOf([span('s0', null, 'agent', { kind: 'agent' }), ...turns])
    expect(nodes.map(({ name, spanIds, errors, costUsd }) => [name, spanIds.length, errors, costUsd])).toEqual([
      ['agent', 1, 0, null],
      ['think', 40, 0, 20],
      ['act', 40, 1, null],
    ])
    const edge = (from: string, to: string) => edges.find((one) => one.from.endsWith(from) && one.to.endsWith(to))
    expect(edge('agent', 'think')).toMatchObject({ count: 40, isInferred: false })
    expect(edge('think', 'act')).toMatchObject({ count: 40, isInferred: true })
    expect(edge('act', 'think')).toMatchObject({ count: 39, isInferred: true })
  })

  it('never draws more than a reader can follow, and says how many it left out', () => {
    const many = Array.from({ length: 300 }, (_, at) => span(`s${at + 1}`, 's0', `tool ${at}`))
    const { nodes, leftOut } = graphOf([span('s0', null, 'agent'), ...many])
    expect(nodes).toHaveLength(MOST_NODES)
    expect(leftOut).toBe(101)
  })
})
