import { expect, it } from 'vitest'
import { buildTree } from './tree.ts'
import { errorsBefore } from './tree-counts.ts'

it('counts the errors below a span by one subtraction', () => {
  const spans = [
    { spanId: 'a', parentSpanId: null, startNs: 0, status: 'error' },
    { spanId: 'b', parentSpanId: 'a', startNs: 1, status: 'error' },
    { spanId: 'c', parentSpanId: 'b', startNs: 2, status: 'error' },
    { spanId: 'd', parentSpanId: 'a', startNs: 3, status: 'ok' },
  ]
  const tree = buildTree(spans)
  const sums = errorsBefore(tree, spans)
  const below = (position: number) =>
    (sums[position + (tree.nodes[position]?.subtreeSize ?? 0)] ?? 0) - (sums[position + 1] ?? 0)
  expect([0, 1, 2, 3].map(below)).toEqual([2, 1, 0, 0])
})
