import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clockAt } from './clock.ts'
import { AppError } from './errors.ts'
import { backoffMs, type RetryOptions, retry } from './retry.ts'

const again = new AppError('store_unavailable', 'not now', { retryable: true })
const never = new AppError('store_refused', 'no', { retryable: false })

/** Time that passes only by sleeping. */
function options(extra: Partial<RetryOptions> = {}): RetryOptions & { slept: number[] } {
  let nowMs = 0
  const slept: number[] = []
  return {
    slept,
    clock: clockAt(() => nowMs),
    deadlineMs: 10_000,
    random: () => 1,
    sleep: async (ms) => {
      slept.push(ms)
      nowMs += ms
    },
    ...extra,
  }
}

function failing(times: number, error: unknown): () => Promise<string> {
  let left = times
  return async () => {
    if (left-- > 0) throw error
    return 'done'
  }
}

describe('retry', () => {
  it('tries again with growing waits until it works', async () => {
    const opts = options()
    expect(await retry(failing(4, again), opts)).toBe('done')
    expect(opts.slept).toEqual([100, 200, 400, 800])
  })

  it('never waits longer than the longest wait', async () => {
    const opts = options({ deadlineMs: Number.POSITIVE_INFINITY, maxDelayMs: 300 })
    await retry(failing(6, again), opts)
    expect(opts.slept).toEqual([100, 200, 300, 300, 300, 300])
  })

  it('gives up with the last error before the deadline would pass', async () => {
    const opts = options({ deadlineMs: 1000 })
    await expect(retry(failing(1000, again), opts)).rejects.toBe(again)
    expect(opts.slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(1000)
  })

  it.each([
    ['what says that it is no use', never],
    ['what is no dependency', new Error('BUG: x')],
  ])('does not try again %s', async (_, error) => {
    const opts = options()
    await expect(retry(failing(1, error), opts)).rejects.toBe(error)
    expect(opts.slept).toEqual([])
  })

  it('stops when it is aborted', async () => {
    const abort = new AbortController()
    const opts = options({ signal: abort.signal, onRetry: () => abort.abort() })
    await expect(retry(failing(9, again), opts)).rejects.toBe(again)
    expect(opts.slept).toHaveLength(1)
  })

  it('jitters between nothing and the bound', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
        const delay = backoffMs(attempt, { random: () => random })
        return delay >= 0 && delay <= 10_000 && Number.isInteger(delay)
      }),
    )
  })
})
