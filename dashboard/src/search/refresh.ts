// "Now" for relative ranges: it moves only when somebody (or auto-refresh) says so, never while a page draws.
import { useSyncExternalStore } from 'react'

type Refresh = { readonly readAtMs: number }

let state: Refresh = { readAtMs: Date.now() }
const listeners = new Set<() => void>()

export function refreshNow(): void {
  state = { readAtMs: Date.now() }
  for (const listener of listeners) listener()
}

export function useRefresh(): Refresh {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => state,
    () => state,
  )
}
