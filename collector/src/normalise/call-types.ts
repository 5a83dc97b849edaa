import type { SpanKind, TokenBucket } from '@vitrine/schemas'

/** The narrow facts about one span that decide whether it counts. */
export interface TraceSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string
  readonly startNs: bigint
  readonly endNs: bigint
  readonly kind: SpanKind
  readonly name: string
  readonly scopeName: string
  readonly dialect: string
  readonly model: string
  readonly responseModel: string
  readonly provider: string
  readonly responseId: string
  readonly sessionId: string
  readonly tokens: Readonly<Partial<Record<TokenBucket, number>>>
  readonly ownCounts: 0 | 1
  /** Ours or the client's. */
  readonly hasCost: boolean
  /** How many a retrieval found; null where it does not say. */
  readonly documents: number | null
}

export type VerdictReason =
  /** The same call, seen by another span with the same response id. */
  | 'same_response'
  /** The same call, seen by a span inside this one. */
  | 'wrapper'
  /** The same call, seen by another instrumentation beside this one. */
  | 'sibling'
  /** No call: a retrieval inside a retrieval, or around the one that tells what was found. */
  | 'step'
  /** A call whose counts are those of its last request, and stand for no sum. */
  | 'partial'
  /** Not a call, but its totals stand for a trace whose calls carry none. */
  | 'rolled_up'

/** Only where it differs from the span's own reading (counts = usage = ownCounts). */
export interface Verdict {
  readonly traceId: string
  readonly spanId: string
  readonly counts: 0 | 1
  readonly usage: 0 | 1
  /** Span id of the call or retrieval that this one is part of; '' for a roll-up. */
  readonly mergedInto: string
  readonly reason: VerdictReason
}
