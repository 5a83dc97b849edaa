import { type PointerEvent, useRef } from 'react'
import { clampWidth } from '../../model/columns.ts'

export interface ColumnEdgeProps {
  /** While the edge is dragged: how wide the column would be. */
  readonly onDrag: (widthPx: number) => void
  /** The edge was let go there; undefined: its own width again. */
  readonly onWidth: (widthPx: number | undefined) => void
}

/**
 * The edge of a column, to be dragged; a double press gives it its own width again. It is for a pointer only: the menu of
 * columns does the same with buttons, so that the way through the list by keys stays short.
 */
export function ColumnEdge({ onDrag, onWidth }: ColumnEdgeProps) {
  const drag = useRef<{ x: number; widthPx: number; next: number | undefined } | null>(null)
  function down(event: PointerEvent<HTMLDivElement>): void {
    if (event.button !== 0) return
    event.preventDefault()
    event.currentTarget.setPointerCapture(event.pointerId)
    drag.current = { x: event.clientX, widthPx: event.currentTarget.parentElement?.offsetWidth ?? 0, next: undefined }
  }
  function move(event: PointerEvent<HTMLDivElement>): void {
    if (drag.current === null || event.clientX === drag.current.x) return
    const direction = document.documentElement.dir === 'rtl' ? -1 : 1
    drag.current.next = clampWidth(drag.current.widthPx + (event.clientX - drag.current.x) * direction)
    onDrag(drag.current.next)
  }
  function up(): void {
    const next = drag.current?.next
    drag.current = null
    if (next !== undefined) onWidth(next)
  }
  return (
    <div
      aria-hidden="true"
      data-column-edge=""
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onDoubleClick={() => onWidth(undefined)}
      className="absolute inset-y-1 -end-1 z-10 w-2 cursor-col-resize touch-none after:absolute after:inset-y-0 after:start-[3px] after:w-px after:bg-line hover:after:w-0.5 hover:after:bg-accent"
    />
  )
}
