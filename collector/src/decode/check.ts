/**
 * What the door needs before it answers: how many spans a body holds and which of them will be rejected. Protobuf
 * is only walked (well under a microsecond a span); the verdict on a span is the same `admit` that ingest uses.
 */
import { BadFraming, type Cursor, cursorOf, LEN, readLength, readVarint, skipField } from '../mapping/wire.ts'
import { admit, MAX_SPAN_BYTES, type RejectReason, type SpanFacts } from './admit.ts'
import { field, idBytes, isObject, type Json, listField, resourcesIn, Unparsable, unsigned64 } from './json-text.ts'
import { placesOf, transcodeTraces } from './json-traces.ts'
import { walkExport } from './otlp-walk.ts'
import { type Signal, signalIn } from './signal-of.ts'
import { factsOf } from './span-facts.ts'
import type { BodyType } from './spans.ts'

export interface CheckedReject {
  readonly index: number
  readonly reason: RejectReason
  readonly detail: string
}

/** `spans` counts what the body holds, rejected ones included: spans, log records, or metric data points. */
export type Checked =
  | { readonly kind: 'ok'; readonly spans: number; readonly rejected: readonly CheckedReject[] }
  | { readonly kind: 'unparsable'; readonly why: string }

export function checkTraces(body: Uint8Array, contentType: BodyType): Checked {
  return guarded(() => (contentType === 'protobuf' ? checkSpans(body) : checkJsonSpans(body)))
}

/** Log records are never rejected one by one: a body parses or it does not. */
export function checkLogs(body: Uint8Array, contentType: BodyType): Checked {
  return guarded(() => (contentType === 'protobuf' ? countItems(body, () => 1) : countJsonLogs(body)))
}

function checkMetrics(body: Uint8Array, contentType: BodyType): Checked {
  return guarded(() => (contentType === 'protobuf' ? countItems(body, countPoints) : countJsonPoints(body)))
}

type Check = (body: Uint8Array, contentType: BodyType) => Checked

/** For a door, where a client that took the wrong path can still be told: JSON says itself whose signal it holds. */
export const CHECKS: Readonly<Record<Signal, Check>> = {
  // Bodies with a span need not pay for the look.
  traces: atDoor(
    'traces',
    checkTraces,
    (checked) => checked.kind === 'ok' && checked.rejected.length === checked.spans,
  ),
  logs: atDoor('logs', checkLogs, () => true),
  metrics: atDoor('metrics', checkMetrics, () => true),
}

function atDoor(signal: Signal, check: Check, isDoubtful: (checked: Checked) => boolean): Check {
  return (body, contentType) => {
    const checked = check(body, contentType)
    if (contentType === 'json' || !isDoubtful(checked)) return checked
    const found = signalIn(body) ?? signal
    return found === signal ? checked : { kind: 'unparsable', why: `it holds ${found}: send it to /v1/${found}` }
  }
}

function guarded(check: () => Checked): Checked {
  try {
    return check()
  } catch (error) {
    if (error instanceof BadFraming || error instanceof Unparsable) return { kind: 'unparsable', why: error.message }
    throw error
  }
}

function checkSpans(body: Uint8Array): Checked {
  const rejected: CheckedReject[] = []
  let spans = 0
  walkExport(body, (cursor, end) => {
    const refusal = admit(factsOf(cursor, end))
    if (refusal !== undefined) rejected.push({ index: spans, ...refusal })
    spans++
  })
  return { kind: 'ok', spans, rejected }
}

function checkJsonSpans(body: Uint8Array): Checked {
  // Sizes are those of the transcoded span, so a body that could hold a too large one is transcoded here as well.
  if (body.byteLength > MAX_SPAN_BYTES) return checkSpans(transcodeTraces(body).bytes)
  const rejected: CheckedReject[] = []
  const places = placesOf(body)
  places.forEach(({ span }, index) => {
    const refusal = admit(jsonFacts(span))
    if (refusal !== undefined) rejected.push({ index, ...refusal })
  })
  return { kind: 'ok', spans: places.length, rejected }
}

function jsonFacts(span: Json): SpanFacts {
  if (!isObject(span))
    return {
      isFramed: false,
      hasTraceId: false,
      hasSpanId: false,
      hasTimes: false,
      bytes: 0,
      largeBytes: 0,
      attributes: 0,
    }
  return {
    isFramed: true,
    hasTraceId: isSet(idBytes(field(span, 'traceId'), 16)),
    hasSpanId: isSet(idBytes(field(span, 'spanId'), 8)),
    hasTimes:
      unsigned64(field(span, 'startTimeUnixNano')) !== undefined &&
      unsigned64(field(span, 'endTimeUnixNano')) !== undefined,
    bytes: 0,
    largeBytes: 0,
    attributes: Array.isArray(span.attributes) ? span.attributes.length : 0,
  }
}

function isSet(id: Buffer | undefined): boolean {
  return id?.some((byte) => byte !== 0) ?? false
}

function countItems(body: Uint8Array, countOf: (cursor: Cursor, end: number) => number): Checked {
  let spans = 0
  walkExport(body, (cursor, end) => {
    spans += countOf(cursor, end)
  })
  return { kind: 'ok', spans, rejected: [] }
}

const METRIC_DATA_FIELDS = new Set([5, 7, 9, 10, 11])

/** Metric = …, one of gauge, sum, histogram, exponential histogram, summary; each has its points in field 1. */
function countPoints(metric: Cursor, end: number): number {
  const cursor = cursorOf(metric.bytes.subarray(metric.at, end))
  let points = 0
  while (cursor.at < cursor.end) {
    const tag = readVarint(cursor)
    if ((tag & 7) === LEN && METRIC_DATA_FIELDS.has(tag >>> 3)) {
      const dataEnd = readLength(cursor)
      points += countField(cursor, dataEnd, 1)
    } else skipField(cursor, tag & 7)
  }
  return points
}

function countField(cursor: Cursor, end: number, number: number): number {
  let count = 0
  while (cursor.at < end) {
    const tag = readVarint(cursor)
    if (tag >>> 3 === number) count++
    skipField(cursor, tag & 7)
  }
  return count
}

function countJsonLogs(body: Uint8Array): Checked {
  let spans = 0
  for (const resource of resourcesIn(body, 'logs')) {
    if (!isObject(resource)) continue
    for (const scope of listField(resource, 'scopeLogs'))
      if (isObject(scope)) spans += listField(scope, 'logRecords').length
  }
  return { kind: 'ok', spans, rejected: [] }
}

const JSON_METRIC_DATA = ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary']

function countJsonPoints(body: Uint8Array): Checked {
  let spans = 0
  for (const resource of resourcesIn(body, 'metrics')) {
    if (!isObject(resource)) continue
    for (const scope of listField(resource, 'scopeMetrics')) {
      if (!isObject(scope)) continue
      for (const metric of listField(scope, 'metrics')) spans += isObject(metric) ? jsonPointsOf(metric) : 0
    }
  }
  return { kind: 'ok', spans, rejected: [] }
}

function jsonPointsOf(metric: { readonly [key: string]: Json | undefined }): number {
  let points = 0
  for (const name of JSON_METRIC_DATA) {
    const data = field(metric, name)
    if (isObject(data)) points += listField(data, 'dataPoints').length
  }
  return points
}
