/**
 * What every OTLP door does once it holds a body: look at its shape, make it durable, say what became of it. The
 * bytes go to the queue as they came; which spans are bad is told to the client here and decided at ingest.
 */
import { randomUUID } from 'node:crypto'
import type { Clock } from '../base/clock.ts'
import { AppError } from '../base/errors.ts'
import type { ContentEncoding } from '../base/inflate.ts'
import type { Log } from '../base/log.ts'
import type { Metrics } from '../base/metrics.ts'
import { type EnvelopeHeaders, type Queue, QueueFull } from '../queue/queue.ts'
import type { Admitted } from './admission.ts'
import type { AnswerType, PartialSuccess, Signal } from './otlp-answer.ts'

/** A cheap look at a body: how many spans (or records), and which will be rejected. */
export type CheckBody = (body: Uint8Array, contentType: AnswerType) => BodyCheck

export type BodyCheck =
  | {
      readonly kind: 'ok'
      readonly spans: number
      readonly rejected: readonly { readonly index: number; readonly reason: string; readonly detail: string }[]
    }
  | { readonly kind: 'unparsable'; readonly why: string }

export interface IntakeDeps {
  readonly queue: Pick<Queue, 'append'>
  readonly check: Readonly<Record<Signal, CheckBody>>
  /** Queue, dead letter or disk: nothing more can be kept for now. */
  readonly isFull: () => boolean
  readonly clock: Clock
  readonly metrics: Metrics
  readonly log: Log
}

export interface Delivery {
  readonly sender: Admitted
  readonly signal: Signal
  readonly contentType: AnswerType
  readonly contentEncoding: ContentEncoding
  readonly payload: Uint8Array
  readonly inflated: Uint8Array
  readonly userAgent: string | undefined
}

export type Outcome =
  | { readonly kind: 'accepted'; readonly partial: PartialSuccess | undefined }
  | {
      readonly kind: 'refused'
      readonly status: 400 | 429 | 503
      readonly message: string
      readonly retryAfterMs?: number
    }

export interface Intake {
  accept(delivery: Delivery): Promise<Outcome>
  /** Asked before a body is read. */
  refusalWhenFull(): Extract<Outcome, { kind: 'refused' }> | undefined
}

const PROTOCOLS = {
  traces: 'otlp_traces',
  logs: 'otlp_logs',
  metrics: 'otlp_metrics',
} as const satisfies Record<Signal, EnvelopeHeaders['protocol']>

const FULL_RETRY_MS = 5_000
const BROKEN_RETRY_MS = 5_000
/** Named rejects in an answer; the rest is counted. */
const NAMED_REJECTS = 5
/** User-Agent is free text, and the books keep one line for each: beyond this many they share one. */
const MAX_SDKS = 500
const SDK_MAX_LENGTH = 64

export function createIntake(deps: IntakeDeps): Intake {
  const sdks = new Set<string>()

  function sdkOf(userAgent: string | undefined): string {
    const word = (userAgent ?? '').trim().split(/\s/, 1)[0] ?? ''
    const sdk = word.replace(/[^\x21-\x7e]/g, '?').slice(0, SDK_MAX_LENGTH) || 'unknown'
    if (sdks.has(sdk)) return sdk
    if (sdks.size >= MAX_SDKS) return 'other'
    sdks.add(sdk)
    return sdk
  }

  async function accept(delivery: Delivery): Promise<Outcome> {
    if (delivery.inflated.length === 0) return { kind: 'accepted', partial: undefined }
    const checked = deps.check[delivery.signal](delivery.inflated, delivery.contentType)
    if (checked.kind === 'unparsable') {
      return { kind: 'refused', status: 400, message: `cannot read the body: ${checked.why}` }
    }
    if (delivery.signal === 'metrics') {
      deps.metrics.counters.vitrine_metric_requests_ignored_total.inc()
      return { kind: 'accepted', partial: undefined }
    }
    if (checked.spans === 0) return { kind: 'accepted', partial: undefined }
    const refusal = await append(delivery, checked.spans)
    return refusal ?? { kind: 'accepted', partial: partialOf(checked) }
  }

  async function append(delivery: Delivery, spanCount: number): Promise<Outcome | undefined> {
    const protocol = PROTOCOLS[delivery.signal]
    const endTimer = deps.metrics.histograms.vitrine_queue_append_seconds.startTimer()
    try {
      await deps.queue.append({
        headers: {
          projectId: delivery.sender.projectId,
          protocol,
          contentType: delivery.contentType,
          contentEncoding: delivery.contentEncoding,
          spanCount,
          deliveryId: randomUUID(),
          receivedMs: deps.clock.nowMs(),
          keyId: delivery.sender.keyId,
          sdk: sdkOf(delivery.userAgent),
          inflatedBytes: delivery.inflated.length,
        },
        payload: delivery.payload,
        inflated: delivery.inflated,
      })
    } catch (error) {
      return refusalOf(error)
    }
    endTimer()
    deps.metrics.counters.vitrine_spans_received_total.inc({ protocol }, spanCount)
    return undefined
  }

  function refusalOf(error: unknown): Outcome {
    if (error instanceof QueueFull) return fullRefusal(error.retryAfterMs)
    if (!(error instanceof AppError)) throw error
    deps.log.error({ code: error.code, why: error.message }, 'queue refused a body')
    const message = 'the spans could not be made durable; nothing was kept, send them again'
    return { kind: 'refused', status: 503, message, retryAfterMs: BROKEN_RETRY_MS }
  }

  return {
    accept,
    refusalWhenFull: () => (deps.isFull() ? fullRefusal(FULL_RETRY_MS) : undefined),
  }
}

export function fullRefusal(retryAfterMs: number) {
  const message = 'no room for more spans at the moment; nothing was kept, send them again later'
  return { kind: 'refused', status: 429, message, retryAfterMs } as const
}

function partialOf(checked: Extract<BodyCheck, { kind: 'ok' }>): PartialSuccess | undefined {
  const { rejected, spans } = checked
  if (rejected.length === 0) return undefined
  const named = rejected.slice(0, NAMED_REJECTS).map(({ index, reason, detail }) => `#${index} ${reason}: ${detail}`)
  const more = rejected.length > named.length ? `; and ${rejected.length - named.length} more` : ''
  return { rejected: rejected.length, message: `${rejected.length} of ${spans} rejected: ${named.join('; ')}${more}` }
}
