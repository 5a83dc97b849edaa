// Building a board: each change makes a new definition, and every one can be undone and done again. Pure.
import type { BoardDefinition, Panel } from '@vitrine/schemas/api'

export interface Draft {
  readonly now: BoardDefinition
  readonly undo: readonly BoardDefinition[]
  readonly redo: readonly BoardDefinition[]
}

/** In columns of the board, of four, and in rows, of three. */
export interface PanelSize {
  readonly width: number
  readonly height: number
}

export const MOST: PanelSize = { width: 4, height: 3 }
const within = (value: number, most: number) => Math.min(most, Math.max(1, Math.round(value)))
/** A size that there is, near to what was asked. */
export const sizeNear = ({ width, height }: PanelSize): PanelSize => ({
  width: within(width, MOST.width),
  height: within(height, MOST.height),
})
export const sizeOf = ({ width, height = 1 }: Pick<Panel, 'width' | 'height'>): PanelSize => ({ width, height })
/** One row is not said. */
export function sized(panel: Panel, size: PanelSize): Panel {
  const { height: _, ...rest } = panel
  const { width, height } = sizeNear(size)
  return { ...rest, width, ...(height === 1 ? {} : { height }) }
}

export type Edit =
  | { readonly kind: 'put'; readonly panel: Panel }
  | { readonly kind: 'remove'; readonly id: string }
  | { readonly kind: 'duplicate'; readonly id: string }
  /** To before or after its neighbour. */
  | { readonly kind: 'move'; readonly id: string; readonly by: -1 | 1 }
  /** To the place of another. */
  | { readonly kind: 'place'; readonly id: string; readonly at: string }
  | ({ readonly kind: 'size'; readonly id: string } & PanelSize)
  | { readonly kind: 'filter'; readonly q: string }
  | { readonly kind: 'replace'; readonly definition: BoardDefinition }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' }

export const draftOf = (definition: BoardDefinition): Draft => ({ now: definition, undo: [], redo: [] })

const MOST_STEPS = 100

export function edited(draft: Draft, edit: Edit): Draft {
  if (edit.kind === 'undo' || edit.kind === 'redo') return stepped(draft, edit.kind)
  const next = changed(draft.now, edit)
  if (JSON.stringify(next) === JSON.stringify(draft.now)) return draft
  return { now: next, undo: [...draft.undo, draft.now].slice(-MOST_STEPS), redo: [] }
}

function stepped({ now, undo, redo }: Draft, kind: 'undo' | 'redo'): Draft {
  const [from, to] = kind === 'undo' ? [undo, redo] : [redo, undo]
  const next = from.at(-1)
  if (next === undefined) return { now, undo, redo }
  const [left, kept] = [from.slice(0, -1), [...to, now]]
  return kind === 'undo' ? { now: next, undo: left, redo: kept } : { now: next, undo: kept, redo: left }
}

function changed(board: BoardDefinition, edit: Exclude<Edit, { kind: 'undo' | 'redo' }>): BoardDefinition {
  const { panels } = board
  if (edit.kind === 'replace') return edit.definition
  if (edit.kind === 'filter') {
    const { q: _, ...rest } = board
    return edit.q === '' ? rest : { ...rest, q: edit.q }
  }
  if (edit.kind === 'put') {
    const isKnown = panels.some(({ id }) => id === edit.panel.id)
    const put = (panel: Panel) => (panel.id === edit.panel.id ? edit.panel : panel)
    return { ...board, panels: isKnown ? panels.map(put) : [...panels, edit.panel] }
  }
  const at = panels.findIndex(({ id }) => id === edit.id)
  const panel = panels[at]
  if (panel === undefined) return board
  switch (edit.kind) {
    case 'remove':
      return { ...board, panels: panels.filter(({ id }) => id !== edit.id) }
    case 'size':
      return { ...board, panels: panels.with(at, sized(panel, edit)) }
    case 'duplicate':
      return { ...board, panels: panels.toSpliced(at + 1, 0, { ...panel, id: freeId(panels) }) }
    case 'move':
      return { ...board, panels: moved(panels, at, at + edit.by) }
    case 'place':
      return {
        ...board,
        panels: moved(
          panels,
          at,
          panels.findIndex(({ id }) => id === edit.at),
        ),
      }
  }
}

function moved(panels: readonly Panel[], from: number, to: number): Panel[] {
  const panel = panels[from]
  if (panel === undefined || to < 0 || to >= panels.length) return [...panels]
  return panels.toSpliced(from, 1).toSpliced(to, 0, panel)
}

export function freeId(panels: readonly Pick<Panel, 'id'>[]): string {
  const taken = new Set(panels.map(({ id }) => id))
  for (let n = panels.length + 1; ; n += 1) if (!taken.has(`panel-${n}`)) return `panel-${n}`
}
