import { useState } from 'react'

const STORAGE_KEY = 'vitrine.trace.split'

/** How many pixels the spans take beside the selected one; kept in this browser. */
export function useSplit(): [number, (value: number) => void] {
  const [split, setSplit] = useState(() => Number(localStorage.getItem(STORAGE_KEY)) || Math.round(innerWidth * 0.45))
  return [
    split,
    (value) => {
      setSplit(value)
      localStorage.setItem(STORAGE_KEY, String(value))
    },
  ]
}
