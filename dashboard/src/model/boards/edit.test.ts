import type { BoardDefinition, Panel } from '@vitrine/schemas/api'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draftOf, type Edit, edited } from './edit.ts'

const panel = (id: string, width = 2): Panel => ({
  id,
  title: id,
  chart: 'bars',
  width,
  query: { metrics: ['calls'] },
})
const board: BoardDefinition = { version: 1, panels: ['a', 'b', 'c'].map((id) => panel(id)) }
const after = (...edits: Edit[]) => edits.reduce(edited, draftOf(board)).now
const ids = (definition: BoardDefinition) => definition.panels.map(({ id }) => id)

describe('a board', () => {
  it('is changed panel by panel', () => {
    expect(ids(after({ kind: 'put', panel: panel('d') }))).toEqual(['a', 'b', 'c', 'd'])
    expect(after({ kind: 'put', panel: panel('b', 4) }).panels[1]?.width).toBe(4)
    const wide = after({ kind: 'size', id: 'b', width: 3.4, height: 9 })
    expect(wide.panels[1]).toEqual({ ...panel('b', 3), height: 3 })
    expect(edited(draftOf(wide), { kind: 'size', id: 'b', width: 2, height: 1 }).now).toEqual(board)
    expect(ids(after({ kind: 'remove', id: 'b' }))).toEqual(['a', 'c'])
    expect(ids(after({ kind: 'move', id: 'c', by: -1 }))).toEqual(['a', 'c', 'b'])
    expect(ids(after({ kind: 'move', id: 'c', by: 1 }))).toEqual(['a', 'b', 'c'])
    expect(ids(after({ kind: 'place', id: 'a', at: 'c' }))).toEqual(['b', 'c', 'a'])
    expect(ids(after({ kind: 'duplicate', id: 'a' }))).toEqual(['a', 'panel-4', 'b', 'c'])
    expect(after({ kind: 'filter', q: 'model:x' }, { kind: 'filter', q: '' })).toEqual(board)
  })

  const anyEdit: fc.Arbitrary<Edit> = fc.oneof(
    fc
      .constantFrom('a', 'b', 'c', 'panel-4')
      .chain((id) =>
        fc.constantFrom<Edit>(
          { kind: 'remove', id },
          { kind: 'duplicate', id },
          { kind: 'move', id, by: 1 },
          { kind: 'move', id, by: -1 },
          { kind: 'place', id, at: 'a' },
          { kind: 'size', id, width: 3, height: 2 },
          { kind: 'put', panel: panel(id, 1) },
        ),
      ),
    fc.constantFrom('', 'has:error').map((q): Edit => ({ kind: 'filter', q })),
  )

  it('comes back through undo, and goes again through redo, whatever was done', () => {
    fc.assert(
      fc.property(fc.array(anyEdit, { maxLength: 30 }), (edits) => {
        const done = edits.reduce(edited, draftOf(board))
        let back = done
        while (back.undo.length > 0) back = edited(back, { kind: 'undo' })
        expect(back.now).toEqual(board)
        while (back.redo.length > 0) back = edited(back, { kind: 'redo' })
        expect(back.now).toEqual(done.now)
        expect(new Set(ids(done.now)).size).toBe(done.now.panels.length)
      }),
    )
  })
})
