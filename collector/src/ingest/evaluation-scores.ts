/** What spans and log records say about quality (evaluation events, inline annotations) becomes scores. */
import { createHash } from 'node:crypto'
import type { SpanKind } from '@vitrine/schemas'
import type { DecodedSpan } from '../decode/decoded-span.ts'
import type { DecodedLog } from '../decode/logs.ts'
import {
  ANSWER_ID,
  EVALUATION_EVENT,
  EVALUATION_NAME,
  evaluationOf,
  type SpanScore,
  scoresOf,
} from '../mapping/scores.ts'
import type { EnvelopeHeaders } from '../queue/queue.ts'

/** A row of `scores`, under its column names. */
export interface ScoreRow {
  readonly project_id: string
  readonly score_id: string
  readonly name: string
  readonly data_type: 'numeric' | 'categorical' | 'text'
  readonly value: number | null
  readonly text_value: string
  readonly target: 'span'
  readonly trace_id: string
  readonly span_id: string
  readonly source: 'span'
  readonly comment: string
  /** JSON; while it has no place, the answer that it is about. */
  readonly metadata?: string
  readonly time: string
  readonly version: string
}

const MARK = Buffer.from(EVALUATION_EVENT)
/** Longer words are a text and not a category. */
const MAX_CATEGORY = 100

export function scoresOfSpan(span: DecodedSpan, kind: SpanKind, headers: EnvelopeHeaders): readonly ScoreRow[] {
  const isEvaluator = kind === 'evaluator'
  if (!isEvaluator && !mayHaveScores(span)) return NONE
  const { traceId, spanId, startNs, endNs } = span.view
  return scoresOf(span.view, isEvaluator).map((score) =>
    rowOf(score, { traceId, spanId, timeNs: score.timeNs || endNs || startNs }, headers),
  )
}

/** Cheap, since nearly no span has any. */
function mayHaveScores({ content }: DecodedSpan): boolean {
  const { events, attributeKeys } = content
  for (const key of attributeKeys) if (isScoreKey(key)) return true
  return events.byteLength > 0 && Buffer.from(events.buffer, events.byteOffset, events.byteLength).includes(MARK)
}

function isScoreKey(key: string): boolean {
  return key.startsWith('annotations.') || key.startsWith('evaluations.') || key === EVALUATION_NAME
}

export function scoresOfLog(log: DecodedLog, headers: EnvelopeHeaders): readonly ScoreRow[] {
  if (!log.eventName.startsWith(EVALUATION_EVENT)) return NONE
  const { traceId, spanId, timeNs, attributes, eventName: name, body } = log
  const scores = evaluationOf({ name, timeNs, body, get: (key) => attributes.get(key) })
  if (spanId !== '') return scores.map((score) => rowOf(score, { traceId, spanId, timeNs }, headers))
  const answer = String(attributes.get(ANSWER_ID) ?? '')
  const metadata = JSON.stringify({ response_id: answer })
  return scores.map((score) => ({
    ...rowOf({ ...score, place: `${score.place} of ${answer}` }, { traceId, spanId, timeNs }, headers),
    metadata,
  }))
}

interface Place {
  readonly traceId: string
  readonly spanId: string
  readonly timeNs: bigint
}

function rowOf(score: SpanScore, at: Place, { projectId, receivedMs }: EnvelopeHeaders): ScoreRow {
  const { name, value, label, explanation } = score
  const key = JSON.stringify([projectId, at.traceId, at.spanId, name, score.place])
  const timeNs = at.timeNs > 0n && at.timeNs < MAX_NS ? at.timeNs : BigInt(receivedMs) * 1_000_000n
  return {
    project_id: projectId,
    score_id: createHash('sha256').update(key).digest('hex').slice(0, 32),
    name,
    data_type: value !== null ? 'numeric' : label.length > MAX_CATEGORY ? 'text' : 'categorical',
    value,
    text_value: label,
    target: 'span',
    trace_id: at.traceId,
    span_id: at.spanId,
    source: 'span',
    comment: explanation,
    time: decimalSeconds(timeNs),
    // Derived from the span, so that a replay writes the same row again; whatever a person changes later wins.
    version: '1',
  }
}

const NONE: readonly ScoreRow[] = []
/** The year 2200: what the time column holds with room to spare. */
const MAX_NS = 7_258_118_400_000_000_000n

/** DateTime64(9) as text: seconds and nine digits. */
export function decimalSeconds(ns: bigint): string {
  return `${ns / 1_000_000_000n}.${String(ns % 1_000_000_000n).padStart(9, '0')}`
}
