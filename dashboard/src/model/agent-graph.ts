/**
 * A trace as a graph of who called whom. Spans of one kind and name are one node; an edge stands for the recorded
 * parents, with its number of calls, and a dashed one for what merely followed on the same parent, which nobody recorded.
 */

import type { SkeletonSpan } from './skeleton-span.ts'
import type { SpanTree } from './tree.ts'

export interface GraphNode {
  readonly id: string
  readonly name: string
  readonly kind: string
  /** In order of time. */
  readonly spanIds: readonly string[]
  readonly errors: number
  readonly totalNs: number
  readonly costUsd: number | null
  readonly layer: number
}

export interface GraphEdge {
  readonly from: string
  readonly to: string
  readonly count: number
  readonly isInferred: boolean
}

export interface AgentGraph {
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
  /** Nodes that were left out because a picture of more says nothing. */
  readonly leftOut: number
}

/** More is a hairball. */
export const MOST_NODES = 200

type Draft = { -readonly [K in keyof GraphNode]: GraphNode[K] } & { spanIds: string[] }

export function agentGraph(tree: SpanTree, spans: readonly SkeletonSpan[]): AgentGraph {
  const drafts = new Map<string, Draft>()
  const idAt: string[] = []
  const edges = new Map<string, { from: string; to: string; count: number; isInferred: boolean }>()
  const lastChild = new Map<number, string>()
  tree.nodes.forEach((node, position) => {
    const span = spans[node.index]
    if (span === undefined) return
    const id = `${span.kind} ${span.tool ?? span.name}`
    idAt[position] = id
    addSpan(drafts, id, span, Math.min(node.level - 1, MOST_NODES))
    const parent = node.parent < 0 ? undefined : idAt[node.parent]
    if (parent !== undefined) count(edges, parent, id, false)
    const before = lastChild.get(node.parent)
    if (before !== undefined && before !== id && node.parent >= 0) count(edges, before, id, true)
    lastChild.set(node.parent, id)
  })
  const kept = [...drafts.values()].sort((a, b) => a.layer - b.layer).slice(0, MOST_NODES)
  closeGaps(kept)
  const names = new Set(kept.map((node) => node.id))
  return {
    nodes: kept,
    edges: [...edges.values()].filter(
      (edge) =>
        names.has(edge.from) &&
        names.has(edge.to) &&
        !(edge.isInferred && edges.has(`${edge.from}\n${edge.to}\nfalse`)),
    ),
    leftOut: drafts.size - kept.length,
  }
}

function addSpan(drafts: Map<string, Draft>, id: string, span: SkeletonSpan, layer: number): void {
  const draft: Draft = drafts.get(id) ?? {
    id,
    name: span.tool ?? span.name,
    kind: span.kind,
    spanIds: [],
    errors: 0,
    totalNs: 0,
    costUsd: null,
    layer,
  }
  draft.spanIds.push(span.spanId)
  draft.layer = Math.min(draft.layer, layer)
  if (span.status === 'error') draft.errors += 1
  if (span.endNs !== null) draft.totalNs += Math.max(0, span.endNs - span.startNs)
  if (span.costUsd !== null) draft.costUsd = (draft.costUsd ?? 0) + Number(span.costUsd)
  drafts.set(id, draft)
}

function count(
  edges: Map<string, { from: string; to: string; count: number; isInferred: boolean }>,
  from: string,
  to: string,
  isInferred: boolean,
): void {
  const key = `${from}\n${to}\n${isInferred}`
  const edge = edges.get(key)
  if (edge === undefined) edges.set(key, { from, to, count: 1, isInferred })
  else edge.count += 1
}

/** Layers by depth, none empty. */
function closeGaps(nodes: readonly Draft[]): void {
  const depths = [...new Set(nodes.map((node) => node.layer))].sort((a, b) => a - b)
  for (const node of nodes) node.layer = depths.indexOf(node.layer)
}
