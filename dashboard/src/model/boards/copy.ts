// A panel of one board onto another: it asks there what it asks here. Pure.
import type { BoardDefinition, Panel } from '@vitrine/schemas/api'
import { joined } from '@vitrine/schemas/boards'
import { freeId } from './edit.ts'

/** `q` is what narrows the page that the panel stands on; it becomes the panel's own. */
export function withCopy(board: BoardDefinition, panel: Panel, q: string): BoardDefinition {
  const { q: own, ...query } = panel.query
  const whole = joined(q, own)
  const copy = { ...panel, id: freeId(board.panels), query: whole === '' ? query : { ...query, q: whole } }
  return { ...board, panels: [...board.panels, copy] }
}
