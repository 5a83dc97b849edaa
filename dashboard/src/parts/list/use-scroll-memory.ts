import { useRouterState } from '@tanstack/react-router'
import { useState } from 'react'

/** Where each entry of the history had scrolled its list to: the way back leads to the same row. */
const offsets = new Map<string, number>()
const MOST_ENTRIES = 50

export function useScrollMemory() {
  const key = useRouterState({ select: (state) => state.location.state.__TSR_key ?? state.location.href })
  const [offset] = useState(() => offsets.get(key) ?? 0)
  function remember(scrollTop: number): void {
    offsets.delete(key)
    offsets.set(key, scrollTop)
    const oldest = offsets.keys().next().value
    if (offsets.size > MOST_ENTRIES && oldest !== undefined) offsets.delete(oldest)
  }
  return { offset, remember }
}
