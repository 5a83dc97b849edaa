export interface LargeSpan {
  readonly detail: unknown
  readonly cuts: number
}

/** From this size on an answer is read in a worker; below, handing it over costs more than reading it. */
export const LARGE_BYTES = 1_500_000

/** Parses and cuts an answer in a worker of its own, which ends with it. */
export function readLargeSpan(bytes: ArrayBuffer, signal: AbortSignal): Promise<LargeSpan> {
  const worker = new Worker(new URL('./span-worker.ts', import.meta.url), { type: 'module' })
  const answer = new Promise<LargeSpan>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    worker.addEventListener('error', (event) => reject(new Error(event.message || 'the worker stopped')))
    worker.addEventListener('message', ({ data }: MessageEvent<LargeSpan | { failure: string }>) => {
      if ('failure' in data) reject(new Error(data.failure))
      else resolve(data)
    })
    worker.postMessage({ bytes }, [bytes])
  })
  return answer.finally(() => worker.terminate())
}
