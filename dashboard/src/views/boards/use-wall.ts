import { useEffect } from 'react'
import { refreshNow } from '../../search/refresh.ts'

const EVERY_MS = 60_000

/** A board on a wall reads its numbers again by itself, and goes back to a page when the browser leaves full screen. */
export function useWall(onLeave: () => void): void {
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) refreshNow()
    }, EVERY_MS)
    const look = () => {
      if (document.fullscreenElement === null) onLeave()
    }
    document.addEventListener('fullscreenchange', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('fullscreenchange', look)
    }
  }, [onLeave])
}

/** Where the browser does not let a page have the screen, it fills its window. */
export const fillScreen = (): Promise<void> => document.documentElement.requestFullscreen?.().catch(() => undefined)

export function leaveScreen(): void {
  if (document.fullscreenElement !== null) void document.exitFullscreen()
}
