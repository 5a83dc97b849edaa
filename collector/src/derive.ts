/**
 * Envelopes → everything that a batch writes, pure: decode, normalise and enrich each span, and lay the rows out as
 * blocks. Runs in a worker thread; only bytes, texts and numbers come back.
 */

import type { ReadingRules, SpanRow } from '@vitrine/schemas'
import { messageOf } from './base/errors.ts'
import type { RejectReason } from './decode/admit.ts'
import { Unparsable } from './decode/json-text.ts'
import { type DecodedLogs, decodeLogs } from './decode/logs.ts'
import { announcedSpan } from './decode/pending-span.ts'
import { type DecodedSpan, decodeTraces } from './decode/spans.ts'
import { deriveSpan } from './enrich/derive-span.ts'
import type { PriceBooks } from './enrich/project-prices.ts'
import { type DetachedBlob, detachBlobs } from './ingest/detach-blobs.ts'
import { detachFromRecord, SHAPES } from './ingest/detach-records.ts'
import { type ScoreRow, scoresOfLog, scoresOfSpan } from './ingest/evaluation-scores.ts'
import { type FragmentRow, fragmentOfLog, fragmentOfOpenSpan } from './ingest/log-fragments.ts'
import { spanBody } from './ingest/span-body.ts'
import { createTouchedTraces, type TouchedTrace } from './ingest/touched-traces.ts'
import { BadFraming } from './mapping/wire.ts'
import { countTokens } from './normalise/token-counter.ts'
import type { Envelope, EnvelopeHeaders } from './queue/queue.ts'
import { createSpanEncoder, type EncodedSpans } from './store/encode-spans.ts'

/** A queue record, or some of its spans by their place: how a refused value is narrowed down. */
export interface EnvelopePart extends Envelope {
  readonly only?: { readonly from: number; readonly to: number }
}

/** An envelope with its body inflated, or as it is and why it could not be. */
export interface OpenEnvelope {
  readonly partition: number
  readonly offset: number
  readonly headers: EnvelopeHeaders
  readonly body: Uint8Array
  readonly problem?: string
  readonly only?: EnvelopePart['only']
  /** Called when nothing of the body is needed any more. */
  readonly release?: () => void
}

/** What a project's owner decided, as far as deriving needs it. */
export interface ProjectRules {
  readonly epoch: number
  /** In order of their start; spans before the first are kept for ever. */
  readonly retention: readonly RetentionClass[]
  readonly isDeleted: boolean
  readonly deletedTraces: ReadonlySet<string>
  /** undefined: the book and the lists of ours alone. */
  readonly reading?: ReadingRules | undefined
}

/** Of spans that start at this moment or later. */
export interface RetentionClass {
  readonly fromNs: bigint
  /** 0: for ever. */
  readonly days: number
}

export interface DeriveContext {
  readonly nowMs: number
  /** By project id; a project that is not here has NO_RULES. */
  readonly rules: ReadonlyMap<string, ProjectRules>
  readonly prices: PriceBooks
}

export const NO_RULES: ProjectRules = { epoch: 0, retention: [], isDeleted: false, deletedTraces: new Set() }

export interface DerivedReject {
  /** Which envelope of the batch. */
  readonly envelope: number
  /** Index of the span in it; -1 for all of it. */
  readonly index: number
  readonly spans: number
  readonly reason: RejectReason
  readonly detail: string
  readonly bytes: Uint8Array
  /** false: the body as it came, still encoded. */
  readonly isInflated: boolean
}

export interface DerivedBatch {
  readonly rows: number
  readonly inserts: readonly EncodedSpans[]
  readonly blobs: readonly DetachedBlob[]
  /** Spans (or log records) taken, by envelope: the writer's own count for the books. */
  readonly stored: readonly number[]
  readonly rejects: readonly DerivedReject[]
  readonly traces: readonly TouchedTrace[]
  readonly fragments: readonly FragmentRow[]
  readonly scores: readonly ScoreRow[]
}

/** Opened one after the other, so that only one body is in memory inflated. */
export async function deriveBatch(
  envelopes: readonly EnvelopePart[],
  context: DeriveContext,
  open: (envelope: EnvelopePart) => Promise<OpenEnvelope>,
): Promise<DerivedBatch> {
  const draft = new Draft(context)
  const stored: number[] = []
  for (const [place, part] of envelopes.entries()) {
    const envelope = await open(part)
    const rejected = draft.rejects.length
    stored.push(draft.add(envelope, place))
    // Rows are written, fragments and large values copied; only rejects may still point into the body.
    if (draft.rejects.length === rejected) envelope.release?.()
  }
  return {
    rows: draft.rows,
    inserts: draft.encoder.finish(),
    blobs: draft.blobs,
    stored,
    rejects: draft.rejects,
    traces: draft.traces.list(),
    fragments: draft.fragments,
    scores: draft.scores,
  }
}

interface SpanPlace {
  readonly envelope: OpenEnvelope
  readonly place: number
  readonly rules: ProjectRules
  /** What is kept of a rejected span that has no body of its own in the envelope. */
  readonly whole?: Uint8Array
}

class Draft {
  rows = 0
  readonly encoder = createSpanEncoder()
  readonly blobs: DetachedBlob[] = []
  readonly rejects: DerivedReject[] = []
  readonly traces = createTouchedTraces()
  readonly fragments: FragmentRow[] = []
  readonly scores: ScoreRow[] = []
  readonly #context: DeriveContext

  constructor(context: DeriveContext) {
    this.#context = context
  }

  /** Returns how many of its spans (or log records) were taken. */
  add(envelope: OpenEnvelope, place: number): number {
    const rules = this.#context.rules.get(envelope.headers.projectId) ?? NO_RULES
    const before = this.rows
    let records = 0
    const whole = (reason: RejectReason, detail: string, bytes: Uint8Array) => {
      const isInflated = envelope.problem === undefined
      const spans = envelope.headers.spanCount
      this.rejects.push({ envelope: place, index: -1, spans, reason, detail, bytes, isInflated })
    }
    if (envelope.problem !== undefined) whole('bad_framing', envelope.problem, envelope.body)
    else if (rules.isDeleted) whole('deleted', 'the project was deleted', NO_BYTES)
    else {
      const taken = this.#addBody(envelope, place, rules)
      if (typeof taken === 'string') whole('bad_framing', taken, envelope.body)
      else records = taken
    }
    return this.rows - before + records
  }

  /** The log records that it held, or what is wrong with it. */
  #addBody(envelope: OpenEnvelope, place: number, rules: ProjectRules): number | string {
    const { body, headers } = envelope
    try {
      if (headers.protocol === 'otlp_traces') this.#addSpans(envelope, place, rules)
      if (headers.protocol !== 'otlp_logs') return 0
      const logs = decodeLogs(body, headers.contentType)
      for (const told of logs.told) this.#addTold(told, { envelope, place, rules })
      return this.#addLogs(logs, envelope, rules)
    } catch (error) {
      // Decoding comes before the first row, so nothing of this body is in the batch.
      if (error instanceof BadFraming || error instanceof Unparsable) return error.message
      throw error
    }
  }

  #addSpans(envelope: OpenEnvelope, place: number, rules: ProjectRules): void {
    const { body, headers, only } = envelope
    const isWanted = (index: number) => only === undefined || (index >= only.from && index < only.to)
    const decoded = decodeTraces(body, headers.contentType)
    for (const { index, reason, detail, bytes } of decoded.rejected) {
      if (!isWanted(index)) continue
      this.rejects.push({ envelope: place, index, spans: 1, reason, detail, bytes, isInflated: true })
    }
    for (const span of decoded.spans) {
      if (isWanted(span.index)) this.#addSpan(announcedSpan(span), { envelope, place, rules })
    }
  }

  #addSpan(span: DecodedSpan, at: SpanPlace): void {
    const { envelope, place, rules } = at
    const { headers } = envelope
    const reject = (reason: RejectReason, detail: string, keepsBytes: boolean) => {
      const kept = () => at.whole ?? spanBody(envelope.body, headers.contentType, span.index)
      const bytes = keepsBytes ? kept() : NO_BYTES
      this.rejects.push({ envelope: place, index: span.index, spans: 1, reason, detail, bytes, isInflated: true })
    }
    if (rules.deletedTraces.has(span.view.traceId)) {
      reject('deleted', 'the trace was deleted', false)
      return
    }
    const { content, blobs } = detachBlobs(headers.projectId, span.content)
    let row: SpanRow
    try {
      const prices = this.#pricesOf(headers.projectId, rules)
      const derived = deriveSpan(span, this.#contextOf(envelope, rules), prices)
      row = blobs.length === 0 ? derived : { ...derived, content }
      this.scores.push(...scoresOfSpan(span, row.kind, headers))
    } catch (error) {
      // A mapper of ours fails on this span: it waits in the dead letter until the mapper is mended.
      reject('crashes_ingest', messageOf(error), true)
      return
    }
    if (isExpired(row, this.#context.nowMs)) {
      reject('expired', `its start is more than ${row.retentionDays} days ago`, true)
      return
    }
    this.encoder.add(row)
    this.rows++
    if (row.isRunning) {
      const payload = this.#withoutMedia(span.payload, SHAPES.span, headers.projectId)
      this.fragments.push(fragmentOfOpenSpan({ ...span, payload }, envelope))
    }
    this.blobs.push(...blobs)
    this.traces.add(row)
  }

  /** A record that stands for a span; were it rejected, the request that it came in would be kept. */
  #addTold(told: Uint8Array, at: SpanPlace): void {
    for (const span of decodeTraces(told, 'protobuf').spans) this.#addSpan(span, { ...at, whole: at.envelope.body })
  }

  #addLogs(logs: DecodedLogs, { headers, partition, offset }: OpenEnvelope, rules: ProjectRules): number {
    for (const log of logs.records) {
      if (rules.deletedTraces.has(log.traceId)) continue
      this.scores.push(...scoresOfLog(log, headers))
      const payload = this.#withoutMedia(log.payload, SHAPES.log, headers.projectId)
      this.fragments.push(fragmentOfLog({ ...log, payload }, { headers, partition, offset }))
    }
    for (const evaluation of logs.evaluations) this.scores.push(...scoresOfLog(evaluation, headers))
    return logs.records.length + logs.evaluations.length + logs.unused
  }

  #withoutMedia(payload: Uint8Array, shape: (typeof SHAPES)[keyof typeof SHAPES], projectId: string): Uint8Array {
    const { bytes, blobs } = detachFromRecord(payload, shape)
    for (const blob of blobs) this.blobs.push({ projectId, bytes: blob })
    return bytes
  }

  #pricesOf(projectId: string, { reading }: ProjectRules) {
    const { prices } = this.#context
    return reading === undefined ? prices.base : prices.of(projectId, reading)
  }

  #contextOf({ headers, partition, offset }: OpenEnvelope, rules: ProjectRules) {
    return {
      projectId: headers.projectId,
      keyId: headers.keyId,
      protocol: headers.protocol,
      partition,
      offset,
      receivedMs: headers.receivedMs,
      epoch: rules.epoch,
      mapping: rules.reading?.mapping,
      countTokens: rules.reading?.estimatesTokens === true ? countTokens : undefined,
      retentionDaysFor: (startNs: bigint) => daysFor(rules.retention, startNs),
    }
  }
}

const NO_BYTES = new Uint8Array()

function daysFor(classes: readonly RetentionClass[], startNs: bigint): number {
  return classes.findLast(({ fromNs }) => fromNs <= startNs)?.days ?? 0
}

function isExpired(row: SpanRow, nowMs: number): boolean {
  return row.retentionDays > 0 && Number(row.startNs / 1_000_000n) + row.retentionDays * 86_400_000 < nowMs
}
