import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'

/** Where each entry of the history had scrolled its list to: the way back leads to the same row. */
const offsets = new Map<string, number>()
const MOST_ENTRIES = 50

export function useScrollMemory() {
  const router = useRouter()
  // Read when it is needed: the list is not drawn again because something else changed in the address.
  const entry = () => router.state.location.state.__TSR_key ?? router.state.location.href
  const [offset] = useState(() => offsets.get(entry()) ?? 0)
  function remember(scrollTop: number): void {
    const key = entry()
    offsets.delete(key)
    offsets.set(key, scrollTop)
    const oldest = offsets.keys().next().value
    if (offsets.size > MOST_ENTRIES && oldest !== undefined) offsets.delete(oldest)
  }
  return { offset, remember }
}
