/** Our own way out for spans: a span processor over an outbox, OTLP/HTTP protobuf, gzip. */
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Context } from '@opentelemetry/api'
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace-base'
import { contextAttributes } from './context.ts'
import { drop, warnOnce } from './drops.ts'
import { encodeSpans } from './otlp-encode.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import { type PostOutcome, post } from './post.ts'
import type { Destination, Settings } from './settings.ts'
import { VERSION } from './version.ts'
import { guard } from './wrap-method.ts'

const BATCH_SPANS = 128
/** Keeps encoding one batch to a few milliseconds of the event loop. */
const BATCH_CHARS = 4_194_304
const TIMEOUT_MS = 10_000
const SAMPLED = 1

const compress = promisify(gzip)

/** A processor for any OpenTelemetry provider; spans that end are sent to Vitrine. */
export interface VitrineSpanProcessor extends SpanProcessor {
  /** Resolves when everything is sent or the time is over. Never rejects. */
  flush(deadlineMs: number): Promise<void>
  sent(): number
}

export function createSpanProcessor(destination: Destination, settings: Settings): VitrineSpanProcessor {
  return new OutboxProcessor(destination, settings)
}

class OutboxProcessor implements VitrineSpanProcessor {
  readonly #outbox: Outbox<ReadableSpan>
  #sent = 0

  constructor(destination: Destination, settings: Settings) {
    this.#outbox = createOutbox<ReadableSpan>({
      maxItems: settings.maxQueueSpans,
      maxSize: settings.maxQueueChars,
      batchItems: BATCH_SPANS,
      batchSize: BATCH_CHARS,
      intervalMs: settings.flushIntervalMs,
      sizeOf: spanSize,
      send: (batch) => sendSpans(destination, batch),
      onAccepted: (howMany, body) => {
        const rejected = guard(() => rejectedSpans(body), 0)
        this.#sent += howMany - rejected
        if (rejected > 0) drop('export_refused', `the collector rejected ${rejected} spans`, rejected)
      },
      reasons: { full: 'queue_full', failed: 'export_failed', refused: 'export_refused' },
    })
  }

  /** Spans of other instrumentations carry the session and the user too. */
  onStart(span: Span, parent: Context): void {
    guard(() => {
      for (const [key, value] of Object.entries(contextAttributes(parent)))
        if (value !== undefined && span.attributes[key] === undefined) span.setAttribute(key, value)
    }, undefined)
  }

  onEnd(span: ReadableSpan): void {
    guard(() => {
      if ((span.spanContext().traceFlags & SAMPLED) !== 0) this.#outbox.add(span)
    }, undefined)
  }

  flush(deadlineMs: number): Promise<void> {
    return this.#outbox.flush(deadlineMs)
  }

  forceFlush(): Promise<void> {
    return this.flush(TIMEOUT_MS)
  }

  async shutdown(): Promise<void> {
    await this.forceFlush()
    this.#outbox.close()
  }

  sent(): number {
    return this.#sent
  }
}

async function sendSpans(destination: Destination, batch: readonly ReadableSpan[]): Promise<PostOutcome> {
  const encoded = guard(() => encodeSpans(batch), undefined)
  if (encoded === undefined) return { kind: 'refused', why: 'the spans could not be encoded' }
  const outcome = await post({
    url: destination.url,
    headers: {
      ...destination.headers,
      'content-type': 'application/x-protobuf',
      'content-encoding': 'gzip',
      'user-agent': `vitrine-sdk-js/${VERSION}`,
    },
    body: await compress(encoded),
    timeoutMs: TIMEOUT_MS,
  })
  if (outcome.kind === 'later')
    warnOnce(`${destination.url} does not take spans yet (${outcome.why}); they are kept and retried`)
  return outcome
}

/** Roughly what the span keeps alive. */
function spanSize(span: ReadableSpan): number {
  let size = 500
  for (const value of Object.values(span.attributes)) size += typeof value === 'string' ? value.length : 16
  for (const event of span.events)
    for (const value of Object.values(event.attributes ?? {})) size += typeof value === 'string' ? value.length : 16
  return size
}

/** ExportTraceServiceResponse { partial_success = 1 { rejected_spans = 1 } }; an empty answer rejects nothing. */
function rejectedSpans(body: Buffer): number {
  if (body.length < 4 || body[0] !== 0x0a || body[2] !== 0x08) return 0
  let value = 0
  let scale = 1
  for (const byte of body.subarray(3)) {
    value += (byte & 0x7f) * scale
    scale *= 128
    if (byte < 0x80) return value
  }
  return 0
}
