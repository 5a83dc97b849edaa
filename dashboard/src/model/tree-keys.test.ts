import { describe, expect, it } from 'vitest'
import { buildTree, visiblePositions } from './tree.ts'
import { cyclePosition, type TreeStanding, treeMove } from './tree-keys.ts'

const spans = [
  { spanId: 'a', parentSpanId: null, startNs: 0 },
  { spanId: 'b', parentSpanId: 'a', startNs: 1 },
  { spanId: 'c', parentSpanId: 'b', startNs: 2 },
  { spanId: 'd', parentSpanId: 'a', startNs: 3 },
  { spanId: 'e', parentSpanId: 'd', startNs: 4 },
]
const tree = buildTree(spans)

function standing(focused: number, closed: readonly string[] = [], isRtl = false): TreeStanding {
  const collapsed = new Set(closed)
  return { tree, spans, visible: visiblePositions(tree, spans, collapsed), collapsed, focused, isRtl, pageRows: 2 }
}

describe('treeMove', () => {
  it.each([
    ['ArrowDown', standing(0), { kind: 'focus', position: 1 }],
    ['ArrowDown', standing(1, ['b']), { kind: 'focus', position: 3 }],
    ['ArrowDown', standing(4), { kind: 'none' }],
    ['ArrowUp', standing(3, ['b']), { kind: 'focus', position: 1 }],
    ['PageDown', standing(0), { kind: 'focus', position: 2 }],
    ['Home', standing(4), { kind: 'focus', position: 0 }],
    ['End', standing(0), { kind: 'focus', position: 4 }],
    ['ArrowRight', standing(1, ['b']), { kind: 'expand', spanIds: ['b'] }],
    ['ArrowRight', standing(1), { kind: 'focus', position: 2 }],
    ['ArrowRight', standing(2), { kind: 'none' }],
    ['ArrowLeft', standing(1), { kind: 'collapse', spanId: 'b' }],
    ['ArrowLeft', standing(2), { kind: 'focus', position: 1 }],
    ['ArrowLeft', standing(0, ['a']), { kind: 'none' }],
    ['*', standing(1, ['b', 'd']), { kind: 'expand', spanIds: ['b', 'd'] }],
    ['q', standing(1), { kind: 'none' }],
  ] as const)('%s moves as a tree grid should', (key, at, expected) => {
    expect(treeMove(key, at)).toEqual(expected)
  })

  it('mirrors the arrows in a right-to-left page', () => {
    expect(treeMove('ArrowLeft', standing(1, ['b'], true))).toEqual({ kind: 'expand', spanIds: ['b'] })
    expect(treeMove('ArrowRight', standing(1, [], true))).toEqual({ kind: 'collapse', spanId: 'b' })
  })
})

it('cycles through the errors and begins again', () => {
  expect(cyclePosition([2, 5], 2, 'next')).toBe(5)
  expect(cyclePosition([2, 5], 5, 'next')).toBe(2)
  expect(cyclePosition([2, 5], 2, 'previous')).toBe(5)
  expect(cyclePosition([], 0, 'next')).toBeUndefined()
})
