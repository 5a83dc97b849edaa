/**
 * Who may come in. One closed list of reasons and one pure function, run by the door for its answer and by the
 * ingest loop for the books: both must say the same of the same bytes.
 */
export type RejectReason =
  | 'bad_trace_id'
  | 'bad_span_id'
  | 'bad_framing'
  | 'bad_time'
  | 'too_large'
  | 'expired'
  | 'deleted'
  | 'store_refused'
  | 'crashes_ingest'

/** Bytes of one span without its large attributes. A row of more than this makes the store's blocks and merges misbehave. */
export const MAX_SPAN_BYTES = 16 * 1024 * 1024
/** An attribute of more than this leaves the row for a file of its own; a little over what makes a file, for its key. */
export const LARGE_ATTRIBUTE_BYTES = 1024 * 1024 + 64 * 1024
/** Bytes of one span with its large attributes: several copies of them are in memory while it is derived. */
export const MAX_WHOLE_SPAN_BYTES = 64 * 1024 * 1024
/** Attributes of one span: the SDKs' own limit is 128; flattened chats of thousands of turns still pass. */
export const MAX_ATTRIBUTES = 65_536

/** What the walk over a span's own fields found; attribute contents are not part of it. */
export interface SpanFacts {
  /** The span's bytes could be walked field by field. */
  readonly isFramed: boolean
  /** 16 bytes, not all zero. */
  readonly hasTraceId: boolean
  /** 8 bytes, not all zero. */
  readonly hasSpanId: boolean
  /** Start and end are numbers (zero and absurd values are numbers). */
  readonly hasTimes: boolean
  readonly bytes: number
  /** Of them, in attributes that become files. */
  readonly largeBytes: number
  readonly attributes: number
}

export interface Refusal {
  readonly reason: RejectReason
  readonly detail: string
}

/** undefined: come in. */
export function admit(facts: SpanFacts): Refusal | undefined {
  if (!facts.isFramed) return { reason: 'bad_framing', detail: 'the span is not a readable message' }
  const rowBytes = facts.bytes - facts.largeBytes
  if (rowBytes > MAX_SPAN_BYTES) {
    return { reason: 'too_large', detail: `the span has ${rowBytes} bytes; at most ${MAX_SPAN_BYTES} are taken` }
  }
  if (facts.bytes > MAX_WHOLE_SPAN_BYTES) {
    return {
      reason: 'too_large',
      detail: `the span has ${facts.bytes} bytes; at most ${MAX_WHOLE_SPAN_BYTES} are taken`,
    }
  }
  if (facts.attributes > MAX_ATTRIBUTES) {
    return { reason: 'too_large', detail: `the span has ${facts.attributes} attributes; at most ${MAX_ATTRIBUTES}` }
  }
  if (!facts.hasTraceId) return { reason: 'bad_trace_id', detail: 'trace_id must be 16 bytes, not all zero' }
  if (!facts.hasSpanId) return { reason: 'bad_span_id', detail: 'span_id must be 8 bytes, not all zero' }
  if (!facts.hasTimes) return { reason: 'bad_time', detail: 'start and end time must be numbers of nanoseconds' }
  return undefined
}
