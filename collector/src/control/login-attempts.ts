/**
 * How often a password may be tried: after five failures an address waits, twice as long each time, and all addresses
 * together share a bound, since an attacker has many of them. Memory is bounded: the oldest addresses are forgotten.
 */
import type { Clock } from '../base/clock.ts'

const FREE_FAILURES = 5
const MAX_WAIT_MS = 5 * 60_000
const MAX_ADDRESSES = 10_000
/** Failures of everybody together, per minute. */
const SHARED_FAILURES = 60
const MINUTE_MS = 60_000

export interface LoginAttempts {
  /** Milliseconds until this address may try again; 0 when it may now. */
  waitMs(address: string): number
  failed(address: string): void
  succeeded(address: string): void
}

export function createLoginAttempts(clock: Clock): LoginAttempts {
  const byAddress = new Map<string, { failures: number; untilMs: number }>()
  let minute = { startMs: Number.NEGATIVE_INFINITY, failures: 0 }

  function sharedWaitMs(): number {
    const left = minute.startMs + MINUTE_MS - clock.passedMs()
    return minute.failures >= SHARED_FAILURES && left > 0 ? left : 0
  }

  return {
    waitMs(address) {
      const own = byAddress.get(address)
      return Math.max(0, sharedWaitMs(), own === undefined ? 0 : own.untilMs - clock.passedMs())
    },
    failed(address) {
      const now = clock.passedMs()
      if (now - minute.startMs >= MINUTE_MS) minute = { startMs: now, failures: 0 }
      minute.failures += 1
      const failures = (byAddress.get(address)?.failures ?? 0) + 1
      const waitMs = failures < FREE_FAILURES ? 0 : Math.min(MAX_WAIT_MS, 1000 * 2 ** (failures - FREE_FAILURES))
      byAddress.delete(address)
      byAddress.set(address, { failures, untilMs: now + waitMs })
      const oldest = byAddress.keys().next().value
      if (byAddress.size > MAX_ADDRESSES && oldest !== undefined) byAddress.delete(oldest)
    },
    succeeded(address) {
      byAddress.delete(address)
    },
  }
}
