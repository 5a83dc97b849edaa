import type { SpanContent } from '@vitrine/schemas'
import type { SpanView } from '../mapping/span-view.ts'

/** One span out of a body (or out of the store): the view that the mappers read, and what the store keeps. */
export interface DecodedSpan {
  readonly view: SpanView
  /** Value bytes are slices of the body: copy them before the body's buffer is reused. */
  readonly content: SpanContent
  /** Its own protobuf message, a slice too. */
  readonly payload: Uint8Array
  /** Its place in the body, counted over all scopes. */
  readonly index: number
  /** Some attribute or event could not be read; what could be is there. */
  readonly isDamaged: boolean
  /** 40 bits over everything that was sent for this span; deterministic. */
  readonly contentHash: number
}
