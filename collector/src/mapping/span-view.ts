/**
 * One span as a mapper sees it: keyed reads over the bytes of the request, decoding nothing that nobody asks for.
 * Every protocol's reader makes one, and so does the store's content row, so that a dialect is written once.
 */

/** A decoded attribute value. Integers beyond 2^53 are bigint; arrays and key-value lists are plain JSON values. */
export type AttributeValue =
  | string
  | number
  | bigint
  | boolean
  | Uint8Array
  | null
  | readonly unknown[]
  | { readonly [key: string]: unknown }

export interface EventView {
  readonly name: string
  readonly timeNs: bigint
  get(key: string): AttributeValue | undefined
  /** Log records only: the body. */
  readonly body: AttributeValue | undefined
}

export interface SpanView {
  /** As sent: lower-cased hex, or '' when the field is missing or not an id. */
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string
  readonly name: string
  readonly startNs: bigint
  readonly endNs: bigint
  /** OTLP enums. */
  readonly otelKind: number
  readonly statusCode: number
  readonly statusMessage: string
  readonly scopeName: string
  readonly scopeVersion: string
  /** Keys in order of first appearance; of a repeated key the last value wins. */
  keys(): readonly string[]
  has(key: string): boolean
  /** The typed value; undefined when the key is absent. */
  get(key: string): AttributeValue | undefined
  /** Text of a string value as bytes of the original buffer; undefined for other types. */
  bytes(key: string): Uint8Array | undefined
  resource(key: string): AttributeValue | undefined
  resourceKeys(): readonly string[]
  /** Decoded on first use. */
  events(): readonly EventView[]
  /** Any event (or joined log record) at all? Costs nothing. */
  readonly hasEvents: boolean
}
