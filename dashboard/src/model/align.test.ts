import { describe, expect, it } from 'vitest'
import { alignTraces, firstDivergence } from './align.ts'
import type { SkeletonSpan } from './skeleton-span.ts'
import { buildTree } from './tree.ts'

type Named = readonly [id: string, parent: string | null, name: string, rest?: Partial<SkeletonSpan>]

function side(rows: readonly Named[]) {
  const spans = rows.map(
    ([spanId, parentSpanId, name, rest], startNs) =>
      ({
        spanId,
        parentSpanId,
        name,
        kind: 'tool',
        status: 'unset',
        tool: null,
        model: null,
        startNs,
        ...rest,
      }) as SkeletonSpan,
  )
  return { spans, tree: buildTree(spans) }
}

const A = side([
  ['r', null, 'agent'],
  ['a', 'r', 'search'],
  ['b', 'r', 'read'],
  ['c', 'b', 'open'],
])

const words = (a: ReturnType<typeof side>, b: ReturnType<typeof side>) =>
  alignTraces(a, b).map((step) => [
    step.depth,
    step.a === null ? null : a.spans[step.a]?.name,
    step.b === null ? null : b.spans[step.b]?.name,
    step.differs,
  ])

describe('two traces', () => {
  it('that run alike have no divergence', () => {
    const steps = alignTraces(A, A)
    expect(steps.map((step) => step.differs)).toEqual(['no', 'no', 'no', 'no'])
    expect(firstDivergence(steps)).toBe(-1)
  })

  it('keep their other steps together when one has a step more', () => {
    const longer = side([
      ['r', null, 'agent'],
      ['x', 'r', 'plan'],
      ['a', 'r', 'search'],
      ['b', 'r', 'read'],
    ])
    expect(words(A, longer)).toEqual([
      [0, 'agent', 'agent', 'no'],
      [1, null, 'plan', 'missing'],
      [1, 'search', 'search', 'no'],
      [1, 'read', 'read', 'no'],
      [2, 'open', null, 'missing'],
    ])
    expect(firstDivergence(alignTraces(A, longer))).toBe(1)
  })

  it('differ where one failed, and where another model answered the same step', () => {
    const failed = side([
      ['r', null, 'agent'],
      ['a', 'r', 'search', { status: 'error' }],
      ['b', 'r', 'read'],
      ['c', 'b', 'open'],
    ])
    expect(words(A, failed)[1]).toEqual([1, 'search', 'search', 'status'])
    const [one, other] = ['gpt-4o', 'gpt-4.1'].map((model) =>
      side([['r', null, `chat ${model}`, { kind: 'llm', model }]]),
    )
    if (one === undefined || other === undefined) throw new Error('no sides')
    expect(words(one, other)).toEqual([[0, 'chat gpt-4o', 'chat gpt-4.1', 'model']])
  })
})
