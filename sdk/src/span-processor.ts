/**
 * Takes spans as they end and keeps them until they are sent. What sends them (protobuf, gzip, HTTP) is loaded with the
 * first batch: an application that makes no span pays for none of it.
 */
import { type Attributes, type Context, TraceFlags } from '@opentelemetry/api'
import { contextAttributes } from './context.ts'
import { drop, warnOnce } from './drops.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import { type Announcer, createAnnouncer } from './running.ts'
import { createWaitingRoom, isInSample } from './sampling.ts'
import type { Destination, Settings } from './settings.ts'
import type { ReadSpan } from './span.ts'
import { guard } from './wrap-method.ts'

const BATCH_SPANS = 128
/** Keeps encoding one batch to a few milliseconds of the event loop. */
const BATCH_CHARS = 4_194_304
const FLUSH_MS = 10_000

/** What OpenTelemetry hands to `onStart`: a span that can be read and written. */
export interface StartedSpan extends ReadSpan {
  setAttribute(key: string, value: string | number | boolean): unknown
}

/** A processor for any OpenTelemetry provider; spans that end are sent to Vitrine. */
export interface VitrineSpanProcessor {
  onStart(span: StartedSpan, parent: Context): void
  onEnd(span: ReadSpan): void
  forceFlush(): Promise<void>
  shutdown(): Promise<void>
  /** Resolves when everything is sent or the time is over. Never rejects. */
  flush(deadlineMs: number): Promise<void>
  /** For the last moment of a process: keeps on disk what waits, where that was asked for. */
  keep(): void
  sent(): number
  sampledOut(): number
}

export interface ProcessorOptions {
  readonly destination: Destination
  readonly settings: Settings
  /** `own`: our tracer set the sampled flag. `application`: a provider of the application did, and we sample on top. */
  readonly flagsBy: 'own' | 'application'
}

let spool: typeof import('./spool.ts') | undefined

/** Where a spool is wanted, this is asked for at once: a process may end before its first span is sent. */
export async function loadSpool(): Promise<typeof import('./spool.ts')> {
  spool ??= await import('./spool.ts')
  return spool
}

export function createSpanProcessor(options: ProcessorOptions): VitrineSpanProcessor {
  return new OutboxProcessor(options)
}

class OutboxProcessor implements VitrineSpanProcessor {
  readonly #options: ProcessorOptions
  readonly #outbox: Outbox<ReadSpan>
  readonly #waitingRoom = createWaitingRoom()
  readonly #announcer: Announcer | undefined
  #isSpooling = false
  #sent = 0

  constructor(options: ProcessorOptions) {
    const { destination, settings } = options
    this.#options = options
    const sender = async () => await import('./send-spans.ts')
    if (settings.spool !== undefined) void this.#openSpool().catch(() => undefined)
    this.#outbox = createOutbox<ReadSpan>({
      maxItems: settings.maxQueueSpans,
      maxSize: settings.maxQueueChars,
      batchItems: BATCH_SPANS,
      batchSize: BATCH_CHARS,
      intervalMs: settings.flushIntervalMs,
      sizeOf: spanSize,
      send: async (batch) => await (await sender()).sendSpans(destination, settings, batch),
      ...(settings.spool === undefined ? {} : { onFailed: async (batch) => await this.#keepForLater(batch) }),
      onAccepted: (howMany, rejected) => {
        this.#sent += howMany - rejected
        if (this.#isSpooling) void this.#openSpool().catch(() => undefined)
        if (rejected > 0) drop('export_refused', `${rejected} spans were rejected`, rejected)
      },
      ...(settings.waitUntil === undefined ? {} : { waitUntil: settings.waitUntil }),
      onLater: (why) =>
        warnOnce(`${withoutPassword(destination.url)} does not take spans yet (${why}); they are kept and retried`),
      reasons: { full: 'queue_full', failed: 'export_failed', refused: 'export_refused' },
    })
    if (settings.running)
      this.#announcer = createAnnouncer({
        isVitrine: async () => (await (await sender()).isVitrine(destination)) === true,
        announce: async (spans) => void (await (await sender()).sendSpans(destination, settings, spans)),
      })
  }

  /** Spans of other instrumentations carry the session and the user too. */
  onStart(span: StartedSpan, parent: Context): void {
    guard(() => {
      const carried = contextAttributes(parent)
      for (const key in carried)
        if (carried[key] !== undefined && span.attributes[key] === undefined)
          span.setAttribute(key, carried[key] as string)
      if (this.#isSampled(span)) this.#announcer?.started(span)
    }, undefined)
  }

  onEnd(span: ReadSpan): void {
    guard(() => {
      this.#announcer?.ended(span)
      if (this.#isSampled(span)) this.#outbox.add(span)
      else if (this.#mayWait(span))
        for (const late of this.#waitingRoom.add(span, spanSize(span))) this.#outbox.add(late)
    }, undefined)
  }

  flush(deadlineMs: number): Promise<void> {
    return this.#outbox.flush(deadlineMs)
  }

  forceFlush(): Promise<void> {
    return this.flush(FLUSH_MS)
  }

  async shutdown(): Promise<void> {
    await this.forceFlush()
    this.#outbox.close()
  }

  keep(): void {
    if (this.#outbox.waiting() > 0) spool?.keepOnDiskNow(this.#options.settings, this.#outbox.waitingItems())
  }

  sent(): number {
    return this.#sent
  }

  sampledOut(): number {
    return this.#waitingRoom.sampledOut()
  }

  /** Sends what an earlier process, or an earlier hour, left on disk. */
  async #openSpool(): Promise<void> {
    this.#isSpooling = false
    const { sendKept } = await loadSpool()
    await sendKept(this.#options.destination, this.#options.settings)
  }

  async #keepForLater(batch: readonly ReadSpan[]): Promise<boolean> {
    this.#isSpooling = true
    const { keepOnDisk } = await loadSpool()
    return await keepOnDisk(this.#options.settings, batch)
  }

  #isSampled(span: ReadSpan): boolean {
    const { traceId, traceFlags } = span.spanContext()
    if ((traceFlags & TraceFlags.SAMPLED) === 0) return false
    return this.#options.flagsBy === 'own' || isInSample(traceId, this.#options.settings.sampleRate)
  }

  /** What the application's own sampler left out is not ours to send. */
  #mayWait(span: ReadSpan): boolean {
    return this.#options.flagsBy === 'own' || (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0
  }
}

/** A log is no place for it. */
function withoutPassword(url: string): string {
  return url.replace(/\/\/[^/]*@/, '//')
}

/** Roughly what the span keeps alive. */
function spanSize(span: ReadSpan): number {
  let size = 500 + sizeOf(span.attributes)
  for (const { attributes } of span.events) if (attributes !== undefined) size += sizeOf(attributes)
  return size
}

function sizeOf(attributes: Attributes): number {
  let size = 0
  for (const key in attributes) {
    const value = attributes[key]
    size += typeof value === 'string' ? value.length : 16
  }
  return size
}
