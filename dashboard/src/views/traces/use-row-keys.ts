import { type RefObject, useEffect, useRef, useState } from 'react'
import { useShortcut } from '../../ui/shortcuts.ts'

export interface RowKeys {
  readonly count: number
  readonly scroller: RefObject<HTMLElement | null>
  readonly scrollTo: (index: number) => void
  readonly onToggle: (index: number) => void
  readonly onRange: (from: number, to: number) => void
}

/** j and k walk the rows by their links (so that Enter opens one), x picks, Shift+x picks up to here. */
export function useRowKeys({ count, scroller, scrollTo, onToggle, onRange }: RowKeys) {
  const [current, setCurrent] = useState(-1)
  const wanted = useRef(-1)
  const anchor = useRef(-1)
  useEffect(() => {
    if (wanted.current < 0) return
    const link = scroller.current?.querySelector<HTMLElement>(`[data-row="${wanted.current}"] [data-row-link]`)
    if (link === null || link === undefined) return
    wanted.current = -1
    link.focus({ preventScroll: true })
  })
  function move(step: number): void {
    const next = Math.min(Math.max(current + step, 0), count - 1)
    wanted.current = next
    setCurrent(next)
    scrollTo(next)
  }
  useShortcut({ keys: 'j', scope: 'page', label: 'traces.keys.next' }, () => move(1))
  useShortcut({ keys: 'k', scope: 'page', label: 'traces.keys.previous' }, () => move(-1))
  useShortcut({ keys: 'x', scope: 'page', label: 'traces.keys.pick' }, () => {
    if (current < 0) return
    anchor.current = current
    onToggle(current)
  })
  useShortcut({ keys: 'Shift+x', scope: 'page', label: 'traces.keys.range' }, () => {
    if (current >= 0 && anchor.current >= 0) onRange(anchor.current, current)
  })
  return { current, setCurrent }
}
