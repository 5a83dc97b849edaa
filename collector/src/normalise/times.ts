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

/** epoch(16) · rank(8) · end(64) · content hash(40): the same bytes always give the same version. */
export function versionOf(facts: VersionFacts): bigint {
  const rank = (facts.isRunning ? 0 : 128) + Math.min(facts.fragmentsFolded, 127)
  const head = BigInt(facts.epoch & 0xffff) * 256n + BigInt(rank)
  return (((head << 64n) | BigInt.asUintN(64, facts.endNs)) << 40n) | BigInt(facts.contentHash)
}
