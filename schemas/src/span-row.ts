import type { ServiceTier, SpanKind, SpanStatus, TokenBucket } from './span.ts'

/**
 * One span as the write side hands it to the store: the narrow row's scalars, and the raw content as bytes.
 * Made by `normalise` and `enrich`, encoded by `store`. Strings are '' where nobody said; numbers are null
 * where nobody said (unknown is not zero).
 */
export interface SpanRow {
  readonly projectId: string
  /** Lower-case hex, 32 characters. */
  readonly traceId: string
  /** Lower-case hex, 16 characters (32 for ids that began as a UUID). */
  readonly spanId: string
  /** '' for a root. */
  readonly parentSpanId: string
  /** The key time, Unix ns: the span's start, or its stand-in when `clock` is not 'ok'. */
  readonly startNs: bigint
  /** Unix ns; equals `startNs` while `isRunning`. */
  readonly endNs: bigint
  readonly isRunning: boolean
  /** 'ok', or why the key time is a stand-in: start more than a day ahead, or before 2015. */
  readonly clock: 'ok' | 'future' | 'past'
  readonly receivedMs: number
  readonly name: string
  /** As it was sent, where `name` is another: kept with the content, from which the row can be derived again. */
  readonly rawName?: string | undefined
  readonly kind: SpanKind
  readonly status: SpanStatus
  readonly errorType: string
  /** At most 512 characters. */
  readonly errorMessage: string
  readonly service: string
  readonly scopeName: string
  /** Emitting SDK, e.g. `opentelemetry/nodejs 2.12.1` (resource telemetry.sdk.*). */
  readonly sdk: string
  /** Name of the dialect that read it, e.g. `otel-genai`, `openinference`, `plain`. */
  readonly dialect: string
  /** Requested model, or the answering one if no request name exists. */
  readonly model: string
  readonly responseModel: string
  readonly provider: string
  readonly responseId: string
  readonly tokens: Readonly<Partial<Record<TokenBucket, number>>>
  /** By the model's tokenizer, of a call without any count; undefined where that cannot be said. */
  readonly estimated?: { readonly input: number | undefined; readonly output: number | undefined } | undefined
  /** How many documents a retrieval found; undefined where it does not say. */
  readonly documents?: number | undefined
  /** What a price depends on beside the tokens. Not stored: a re-price reads it from the content again. */
  readonly billing?: Billing | undefined
  /** Our price by bucket, whole pico-dollars; undefined while unpriced. `total` is their sum. */
  readonly cost: SpanCost | undefined
  /** What the client said it cost, whole pico-dollars. */
  readonly reportedCostPicoUsd: bigint | null
  readonly userId: string
  readonly sessionId: string
  readonly environment: string
  readonly release: string
  readonly tags: readonly string[]
  /** What the span says its whole trace is called. */
  readonly traceName: string
  readonly promptName: string
  readonly promptVersion: string
  readonly agentName: string
  readonly toolName: string
  readonly finishReason: string
  readonly isStream: boolean
  readonly ttftNs: bigint | null
  /** The span's own reading: 1 for a call kind. A trace-wide verdict may overrule it (span_verdicts). */
  readonly ownCounts: 0 | 1
  readonly inputBytes: number
  readonly outputBytes: number
  /** Plain-text glimpses, at most 200 characters each. */
  readonly inputPreview: string
  readonly outputPreview: string
  /** Scalar span attributes of at most 256 B that are not content. */
  readonly attributes: ReadonlyMap<string, string>
  readonly resourceAttributes: ReadonlyMap<string, string>
  /** Keys whose value is scalar but too long to filter by. */
  readonly longKeys: readonly string[]
  /** The id that a vendor client used, when it is not the hex id. */
  readonly clientId: string
  readonly clientTraceId: string
  readonly keyId: string
  readonly protocol: string
  readonly partition: number
  readonly offset: number
  /** Something in it could not be read; it is stored raw. */
  readonly isDamaged: boolean
  readonly retentionDays: number
  /** UInt128: derivation epoch (16 bit) · rank (8) · end time ns (64) · content hash (40). */
  readonly version: bigint
  readonly content: SpanContent
}

export interface Billing {
  /** undefined: the standard one. */
  readonly service?: ServiceTier
  /** Of the tokens in `cache_write`, those kept for an hour. */
  readonly cacheWrite1h?: number
  /** Of the tokens in `cache_read`, those of audio. */
  readonly cacheReadAudio?: number
}

export interface SpanCost {
  readonly totalPicoUsd: bigint
  readonly byBucket: Readonly<Partial<Record<TokenBucket, bigint>>>
  /** Which price: `<source>/<provider>/<model pattern>@<effective date>`. */
  readonly priceId: string
}

/**
 * Everything the span carried, as it came, so that a later reader can map it anew.
 * Attribute types: s text · i integer (decimal text) · d double (text) · b bool ('true' 'false') ·
 * y bytes (raw) · j array or key-value list (JSON text) · n empty · r reference to a blob.
 */
export interface SpanContent {
  readonly attributeKeys: readonly string[]
  /** One letter per attribute. */
  readonly attributeTypes: string
  readonly attributeValues: readonly Uint8Array[]
  /** OTLP protobuf: repeated Span.events and Span.links fields with their tags, concatenated. */
  readonly events: Uint8Array
  readonly links: Uint8Array
  /** OTLP protobuf messages Resource and InstrumentationScope. */
  readonly resource: Uint8Array
  readonly scope: Uint8Array
  readonly schemaUrl: string
  readonly traceState: string
  readonly flags: number
  /** OTLP enum numbers. */
  readonly otelKind: number
  readonly statusCode: number
  readonly statusMessage: string
  /** As sent, before clamping or stand-in. */
  readonly rawStartNs: bigint
  readonly rawEndNs: bigint
  readonly droppedAttributes: number
}
