// "Now" for relative ranges: it moves only when somebody (or auto-refresh) says so, never while a page draws.
import { useSyncExternalStore } from 'react'

/** No reading by itself. */
export const NEVER = 0

interface Refresh {
  readonly readAtMs: number
  /** Seconds between two readings that nobody asks for. */
  readonly everyS: number
}

let state: Refresh = { readAtMs: Date.now(), everyS: NEVER }
const listeners = new Set<() => void>()

function change(next: Partial<Refresh>): void {
  state = { ...state, ...next }
  for (const listener of listeners) listener()
}

export const refreshNow = (): void => change({ readAtMs: Date.now() })
export const refreshEvery = (everyS: number): void => change({ everyS })

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
