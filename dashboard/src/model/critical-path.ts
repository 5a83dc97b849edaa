/**
 * What a trace waited for. From its end backwards: at every moment the path runs through the span that had to end
 * before its parent could go on, and through the parent itself where no child was running. The pieces never overlap,
 * so their sum is at most the trace's length.
 */

import { childPositions, type SpanTree } from './tree.ts'

export interface TimedSpan {
  readonly spanId: string
  readonly startNs: number
  readonly endNs: number | null
}

export interface Piece {
  /** Index of the span among those the tree was built from. */
  readonly index: number
  readonly fromNs: number
  readonly toNs: number
}

/** In order of time. A span that still runs ends at `nowNs`. */
export function criticalPath(tree: SpanTree, spans: readonly TimedSpan[], nowNs: number): readonly Piece[] {
  const children = childPositions(tree)
  const root = lastToEnd(children.get(-1) ?? [], tree, spans, nowNs)
  if (root === undefined) return []
  const pieces: Piece[] = []
  // A stack of our own: a trace may be 10,000 levels deep.
  const stack: Visit[] = [visitOf(root, Number.POSITIVE_INFINITY)]
  for (let visit = stack.at(-1); visit !== undefined; visit = stack.at(-1)) {
    const child = visit.children[visit.next]
    if (child === undefined) {
      pushPiece(visit.index, visit.fromNs, visit.atNs)
      stack.pop()
      continue
    }
    visit.next += 1
    const [startNs, endNs] = extentOf(child, tree, spans, nowNs)
    const clippedNs = Math.min(endNs, visit.atNs)
    if (startNs >= visit.atNs || clippedNs <= visit.fromNs || clippedNs <= startNs) continue
    pushPiece(visit.index, clippedNs, visit.atNs)
    visit.atNs = Math.max(startNs, visit.fromNs)
    stack.push(visitOf(child, clippedNs, visit.fromNs))
  }
  return pieces.sort((a, b) => a.fromNs - b.fromNs)

  function pushPiece(index: number, fromNs: number, toNs: number): void {
    if (toNs > fromNs) pieces.push({ index, fromNs, toNs })
  }
  function visitOf(position: number, mostNs: number, leastNs = Number.NEGATIVE_INFINITY): Visit {
    const [startNs, endNs] = extentOf(position, tree, spans, nowNs)
    const own = [...(children.get(position) ?? [])].sort(
      (a, b) => extentOf(b, tree, spans, nowNs)[1] - extentOf(a, tree, spans, nowNs)[1],
    )
    return {
      index: tree.nodes[position]?.index ?? -1,
      fromNs: Math.max(startNs, leastNs),
      atNs: Math.min(endNs, mostNs),
      children: own,
      next: 0,
    }
  }
}

interface Visit {
  readonly index: number
  readonly fromNs: number
  /** How far back the walk has come in this span. */
  atNs: number
  /** Display positions, the last to end first. */
  readonly children: readonly number[]
  next: number
}

/** Time of each span, by index, in which none of its children ran. */
export function selfTimes(tree: SpanTree, spans: readonly TimedSpan[], nowNs: number): Float64Array {
  const children = childPositions(tree)
  const times = new Float64Array(spans.length)
  tree.nodes.forEach((node, position) => {
    const [startNs, endNs] = extentOf(position, tree, spans, nowNs)
    let coveredNs = 0
    let reachedNs = startNs
    // Siblings stand in order of start.
    for (const child of children.get(position) ?? []) {
      const [from, to] = extentOf(child, tree, spans, nowNs)
      const start = Math.max(from, reachedNs)
      const end = Math.min(to, endNs)
      if (end <= start) continue
      coveredNs += end - start
      reachedNs = end
    }
    times[node.index] = Math.max(0, endNs - startNs - coveredNs)
  })
  return times
}

/** How much of the path each kind of span takes, largest first. */
export function pathShares(
  pieces: readonly Piece[],
  spans: readonly { readonly kind: string }[],
): readonly { readonly kind: string; readonly ns: number; readonly spans: number }[] {
  const byKind = new Map<string, { ns: number; spans: Set<number> }>()
  for (const { index, fromNs, toNs } of pieces) {
    const kind = spans[index]?.kind ?? 'other'
    const sum = byKind.get(kind) ?? { ns: 0, spans: new Set<number>() }
    sum.ns += toNs - fromNs
    sum.spans.add(index)
    byKind.set(kind, sum)
  }
  return [...byKind].map(([kind, sum]) => ({ kind, ns: sum.ns, spans: sum.spans.size })).sort((a, b) => b.ns - a.ns)
}

/** The span through which most of the path runs. */
export function longestOf(pieces: readonly Piece[]): { readonly index: number; readonly ns: number } | undefined {
  const sums = new Map<number, number>()
  for (const { index, fromNs, toNs } of pieces) sums.set(index, (sums.get(index) ?? 0) + toNs - fromNs)
  const [first] = [...sums].sort((a, b) => b[1] - a[1])
  return first === undefined ? undefined : { index: first[0], ns: first[1] }
}

function extentOf(position: number, tree: SpanTree, spans: readonly TimedSpan[], nowNs: number): [number, number] {
  const span = spans[tree.nodes[position]?.index ?? -1]
  if (span === undefined) return [0, 0]
  const endNs = span.endNs ?? Math.max(nowNs, span.startNs)
  return [Math.min(span.startNs, endNs), Math.max(span.startNs, endNs)]
}

/** With several roots the path ends where the last of them does. */
function lastToEnd(
  roots: readonly number[],
  tree: SpanTree,
  spans: readonly TimedSpan[],
  nowNs: number,
): number | undefined {
  let last: number | undefined
  let lastNs = Number.NEGATIVE_INFINITY
  for (const position of roots) {
    const [startNs, endNs] = extentOf(position, tree, spans, nowNs)
    if (endNs > lastNs || (endNs === lastNs && startNs < 0)) {
      last = position
      lastNs = endNs
    }
  }
  return last
}
