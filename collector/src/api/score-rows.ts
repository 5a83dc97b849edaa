/** A score as it is kept, made from what was sent; the id is derived where none was given, so that repeats meet. */
import { createHash } from 'node:crypto'
import { parseTimeNs, type Score, type ScoreBody, type ScoreSource, type ScoreType } from '@vitrine/schemas/api'
import { ApiError } from './api-error.ts'

export interface ScoreRow {
  readonly score_id: string
  readonly name: string
  readonly data_type: ScoreType
  readonly value: number | null
  readonly text_value: string
  readonly target: 'span' | 'trace' | 'session'
  readonly trace_id: string
  readonly span_id: string
  readonly session_id: string
  readonly source: ScoreSource
  readonly comment: string
  /** JSON text; '' when nobody said. */
  readonly metadata: string
  readonly user_id: string
  readonly time_ns: string
  readonly version: string
}

export const SCORE_COLUMNS = `score_id, name, data_type, value, text_value, target, trace_id, span_id, session_id,
  source, comment, metadata, user_id, toString(toUnixTimestamp64Nano(time)) as time_ns, toString(version) as version`

/** Longer words, or several lines, are a text and not a category. */
const MAX_CATEGORY = 100

export function readScore(body: ScoreBody, by: { source: ScoreSource; userId: string; nowNs: bigint }): ScoreRow {
  const target = targetOf(body)
  const type = body.type ?? typeOf(body.value)
  const source = body.source ?? by.source
  return {
    ...target,
    ...storedValue(type, body.value),
    score_id: body.id ?? derivedId([target.trace_id, target.span_id, target.session_id, body.name, source, by.userId]),
    name: body.name,
    data_type: type,
    source,
    comment: body.comment ?? '',
    metadata: body.metadata === undefined ? '' : jsonOf(body.metadata),
    user_id: by.userId,
    time_ns: timeOf(body.time, by.nowNs),
    version: '0',
  }
}

export function scoreAnswer(row: ScoreRow): Score {
  const orNull = (text: string) => (text === '' ? null : text)
  const isWord = row.data_type === 'categorical' || row.data_type === 'text'
  return {
    id: row.score_id,
    name: row.name,
    type: row.data_type,
    value: row.value === null ? null : Number(row.value),
    text: isWord ? row.text_value : null,
    target: row.target,
    trace_id: orNull(row.trace_id),
    span_id: orNull(row.span_id),
    session_id: orNull(row.session_id),
    source: row.source,
    comment: orNull(row.comment),
    metadata: row.metadata === '' ? null : JSON.parse(row.metadata),
    user: orNull(row.user_id),
    time: row.time_ns,
  }
}

/** Ids as OTLP has them, or a UUID's digits; another client's id stays as it came. */
export function hexId(id: string): string {
  const digits = id.toLowerCase().replaceAll('-', '')
  return /^([0-9a-f]{16}|[0-9a-f]{32})$/.test(digits) ? digits : id
}

function targetOf(body: ScoreBody): Pick<ScoreRow, 'target' | 'trace_id' | 'span_id' | 'session_id'> {
  const { trace_id, span_id, session_id } = body
  if (session_id !== undefined && trace_id === undefined && span_id === undefined) {
    return { target: 'session', trace_id: '', span_id: '', session_id }
  }
  if (trace_id !== undefined && session_id === undefined) {
    const target = span_id === undefined ? 'trace' : 'span'
    return { target, trace_id: hexId(trace_id), span_id: hexId(span_id ?? ''), session_id: '' }
  }
  throw invalid('trace_id', 'a score has one target: trace_id with span_id, trace_id alone, or session_id alone')
}

function typeOf(value: ScoreBody['value']): ScoreType {
  if (typeof value === 'number') return 'numeric'
  if (typeof value === 'boolean') return 'boolean'
  return value.length <= MAX_CATEGORY && !value.includes('\n') ? 'categorical' : 'text'
}

function storedValue(type: ScoreType, value: ScoreBody['value']): Pick<ScoreRow, 'value' | 'text_value'> {
  switch (type) {
    case 'numeric':
      if (typeof value === 'number') return { value, text_value: '' }
      throw invalid('value', 'a numeric score has a number')
    case 'boolean':
      if (value === true || value === 1) return { value: 1, text_value: '' }
      if (value === false || value === 0) return { value: 0, text_value: '' }
      throw invalid('value', 'a boolean score has true or false')
    case 'categorical':
    case 'text':
      if (typeof value === 'string') return { value: null, text_value: value }
      throw invalid('value', `a ${type} score has a text`)
  }
}

function jsonOf(metadata: unknown): string {
  try {
    return JSON.stringify(metadata)
  } catch (error) {
    if (error instanceof RangeError) throw invalid('metadata', 'it is nested too deeply')
    throw error
  }
}

function timeOf(text: string | undefined, nowNs: bigint): string {
  if (text === undefined) return String(nowNs)
  const ns = parseTimeNs(text)
  if (ns === undefined || ns < 0n || ns > MAX_TIME_NS) throw invalid('time', 'it is RFC 3339 or Unix nanoseconds')
  return String(ns)
}

/** What DateTime64(9) holds: until 2262. */
const MAX_TIME_NS = 9_223_372_036_000_000_000n

function derivedId(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
}

function invalid(field: string, why: string): ApiError {
  return new ApiError(400, 'invalid_body', `cannot read the score: ${why}`, {
    advice: 'GET /api/docs shows what a score looks like',
    params: { field },
  })
}
