/** A timer that keeps no process alive. At the edge timers are plain numbers, and nothing is kept alive by one. */
export function quietTimer(fired: () => void, ms: number): NodeJS.Timeout {
  const timer = setTimeout(fired, ms)
  timer.unref?.()
  return timer
}
