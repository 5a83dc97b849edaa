/**
 * How often a password may be tried: after five failures an address waits, twice as long each time, and all addresses
 * together share a bound, since an attacker has many of them. An address that logged in before has its own bound only:
 * nobody's guessing locks out who knows the password. Memory is bounded: the oldest addresses are forgotten.
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
  const failing = new Map<string, { failures: number; untilMs: number }>()
  const welcome = new Map<string, true>()
  let minute = { startMs: Number.NEGATIVE_INFINITY, failures: 0 }

  function sharedWaitMs(): number {
    const left = minute.startMs + MINUTE_MS - clock.passedMs()
    return minute.failures >= SHARED_FAILURES && left > 0 ? left : 0
  }

  return {
    waitMs(address) {
      const own = failing.get(address)
      const ownMs = own === undefined ? 0 : own.untilMs - clock.passedMs()
      return Math.max(0, ownMs, welcome.has(address) ? 0 : sharedWaitMs())
    },
    failed(address) {
      const now = clock.passedMs()
      if (!welcome.has(address)) {
        if (now - minute.startMs >= MINUTE_MS) minute = { startMs: now, failures: 0 }
        minute.failures += 1
      }
      const failures = (failing.get(address)?.failures ?? 0) + 1
      const waitMs = failures < FREE_FAILURES ? 0 : Math.min(MAX_WAIT_MS, 1000 * 2 ** (failures - FREE_FAILURES))
      keep(failing, address, { failures, untilMs: now + waitMs })
    },
    succeeded(address) {
      failing.delete(address)
      keep(welcome, address, true)
    },
  }
}

/** As the newest of at most MAX_ADDRESSES. */
function keep<Value>(map: Map<string, Value>, address: string, value: Value): void {
  map.delete(address)
  map.set(address, value)
  const oldest = map.keys().next().value
  if (map.size > MAX_ADDRESSES && oldest !== undefined) map.delete(oldest)
}
