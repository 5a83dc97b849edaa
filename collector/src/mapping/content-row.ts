/** What the store gives back of a span, and of what was told about it in other deliveries. */
import type { SpanContent } from '@vitrine/schemas'

/** Ids and name beside the content; strings for values are fine (the API reads them so). */
export interface ContentRow {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string
  readonly name: string
  readonly content: Omit<SpanContent, 'attributeValues'> & {
    readonly attributeValues: readonly (Uint8Array | string)[]
  }
}

/** A log record that belongs to the span (payload: protobuf LogRecord), or an earlier announcement of it (Span). */
export interface Fragment {
  readonly kind: 'log' | 'span'
  /** Gives the order; of log records with one time, of their places in the body too. */
  readonly timeNs: bigint
  readonly payload: Uint8Array
}
