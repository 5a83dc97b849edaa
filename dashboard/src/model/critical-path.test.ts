import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { criticalPath, longestOf, pathShares, selfTimes } from './critical-path.ts'
import { buildTree } from './tree.ts'

type Span = { spanId: string; parentSpanId: string | null; startNs: number; endNs: number | null; kind: string }

const span = (spanId: string, parentSpanId: string | null, startNs: number, endNs: number | null): Span => ({
  spanId,
  parentSpanId,
  startNs,
  endNs,
  kind: parentSpanId === null ? 'agent' : 'llm',
})

const path = (spans: readonly Span[], nowNs = 0) =>
  criticalPath(buildTree(spans), spans, nowNs).map(({ index, fromNs, toNs }) => [spans[index]?.spanId, fromNs, toNs])

describe('the critical path', () => {
  it('runs through the child that ended last, and through the parent where none ran', () => {
    expect(path([span('a', null, 0, 100), span('b', 'a', 10, 40), span('c', 'a', 20, 90)])).toEqual([
      ['a', 0, 10],
      ['b', 10, 20],
      ['c', 20, 90],
      ['a', 90, 100],
    ])
  })

  it('cuts a child that outlives its parent, and follows one that still runs to now', () => {
    expect(path([span('a', null, 0, 100), span('b', 'a', 50, 400)])).toEqual([
      ['a', 0, 50],
      ['b', 50, 100],
    ])
    expect(path([span('a', null, 0, null), span('b', 'a', 50, null)], 80)).toEqual([
      ['a', 0, 50],
      ['b', 50, 80],
    ])
  })

  it('is never longer than the span it explains, and its pieces never overlap, whatever the trace', () => {
    const trace = fc
      .array(fc.record({ parent: fc.nat(), start: fc.nat(1000), length: fc.nat(500) }), { minLength: 1, maxLength: 30 })
      .map((rows) =>
        rows.map(({ parent, start, length }, at) =>
          at === 0 ? span('s0', null, 0, 2000) : span(`s${at}`, `s${parent % at}`, start, start + length),
        ),
      )
    fc.assert(
      fc.property(trace, (spans) => {
        const pieces = criticalPath(buildTree(spans), spans, 0)
        pieces.forEach((piece, at) => {
          expect(piece.toNs).toBeGreaterThan(piece.fromNs)
          if (at > 0) expect(piece.fromNs).toBeGreaterThanOrEqual(pieces[at - 1]?.toNs ?? 0)
        })
        expect(pieces.reduce((sum, piece) => sum + piece.toNs - piece.fromNs, 0)).toBe(2000)
      }),
      { numRuns: 500 },
    )
  })

  it('says how much of it each kind took', () => {
    const spans = [span('a', null, 0, 100), span('b', 'a', 10, 90)]
    expect(pathShares(criticalPath(buildTree(spans), spans, 0), spans)).toEqual([
      { kind: 'llm', ns: 80, spans: 1 },
      { kind: 'agent', ns: 20, spans: 1 },
    ])
  })
})

it('counts as self time what no child covers, overlapping children once', () => {
  const spans = [span('a', null, 0, 100), span('b', 'a', 10, 40), span('c', 'a', 30, 60), span('d', 'a', 90, 300)]
  expect([...selfTimes(buildTree(spans), spans, 0)]).toEqual([40, 30, 30, 210])
})

it('the longest is the span whose pieces sum to the most, however they are cut', () => {
  const piece = (index: number, fromNs: number, toNs: number) => ({ index, fromNs, toNs })
  expect(longestOf([piece(0, 0, 4), piece(1, 4, 9), piece(0, 9, 11)])).toEqual({ index: 0, ns: 6 })
  expect(longestOf([])).toBeUndefined()
})
