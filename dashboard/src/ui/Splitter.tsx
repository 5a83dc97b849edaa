import { type KeyboardEvent, type PointerEvent, useRef } from 'react'

export type SplitterProps = {
  label: string
  /** Size of the panel before the splitter, in CSS pixels. */
  value: number
  min: number
  max: number
  /** The panel stands after the splitter, not before it. */
  isReversed?: boolean
  onChange: (value: number) => void
}

const KEY_STEP = 24

/** A bar between two panels side by side: dragged, or moved with the arrow keys, Home and End. */
export function Splitter({ label, value, min, max, isReversed = false, onChange }: SplitterProps) {
  const drag = useRef<{ x: number; value: number } | null>(null)
  const clamp = (next: number) => Math.round(Math.min(max, Math.max(min, next)))
  const direction = () => (document.documentElement.dir === 'rtl' ? -1 : 1) * (isReversed ? -1 : 1)

  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, number> = {
      ArrowRight: value + KEY_STEP * direction(),
      ArrowLeft: value - KEY_STEP * direction(),
      Home: min,
      End: max,
    }
    const next = moves[event.key]
    if (next === undefined) return
    event.preventDefault()
    onChange(clamp(next))
  }
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    drag.current = { x: event.clientX, value }
  }
  const onPointerMove = (event: PointerEvent) => {
    if (drag.current === null) return
    onChange(clamp(drag.current.value + (event.clientX - drag.current.x) * direction()))
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a focusable separator with a value is the splitter pattern; <hr> takes no value
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => {
        drag.current = null
      }}
      className="group relative w-px shrink-0 cursor-col-resize touch-none bg-line before:absolute before:inset-y-0 before:-inset-x-1.5 hover:bg-accent focus-visible:bg-accent"
    />
  )
}
