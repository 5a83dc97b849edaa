import { type RefObject, useEffect, useEffectEvent } from 'react'
import { momentAt, pan, zoom } from '../../model/waterfall.ts'
import type { Lane } from './use-lane.ts'

const ZOOM_PER_NOTCH = 1.25
const PAN_PER_NOTCH = 0.1

export interface LaneWheel {
  readonly scroller: RefObject<HTMLElement | null>
  readonly lane: Pick<Lane, 'full' | 'window' | 'onWindow'>
}

/** Ctrl+wheel zooms around the moment under the pointer, Shift+wheel moves along; the plain wheel scrolls the rows. */
export function useLaneWheel({ scroller, lane }: LaneWheel): void {
  const handle = useEffectEvent((event: WheelEvent) => {
    if (!event.ctrlKey && !event.shiftKey) return
    const { full, window, onWindow } = lane
    const box = scroller.current?.querySelector('[data-lane]')?.getBoundingClientRect()
    if (box === undefined || box.width === 0) return
    event.preventDefault()
    const isForward = event.deltaY + event.deltaX > 0
    if (event.shiftKey) {
      onWindow(pan(window, full, isForward ? PAN_PER_NOTCH : -PAN_PER_NOTCH))
      return
    }
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width))
    const factor = isForward ? 1 / ZOOM_PER_NOTCH : ZOOM_PER_NOTCH
    onWindow(zoom(window, full, { factor, aroundNs: momentAt(window, share) }))
  })
  useEffect(() => {
    const element = scroller.current
    const listener = (event: WheelEvent) => handle(event)
    // React's own wheel listeners are passive and could not keep the browser from zooming the page.
    element?.addEventListener('wheel', listener, { passive: false })
    return () => element?.removeEventListener('wheel', listener)
  }, [scroller])
}
