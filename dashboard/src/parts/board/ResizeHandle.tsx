import type { Panel } from '@vitrine/schemas/api'
import { MoveDiagonal2 } from 'lucide-react'
import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import { MOST, type PanelSize, sizeNear, sizeOf } from '../../model/boards/edit.ts'
import { Icon } from '../../ui/Icon.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'

/** What a drag has to cover for one row more. */
const ROW_PX = 120
const STEPS: Readonly<Record<string, PanelSize>> = {
  ArrowRight: { width: 1, height: 0 },
  ArrowLeft: { width: -1, height: 0 },
  ArrowDown: { width: 0, height: 1 },
  ArrowUp: { width: 0, height: -1 },
}

type Props = {
  panel: Panel
  /** While it is dragged: how large it would be. */
  onHold: (size: PanelSize) => void
  onSize: (size: PanelSize) => void
}

type Drag = { x: number; y: number; from: PanelSize; columnPx: number; to: PanelSize }

/** The lower corner of a panel, dragged or moved by arrow keys: as wide and tall as the board's grid has it. */
export function ResizeHandle({ panel, onHold, onSize }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const drag = useRef<Drag>(undefined)
  const size = sizeOf(panel)
  const wayOf = (element: Element) => (getComputedStyle(element).direction === 'rtl' ? -1 : 1)
  const begin = (event: PointerEvent<HTMLButtonElement>) => {
    const grid = event.currentTarget.closest('ul')
    if (grid === null || event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    drag.current = {
      x: event.clientX,
      y: event.clientY,
      from: size,
      columnPx: grid.clientWidth / MOST.width,
      to: size,
    }
  }
  const move = (event: PointerEvent<HTMLButtonElement>) => {
    const held = drag.current
    if (held === undefined) return
    const to = sizeNear({
      width: held.from.width + (wayOf(event.currentTarget) * (event.clientX - held.x)) / held.columnPx,
      height: held.from.height + (event.clientY - held.y) / ROW_PX,
    })
    if (to.width === held.to.width && to.height === held.to.height) return
    drag.current = { ...held, to }
    onHold(to)
  }
  const end = () => {
    const held = drag.current
    drag.current = undefined
    if (held !== undefined) onSize(held.to)
  }
  const press = (event: KeyboardEvent<HTMLButtonElement>) => {
    const step = STEPS[event.key]
    if (step === undefined) return
    event.preventDefault()
    const way = wayOf(event.currentTarget)
    onSize(sizeNear({ width: size.width + way * step.width, height: size.height + step.height }))
  }
  return (
    <button
      type="button"
      aria-label={t('boards.resize', {
        title: panel.title,
        width: format.number(size.width),
        height: format.number(size.height),
      })}
      title={t('boards.resizeHint')}
      className="absolute end-0 bottom-0 cursor-nwse-resize touch-none rounded-card p-1 text-muted hover:text-fg focus-visible:outline-2 focus-visible:outline-focus rtl:cursor-nesw-resize"
      onPointerDown={begin}
      onPointerMove={move}
      onPointerUp={end}
      onPointerCancel={end}
      onKeyDown={press}
    >
      <Icon icon={MoveDiagonal2} flips />
    </button>
  )
}
