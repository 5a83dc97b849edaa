import type { SpanTree } from './tree.ts'

/** How many errors stand before each display position, so that a subtree's count is one subtraction. */
export function errorsBefore(tree: SpanTree, spans: readonly { readonly status: string }[]): Int32Array {
  const sums = new Int32Array(tree.nodes.length + 1)
  tree.nodes.forEach((node, position) => {
    sums[position + 1] = (sums[position] ?? 0) + (spans[node.index]?.status === 'error' ? 1 : 0)
  })
  return sums
}
