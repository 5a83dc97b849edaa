import { useEffect, useEffectEvent, useRef } from 'react'
import { momentAt, zoom } from '../../model/waterfall.ts'
import type { LaneWheel } from './use-lane-wheel.ts'

/** Two fingers zoom the lane around the moment between them, and not the page; one finger scrolls the rows. */
export function useLanePinch({ scroller, lane }: LaneWheel): void {
  const apart = useRef(0)
  const start = useEffectEvent((event: TouchEvent) => {
    apart.current = fingersOf(event)?.apartPx ?? 0
  })
  const move = useEffectEvent((event: TouchEvent) => {
    const fingers = fingersOf(event)
    const box = scroller.current?.querySelector('[data-lane]')?.getBoundingClientRect()
    if (fingers === undefined || box === undefined || box.width === 0) return
    event.preventDefault()
    if (apart.current > 0 && fingers.apartPx > 0) {
      const share = Math.min(1, Math.max(0, (fingers.middlePx - box.left) / box.width))
      const { window, full, onWindow } = lane
      const aroundNs = momentAt(window, share)
      onWindow(zoom(window, full, { factor: fingers.apartPx / apart.current, aroundNs }))
    }
    apart.current = fingers.apartPx
  })
  useEffect(() => {
    const element = scroller.current
    const onStart = (event: TouchEvent) => start(event)
    const onMove = (event: TouchEvent) => move(event)
    element?.addEventListener('touchstart', onStart, { passive: true })
    // React's own touch listeners are passive and could not keep the browser from zooming the page.
    element?.addEventListener('touchmove', onMove, { passive: false })
    return () => {
      element?.removeEventListener('touchstart', onStart)
      element?.removeEventListener('touchmove', onMove)
    }
  }, [scroller])
}

function fingersOf({ touches }: TouchEvent): { apartPx: number; middlePx: number } | undefined {
  const [a, b, ...more] = touches
  if (a === undefined || b === undefined || more.length > 0) return undefined
  return { apartPx: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY), middlePx: (a.clientX + b.clientX) / 2 }
}
