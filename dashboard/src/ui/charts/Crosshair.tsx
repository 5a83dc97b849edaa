// One moment for all charts of a page: where the pointer or the keyboard is on one of them, the others show a line. It is
// drawn over the charts, so that none of them is drawn anew.
import { useEffect, useSyncExternalStore } from 'react'

let shared: number | undefined
const listeners = new Set<() => void>()

function share(at: number | undefined): void {
  if (at === shared) return
  shared = at
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** While a tooltip stands at a moment, all charts show it. */
export function useSharedMoment(at: number | undefined): void {
  useEffect(() => {
    if (at === undefined) return undefined
    share(at)
    return () => share(undefined)
  }, [at])
}

type Props = {
  /** Where a moment lies between the edges, from 0 to 1; undefined outside. */
  placeOf: (atMs: number) => number | undefined
  leftPx: number
  rightPx: number
}

export function SharedCrosshair({ placeOf, leftPx, rightPx }: Props) {
  const at = useSyncExternalStore(subscribe, () => shared)
  const place = at === undefined ? undefined : placeOf(at)
  if (place === undefined) return null
  return (
    <div
      aria-hidden="true"
      data-crosshair
      className="pointer-events-none absolute top-2 bottom-7 w-px bg-control"
      style={{ left: `calc(${leftPx}px + (100% - ${leftPx + rightPx}px) * ${place})` }}
    />
  )
}

/** On an even axis of time. */
export function placeBetween([first, last]: readonly [number, number], at: number): number | undefined {
  return at < first || at > last || last <= first ? undefined : (at - first) / (last - first)
}
