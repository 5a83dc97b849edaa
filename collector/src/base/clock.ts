/** Time as a dependency, so that tests hold it in their hands. */
export interface Clock {
  /** Unix milliseconds. */
  nowMs(): number
  /** Unix nanoseconds. */
  nowNs(): bigint
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  nowNs: () => BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)) * 1000n,
}
