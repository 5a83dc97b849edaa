// A page with twenty panels asks for four at a time: the first are there sooner, and the server is not flooded.

/** Runs at most `most` tasks at once; one that is given up before its turn never starts. */
export function atMost(most: number) {
  let running = 0
  const waiting: (() => void)[] = []
  const next = () => {
    running -= 1
    waiting.shift()?.()
  }
  return async function run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
    if (running >= most) {
      await new Promise<void>((resolve, reject) => {
        const start = () => resolve()
        waiting.push(start)
        signal.addEventListener('abort', () => {
          const at = waiting.indexOf(start)
          if (at < 0) return
          waiting.splice(at, 1)
          reject(signal.reason as Error)
        })
      })
    }
    running += 1
    try {
      return await task()
    } finally {
      next()
    }
  }
}
