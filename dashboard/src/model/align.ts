/**
 * Two traces side by side: what stands at the same place under the same names is one step. Among the children of one
 * step the longest common run of names is matched, so that a step more or less in one of them moves nothing else.
 */

import type { SkeletonSpan } from './skeleton-span.ts'
import { childPositions, type SpanTree } from './tree.ts'

export interface Side {
  readonly tree: SpanTree
  readonly spans: readonly SkeletonSpan[]
}

export interface AlignedStep {
  readonly depth: number
  /** Span indices; null where that trace has no such step. */
  readonly a: number | null
  readonly b: number | null
  readonly differs: 'no' | 'missing' | 'status' | 'model' | 'name'
}

/** Beyond so many comparisons siblings are matched in order instead: a reader waits for a picture, not for a proof. */
const MOST_CELLS = 4_000_000

export function alignTraces(a: Side, b: Side): readonly AlignedStep[] {
  const kids = { a: childPositions(a.tree), b: childPositions(b.tree) }
  const steps: AlignedStep[] = []
  const stack: { a: number | null; b: number | null; depth: number }[] = []
  pushPairs(-1, -1, 0)
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const [spanA, spanB] = [spanAt(a, top.a), spanAt(b, top.b)]
    steps.push({
      depth: top.depth,
      a: top.a === null ? null : (a.tree.nodes[top.a]?.index ?? null),
      b: top.b === null ? null : (b.tree.nodes[top.b]?.index ?? null),
      differs: differenceOf(spanA, spanB),
    })
    pushPairs(top.a, top.b, top.depth + 1)
  }
  return steps

  function pushPairs(parentA: number | null, parentB: number | null, depth: number): void {
    const left = parentA === null ? [] : (kids.a.get(parentA) ?? [])
    const right = parentB === null ? [] : (kids.b.get(parentB) ?? [])
    // The whole of one trace stands beside the whole of the other, whatever both are called.
    const pairs =
      depth === 0
        ? pairInOrder(left, right)
        : pairUp(left, right, (x, y) => keyOf(spanAt(a, x)) === keyOf(spanAt(b, y)))
    for (const pair of pairs.reverse()) stack.push({ ...pair, depth })
  }
}

/** Place of the first step that differs; -1 when the traces run alike. */
export function firstDivergence(steps: readonly AlignedStep[]): number {
  return steps.findIndex((step) => step.differs !== 'no')
}

function differenceOf(a: SkeletonSpan | undefined, b: SkeletonSpan | undefined): AlignedStep['differs'] {
  if (a === undefined || b === undefined) return 'missing'
  if ((a.status === 'error') !== (b.status === 'error')) return 'status'
  if (a.model !== b.model) return 'model'
  return a.kind === b.kind && (a.kind === 'llm' || a.name === b.name) ? 'no' : 'name'
}

function keyOf(span: SkeletonSpan | undefined): string {
  // The model is often part of the name of a call; another model is the same step, done by another.
  return span === undefined ? '' : `${span.kind} ${span.kind === 'llm' ? '' : (span.tool ?? span.name)}`
}

function spanAt(side: Side, position: number | null): SkeletonSpan | undefined {
  return position === null ? undefined : side.spans[side.tree.nodes[position]?.index ?? -1]
}

type Pair = { a: number | null; b: number | null }

/** In order, with what only one side has in between. */
function pairUp(left: readonly number[], right: readonly number[], isSame: (x: number, y: number) => boolean): Pair[] {
  if (left.length * right.length > MOST_CELLS) return pairInOrder(left, right)
  const width = right.length + 1
  const best = new Int32Array((left.length + 1) * width)
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      best[i * width + j] = isSame(left[i] ?? -1, right[j] ?? -1)
        ? (best[(i + 1) * width + j + 1] ?? 0) + 1
        : Math.max(best[(i + 1) * width + j] ?? 0, best[i * width + j + 1] ?? 0)
    }
  }
  const pairs: Pair[] = []
  let [i, j] = [0, 0]
  while (i < left.length && j < right.length) {
    const [x = -1, y = -1] = [left[i], right[j]]
    if (isSame(x, y)) {
      pairs.push({ a: x, b: y })
      i += 1
      j += 1
    } else if ((best[(i + 1) * width + j] ?? 0) >= (best[i * width + j + 1] ?? 0)) {
      pairs.push({ a: x, b: null })
      i += 1
    } else {
      pairs.push({ a: null, b: y })
      j += 1
    }
  }
  return [...pairs, ...left.slice(i).map((x) => ({ a: x, b: null })), ...right.slice(j).map((y) => ({ a: null, b: y }))]
}

function pairInOrder(left: readonly number[], right: readonly number[]): Pair[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, at) => ({
    a: left[at] ?? null,
    b: right[at] ?? null,
  }))
}
