/**
 * The span tree, as flat arrays in display order: 10,000 spans are built in a few milliseconds and collapsing
 * skips a whole subtree by its size. A span whose parent is missing, or that sits in a loop of parents, is
 * never lost: it becomes a root of its own and says why.
 */

export interface TreeSpan {
  readonly spanId: string
  readonly parentSpanId: string | null
  /** Nanoseconds since the trace's start; may be negative under clock skew. */
  readonly startNs: number
}

/** Why a span that names a parent stands at the top: the parent was not received, or its parents form a loop. */
export type Detached = 'none' | 'orphan' | 'cycle'

export interface TreeNode {
  /** Position in the array the tree was built from. */
  readonly index: number
  readonly level: number
  /** Display position of the parent; -1 for a root. */
  readonly parent: number
  /** 1-based place among its siblings, and how many there are. */
  readonly posInSet: number
  readonly setSize: number
  readonly childCount: number
  /** The node and everything below it. */
  readonly subtreeSize: number
  readonly detached: Detached
}

export interface SpanTree {
  /** In display order: parents before children, siblings by start. */
  readonly nodes: readonly TreeNode[]
  /** Span id → display position. */
  readonly positionOf: ReadonlyMap<string, number>
  readonly orphans: number
  readonly inCycles: number
}

/** Display positions by the position of their parent; the roots stand at -1. */
export function childPositions(tree: SpanTree): ReadonlyMap<number, readonly number[]> {
  const children = new Map<number, number[]>()
  tree.nodes.forEach((node, position) => {
    const list = children.get(node.parent)
    if (list === undefined) children.set(node.parent, [position])
    else list.push(position)
  })
  return children
}

interface MutableNode {
  index: number
  level: number
  parent: number
  posInSet: number
  setSize: number
  childCount: number
  subtreeSize: number
  detached: Detached
}

const trees = new WeakMap<readonly TreeSpan[], SpanTree>()

/** The tree of these spans, built once for all that ask: of a hundred thousand it takes a while. */
export function treeOf(spans: readonly TreeSpan[]): SpanTree {
  let tree = trees.get(spans)
  if (tree === undefined) {
    tree = buildTree(spans)
    trees.set(spans, tree)
  }
  return tree
}

export function buildTree(spans: readonly TreeSpan[]): SpanTree {
  const byStart = orderByStart(spans)
  const { parentOf, orphanFlags } = resolveParents(spans)
  const children = childLists(byStart, parentOf)
  const trueRoots: number[] = []
  const orphans: number[] = []
  for (const index of byStart) {
    if (parentOf[index] !== -1) continue
    if (orphanFlags[index] === 1) orphans.push(index)
    else trueRoots.push(index)
  }
  const walk = startWalk(spans.length, children)
  walk.visit(trueRoots, 'none')
  walk.visit(orphans, 'orphan')
  const loopHeads = visitLoops(byStart, walk)
  return { nodes: walk.nodes, positionOf: positions(walk.nodes, spans), orphans: orphans.length, inCycles: loopHeads }
}

/** Display positions that are visible when the given spans are collapsed. */
export function visiblePositions(
  tree: SpanTree,
  spans: readonly TreeSpan[],
  collapsed: ReadonlySet<string>,
): readonly number[] {
  const out: number[] = []
  let position = 0
  while (position < tree.nodes.length) {
    const node = tree.nodes[position]
    if (node === undefined) break
    out.push(position)
    const id = spans[node.index]?.spanId ?? ''
    position += node.childCount > 0 && collapsed.has(id) ? node.subtreeSize : 1
  }
  return out
}

/** Display positions of the given spans (by index) and of everything above them. */
export function onlyWithAncestors(tree: SpanTree, indices: ReadonlySet<number>): readonly number[] {
  const kept = new Set<number>()
  tree.nodes.forEach((node, position) => {
    if (!indices.has(node.index)) return
    for (let at = position; at >= 0 && !kept.has(at); at = tree.nodes[at]?.parent ?? -1) kept.add(at)
  })
  return [...kept].sort((a, b) => a - b)
}

/** Ids of the ancestors of a display position, nearest first. */
export function ancestorIds(tree: SpanTree, spans: readonly TreeSpan[], position: number): readonly string[] {
  const ids: string[] = []
  let at = tree.nodes[position]?.parent ?? -1
  while (at >= 0) {
    const node = tree.nodes[at]
    if (node === undefined) break
    ids.push(spans[node.index]?.spanId ?? '')
    at = node.parent
  }
  return ids
}

function orderByStart(spans: readonly TreeSpan[]): readonly number[] {
  const order = Array.from(spans, (_, index) => index)
  return order.sort((a, b) => (spans[a]?.startNs ?? 0) - (spans[b]?.startNs ?? 0) || a - b)
}

function resolveParents(spans: readonly TreeSpan[]): { parentOf: Int32Array; orphanFlags: Uint8Array } {
  const indexOf = new Map<string, number>()
  spans.forEach((span, index) => {
    if (!indexOf.has(span.spanId)) indexOf.set(span.spanId, index)
  })
  const parentOf = new Int32Array(spans.length).fill(-1)
  const orphanFlags = new Uint8Array(spans.length)
  spans.forEach((span, index) => {
    if (span.parentSpanId === null || span.parentSpanId === '') return
    const parent = indexOf.get(span.parentSpanId)
    if (parent === undefined) orphanFlags[index] = 1
    else parentOf[index] = parent
  })
  return { parentOf, orphanFlags }
}

function childLists(byStart: readonly number[], parentOf: Int32Array): (number[] | undefined)[] {
  const children: (number[] | undefined)[] = new Array(parentOf.length)
  for (const index of byStart) {
    const parent = parentOf[index] ?? -1
    if (parent < 0) continue
    const list = children[parent]
    if (list === undefined) children[parent] = [index]
    else list.push(index)
  }
  return children
}

interface Walk {
  readonly nodes: MutableNode[]
  isSeen(index: number): boolean
  visit(roots: readonly number[], detached: Detached): void
}

/** Depth first with a stack of our own: a trace 10,000 levels deep must not overflow the machine's. */
function startWalk(size: number, children: readonly (readonly number[] | undefined)[]): Walk {
  const seen = new Uint8Array(size)
  const nodes: MutableNode[] = []
  function open(index: number, parent: number, place: { pos: number; of: number; detached: Detached }): number {
    seen[index] = 1
    const level = parent < 0 ? 1 : (nodes[parent]?.level ?? 0) + 1
    const fresh = (children[index] ?? []).filter((child) => seen[child] === 0)
    nodes.push({
      index,
      level,
      parent,
      posInSet: place.pos,
      setSize: place.of,
      childCount: fresh.length,
      subtreeSize: 1,
      detached: place.detached,
    })
    return nodes.length - 1
  }
  function descend(rootPosition: number): void {
    const stack = [{ position: rootPosition, next: 0, kids: kidsOf(rootPosition) }]
    while (stack.length > 0) {
      const top = stack[stack.length - 1]
      if (top === undefined) return
      const child = top.kids[top.next]
      if (child === undefined) {
        stack.pop()
        close(top.position)
        continue
      }
      top.next += 1
      const place = { pos: top.next, of: top.kids.length, detached: 'none' as const }
      const position = open(child, top.position, place)
      stack.push({ position, next: 0, kids: kidsOf(position) })
    }
  }
  function kidsOf(position: number): readonly number[] {
    const index = nodes[position]?.index ?? -1
    return (children[index] ?? []).filter((child) => seen[child] === 0)
  }
  function close(position: number): void {
    const node = nodes[position]
    if (node === undefined) return
    node.subtreeSize = nodes.length - position
  }
  return {
    nodes,
    isSeen: (index) => seen[index] === 1,
    visit(roots, detached) {
      roots.forEach((index, at) => {
        descend(open(index, -1, { pos: at + 1, of: roots.length, detached }))
      })
    },
  }
}

/** What no root reaches hangs in loops of parents; each loop is entered at its earliest span. */
function visitLoops(byStart: readonly number[], walk: Walk): number {
  const heads: number[] = []
  for (const index of byStart) {
    if (walk.isSeen(index)) continue
    heads.push(index)
    walk.visit([index], 'cycle')
  }
  return heads.length
}

function positions(nodes: readonly MutableNode[], spans: readonly TreeSpan[]): ReadonlyMap<string, number> {
  const map = new Map<string, number>()
  nodes.forEach((node, position) => {
    const id = spans[node.index]?.spanId ?? ''
    if (!map.has(id)) map.set(id, position)
  })
  return map
}
