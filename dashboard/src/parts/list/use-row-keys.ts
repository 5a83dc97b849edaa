import { type RefObject, useEffect, useRef, useState } from 'react'
import { useShortcut } from '../../ui/shortcuts.ts'

export interface RowKeys {
  readonly count: number
  readonly hasMore: boolean
  readonly onMore: () => void
  readonly scroller: RefObject<HTMLElement | null>
  /** The row that is open beside the list; -1 when none is. Steps then go from it and open the next one. */
  readonly openIndex: number
  readonly scrollTo: (index: number) => void
  readonly onStep: (index: number) => void
  readonly onToggle: (index: number) => void
  readonly onRange: (from: number, to: number) => void
}

/** j and k walk the rows by their links (so that Enter opens one), x picks, Shift+x picks up to here. */
export function useRowKeys(keys: RowKeys) {
  const { count, scroller, scrollTo, openIndex } = keys
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
    const from = openIndex >= 0 ? openIndex : current
    if (from + step >= count && keys.hasMore) keys.onMore()
    const next = Math.min(Math.max(from + step, 0), count - 1)
    setCurrent(next)
    scrollTo(next)
    if (openIndex >= 0) keys.onStep(next)
    else wanted.current = next
  }
  useShortcut({ keys: 'j', scope: 'page', label: 'list.keys.next' }, () => move(1))
  useShortcut({ keys: 'k', scope: 'page', label: 'list.keys.previous' }, () => move(-1))
  useShortcut({ keys: 'x', scope: 'page', label: 'list.keys.pick' }, () => {
    if (current < 0) return
    anchor.current = current
    keys.onToggle(current)
  })
  useShortcut({ keys: 'Shift+x', scope: 'page', label: 'list.keys.range' }, () => {
    if (current >= 0 && anchor.current >= 0) keys.onRange(anchor.current, current)
  })
  return { current, setCurrent }
}
