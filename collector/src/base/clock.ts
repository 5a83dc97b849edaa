/** Time as a dependency, so that tests hold it in their hands. */
export interface Clock {
  /** Unix milliseconds: for what is written down. The machine's clock may jump, ahead and back. */
  nowMs(): number
  /** Milliseconds since some moment: for waiting and for how long something took. It never goes back. */
  passedMs(): number
  /** Unix nanoseconds. */
  nowNs(): bigint
}

/** A clock that its caller holds in its hands. */
export function clockAt(nowMs: () => number): Clock {
  return { nowMs, passedMs: nowMs, nowNs: () => BigInt(nowMs()) * 1_000_000n }
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  passedMs: () => performance.now(),
  nowNs: () => BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)) * 1000n,
}
