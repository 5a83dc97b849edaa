/**
 * The one place that tries again. Only an AppError that says `retryable` is tried again, with exponential backoff and
 * full jitter, until the deadline; then the last error is thrown as it came.
 */
import type { Clock } from './clock.ts'
import { AppError } from './errors.ts'

export interface RetryOptions {
  readonly clock: Clock
  /** Give up when the next try would begin after this long. Infinity: never. */
  readonly deadlineMs: number
  readonly firstDelayMs?: number
  readonly maxDelayMs?: number
  readonly signal?: AbortSignal
  /** Called before each wait, for a log line or a counter. */
  readonly onRetry?: (error: AppError, attempt: number, delayMs: number) => void
  readonly random?: () => number
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>
}

export async function retry<T>(run: (attempt: number) => Promise<T>, options: RetryOptions): Promise<T> {
  const startMs = options.clock.passedMs()
  const sleep = options.sleep ?? sleepMs
  for (let attempt = 1; ; attempt++) {
    try {
      return await run(attempt)
    } catch (error) {
      if (!(error instanceof AppError) || !error.retryable || options.signal?.aborted) throw error
      const delayMs = backoffMs(attempt, options)
      if (options.clock.passedMs() - startMs + delayMs > options.deadlineMs) throw error
      options.onRetry?.(error, attempt, delayMs)
      await sleep(delayMs, options.signal)
      if (options.signal?.aborted) throw error
    }
  }
}

/** Full jitter: anywhere between nothing and the exponential bound, so that many clients do not return together. */
export function backoffMs(
  attempt: number,
  options: Pick<RetryOptions, 'firstDelayMs' | 'maxDelayMs' | 'random'>,
): number {
  const bound = Math.min(options.maxDelayMs ?? 10_000, (options.firstDelayMs ?? 100) * 2 ** Math.min(attempt - 1, 30))
  return Math.round((options.random ?? Math.random)() * bound)
}

function sleepMs(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done)
    if (signal?.aborted) done()
  })
}
