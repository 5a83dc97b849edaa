/** Key times, and the version that decides which delivery of a span wins. */
import type { SpanView } from '../mapping/span-view.ts'

const DAY_NS = 86_400_000_000_000n
const YEAR_2015_NS = 1_420_070_400_000_000_000n
/** Stand-in times lie in January 2015, so that absurd clocks create no partitions of their own. */
const STAND_IN_SPAN_NS = 31n * DAY_NS
/** The last instant that the store's DateTime64(9) holds. */
const LAST_NS = (1n << 63n) - 1n

export interface SpanTimes {
  readonly startNs: bigint
  readonly endNs: bigint
  readonly isRunning: boolean
  readonly clock: 'ok' | 'future' | 'past'
}

export function timesOf(view: SpanView, receivedMs: number): SpanTimes {
  const isRunning = view.endNs === 0n
  const clock = clockOf(view.startNs, receivedMs)
  const startNs = clock === 'ok' ? view.startNs : standIn(view)
  const lastedNs = isRunning || view.endNs < view.startNs ? 0n : view.endNs - view.startNs
  const endNs = startNs + lastedNs
  return { startNs, endNs: endNs > LAST_NS ? LAST_NS : endNs, isRunning, clock }
}

function clockOf(startNs: bigint, receivedMs: number): 'ok' | 'future' | 'past' {
  if (startNs < YEAR_2015_NS) return 'past'
  return startNs > BigInt(receivedMs) * 1_000_000n + DAY_NS ? 'future' : 'ok'
}

/** Derived from the ids alone, so that a re-send of the span meets it. */
function standIn(view: SpanView): bigint {
  const hash = BigInt(`0x${view.traceId.slice(0, 16) || '0'}`) ^ BigInt(`0x${view.spanId.slice(0, 16) || '0'}`)
  return YEAR_2015_NS + (hash % STAND_IN_SPAN_NS)
}

export interface VersionFacts {
  readonly epoch: number
  readonly isRunning: boolean
  readonly fragmentsFolded: number
  readonly endNs: bigint
  /** 40 bits. */
  readonly contentHash: number
}

const HASH_BITS = 40n
const FOLDED_BITS = 7n
const MAX_FOLDED = 127

/**
 * epoch(16) · ended(1) · end(64) · content hash(40) · fragments folded(7): the same bytes always give the same
 * version. The fragments come last, so that which delivery wins does not depend on when it was folded.
 */
export function versionOf(facts: VersionFacts): bigint {
  const head = (BigInt(facts.epoch & 0xffff) << 1n) | (facts.isRunning ? 0n : 1n)
  const delivery = (((head << 64n) | BigInt.asUintN(64, facts.endNs)) << HASH_BITS) | BigInt(facts.contentHash)
  return (delivery << FOLDED_BITS) | BigInt(Math.min(facts.fragmentsFolded, MAX_FOLDED))
}

export function contentHashIn(version: bigint): number {
  return Number((version >> FOLDED_BITS) & ((1n << HASH_BITS) - 1n))
}

export function epochIn(version: bigint): number {
  return Number(version >> 112n)
}

/** Above whatever is made of this delivery, below every better one. */
export function tombstoneVersion(version: bigint): bigint {
  return version | BigInt(MAX_FOLDED)
}
