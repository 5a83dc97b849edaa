import { describe, expect, it } from 'vitest'
import { idleOf } from './idle.ts'
import { buildTree } from './tree.ts'
import { percentAt } from './waterfall.ts'

const MS = 1_000_000

interface Made {
  readonly kind?: string
  readonly from: number
  readonly to: number | null
  readonly parent?: number
}

function idle(made: readonly Made[], nowMs = 0) {
  const spans = made.map(({ kind = 'tool', from, to, parent }, n) => ({
    spanId: String(n),
    parentSpanId: parent === undefined ? null : String(parent),
    kind,
    startNs: from * MS,
    endNs: to === null ? null : to * MS,
    isRunning: to === null,
  }))
  return idleOf(buildTree(spans), spans, nowMs * MS)
}

describe('idleOf', () => {
  const root: Made = { kind: 'agent', from: 0, to: 36_000 }

  it('finds the rests between the steps of a trace that mostly waited, and draws them equally short', () => {
    const found = idle([
      root,
      { from: 0, to: 40, parent: 0 },
      { from: 18_000, to: 18_040, parent: 0 },
      { from: 35_960, to: 36_000, parent: 0 },
    ])
    expect(found?.share).toBeCloseTo(1 - 120 / 36_000, 6)
    expect(found?.breaks.map(({ fromNs, toNs }) => [fromNs / MS, toNs / MS])).toEqual([
      [40, 18_000],
      [18_040, 35_960],
    ])
    const window = { fromNs: 0, toNs: 36_000 * MS, breaks: found?.breaks ?? [] }
    expect(percentAt(window, 18_000 * MS) - percentAt(window, 40 * MS)).toBeCloseTo(12, 6)
    expect(percentAt(window, 40 * MS)).toBeCloseTo(76 / 3, 6)
  })

  it.each([
    ['was busy', [root, { from: 0, to: 30_000, parent: 0 }]],
    ['rested a little between many steps', [...Array(40).keys()].map((n) => ({ from: n * 100, to: n * 100 + 20 }))],
    ['is one span', [root]],
    ['has no span', []],
  ])('offers nothing for a trace that %s', (_, made) => {
    expect(idle(made)).toBeUndefined()
  })

  it('takes a model call with children for work, and what still runs for work up to now', () => {
    const call: Made = { kind: 'llm', from: 0, to: 36_000 }
    expect(idle([call, { from: 0, to: 10, parent: 0 }])).toBeUndefined()
    const running = idle(
      [
        { ...root, to: null },
        { from: 0, to: 10, parent: 0 },
        { from: 900, to: null, parent: 0 },
      ],
      1_000,
    )
    expect(running?.breaks.map(({ fromNs, toNs }) => [fromNs / MS, toNs / MS])).toEqual([[10, 900]])
  })
})
