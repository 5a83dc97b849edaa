/** What a key does in the span tree: pure, so that every key can be tested without a browser. */

import type { SpanTree, TreeSpan } from './tree.ts'

export type TreeMove =
  | { readonly kind: 'focus'; readonly position: number }
  | { readonly kind: 'collapse'; readonly spanId: string }
  | { readonly kind: 'expand'; readonly spanIds: readonly string[] }
  | { readonly kind: 'none' }

export interface TreeStanding {
  readonly tree: SpanTree
  readonly spans: readonly TreeSpan[]
  /** Display positions on view. */
  readonly visible: readonly number[]
  readonly collapsed: ReadonlySet<string>
  /** Display position that has the focus. */
  readonly focused: number
  /** In a mirrored page the arrow that points inward is the left one. */
  readonly isRtl: boolean
  /** Rows that PageUp and PageDown move by. */
  readonly pageRows: number
}

const NONE: TreeMove = { kind: 'none' }

export function treeMove(key: string, at: TreeStanding): TreeMove {
  const row = at.visible.indexOf(at.focused)
  switch (key) {
    case 'ArrowDown':
      return focusRow(at, row + 1)
    case 'ArrowUp':
      return focusRow(at, row - 1)
    case 'PageDown':
      return focusRow(at, row + at.pageRows)
    case 'PageUp':
      return focusRow(at, row - at.pageRows)
    case 'Home':
      return focusRow(at, 0)
    case 'End':
      return focusRow(at, at.visible.length - 1)
    case 'ArrowRight':
      return at.isRtl ? outward(at) : inward(at)
    case 'ArrowLeft':
      return at.isRtl ? inward(at) : outward(at)
    case '*':
      return expandSiblings(at)
    default:
      return NONE
  }
}

/** The next position in display order that passes the test, wrapping around; undefined when none does. */
export function cyclePosition(
  positions: readonly number[],
  from: number,
  step: 'next' | 'previous',
): number | undefined {
  if (step === 'next') return positions.find((position) => position > from) ?? positions[0]
  return positions.findLast((position) => position < from) ?? positions.at(-1)
}

function focusRow(at: TreeStanding, row: number): TreeMove {
  const clamped = Math.min(Math.max(row, 0), at.visible.length - 1)
  const position = at.visible[clamped]
  return position === undefined || position === at.focused ? NONE : { kind: 'focus', position }
}

function inward(at: TreeStanding): TreeMove {
  const node = at.tree.nodes[at.focused]
  if (node === undefined || node.childCount === 0) return NONE
  const spanId = idAt(at, at.focused)
  if (at.collapsed.has(spanId)) return { kind: 'expand', spanIds: [spanId] }
  return { kind: 'focus', position: at.focused + 1 }
}

function outward(at: TreeStanding): TreeMove {
  const node = at.tree.nodes[at.focused]
  if (node === undefined) return NONE
  const spanId = idAt(at, at.focused)
  if (node.childCount > 0 && !at.collapsed.has(spanId)) return { kind: 'collapse', spanId }
  return node.parent < 0 ? NONE : { kind: 'focus', position: node.parent }
}

function expandSiblings(at: TreeStanding): TreeMove {
  const parent = at.tree.nodes[at.focused]?.parent
  if (parent === undefined) return NONE
  const spanIds = at.tree.nodes.flatMap((node, position) => {
    const isClosedSibling = node.parent === parent && node.childCount > 0 && at.collapsed.has(idAt(at, position))
    return isClosedSibling ? [idAt(at, position)] : []
  })
  return spanIds.length === 0 ? NONE : { kind: 'expand', spanIds }
}

function idAt(at: TreeStanding, position: number): string {
  return at.spans[at.tree.nodes[position]?.index ?? -1]?.spanId ?? ''
}
