import { describe, expect, it } from 'vitest'
import { ancestorIds, buildTree, type TreeSpan, visiblePositions } from './tree.ts'

function span(spanId: string, parentSpanId: string | null, startNs: number): TreeSpan {
  return { spanId, parentSpanId, startNs }
}

function shape(spans: readonly TreeSpan[]): string[] {
  const tree = buildTree(spans)
  return tree.nodes.map((node) => `${'-'.repeat(node.level)}${spans[node.index]?.spanId}`)
}

describe('buildTree', () => {
  it('puts children under parents and siblings in order of start, whatever order they came in', () => {
    const spans = [span('c', 'a', 30), span('b', 'a', 10), span('d', 'b', 12), span('a', null, 0)]
    expect(shape(spans)).toEqual(['-a', '--b', '---d', '--c'])
  })

  it('keeps a span whose parent never arrives, after the true roots, and counts it', () => {
    const spans = [span('lost', 'gone', 1), span('kid', 'lost', 2), span('root', null, 5)]
    const tree = buildTree(spans)
    expect(shape(spans)).toEqual(['-root', '-lost', '--kid'])
    expect(tree.orphans).toBe(1)
    expect(tree.nodes[1]?.detached).toBe('orphan')
  })

  it.each([
    ['a span that is its own parent', [span('a', 'a', 0)], ['-a']],
    ['two spans that name each other', [span('a', 'b', 0), span('b', 'a', 1)], ['-a', '--b']],
    [
      'a loop with a tail',
      [span('r', null, 0), span('x', 'z', 1), span('y', 'x', 2), span('z', 'y', 3), span('t', 'z', 4)],
      ['-r', '-x', '--y', '---z', '----t'],
    ],
  ])('cuts %s at its earliest span and shows every span once', (_, spans, expected) => {
    expect(shape(spans)).toEqual(expected)
    expect(buildTree(spans).inCycles).toBe(1)
  })

  it('shows a repeated span id twice rather than dropping one', () => {
    expect(buildTree([span('a', null, 0), span('a', null, 1)]).nodes).toHaveLength(2)
  })

  it('says the place among siblings and the size of the subtree', () => {
    const spans = [span('a', null, 0), span('b', 'a', 1), span('c', 'a', 2), span('d', 'c', 3)]
    const [a, b, c] = buildTree(spans).nodes
    expect(a).toMatchObject({ posInSet: 1, setSize: 1, childCount: 2, subtreeSize: 4 })
    expect(b).toMatchObject({ posInSet: 1, setSize: 2, childCount: 0, subtreeSize: 1 })
    expect(c).toMatchObject({ posInSet: 2, setSize: 2, subtreeSize: 2 })
  })

  it('holds 10,000 spans in one chain without overflowing the stack', () => {
    const chain = Array.from({ length: 10_000 }, (_, i) => span(`s${i}`, i === 0 ? null : `s${i - 1}`, i))
    expect(buildTree(chain).nodes.at(-1)?.level).toBe(10_000)
  })
})

describe('visiblePositions', () => {
  const spans = [span('a', null, 0), span('b', 'a', 1), span('c', 'b', 2), span('d', 'a', 3)]
  const tree = buildTree(spans)

  it('skips what lies under a collapsed span and nothing else', () => {
    expect(visiblePositions(tree, spans, new Set())).toEqual([0, 1, 2, 3])
    expect(visiblePositions(tree, spans, new Set(['b']))).toEqual([0, 1, 3])
    expect(visiblePositions(tree, spans, new Set(['a']))).toEqual([0])
  })

  it('names the ancestors, nearest first', () => {
    expect(ancestorIds(tree, spans, 2)).toEqual(['b', 'a'])
    expect(ancestorIds(tree, spans, 0)).toEqual([])
  })
})
