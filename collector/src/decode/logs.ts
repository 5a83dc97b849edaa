/**
 * Log records that carry what a span left out: messages, choices, evaluation results. They come before or after
 * their span, in requests of their own, and are joined to it by trace and span id. All others are only counted.
 */
import { EventRecord } from '../mapping/otlp-records.ts'
import { ANSWER_ID, EVALUATION_EVENT } from '../mapping/scores.ts'
import type { AttributeValue } from '../mapping/span-view.ts'
import { BadFraming, type Cursor, LEN, readLength, readVarint, skipField, Writer } from '../mapping/wire.ts'
import { field, idBytes, isObject, type JsonObject, listField, resourcesIn, textOr, unsigned64 } from './json-text.ts'
import { writeScope } from './json-traces.ts'
import { writeAnyValue, writeAttributes } from './json-values.ts'
import { walkExport } from './otlp-walk.ts'
import type { BodyType } from './spans.ts'
import { spanToldBy } from './told-spans.ts'

export interface DecodedLog {
  readonly traceId: string
  readonly spanId: string
  readonly timeNs: bigint
  /** How many records of its span and time stand before it in the body: times of a few ms say no order. */
  readonly tie: number
  readonly eventName: string
  readonly attributes: ReadonlyMap<string, AttributeValue>
  readonly body: AttributeValue | undefined
  /** Protobuf LogRecord: a fragment's payload, read again by viewOfContent. */
  readonly payload: Uint8Array
  /** Protobuf Resource and InstrumentationScope. */
  readonly resource: Uint8Array
  readonly scope: Uint8Array
}

export interface DecodedLogs {
  readonly records: readonly DecodedLog[]
  /** Evaluations of an answer that name no span: their ids are empty. */
  readonly evaluations: readonly DecodedLog[]
  /** Trace exports (protobuf) of one span each, made of records that stand for a span. */
  readonly told: readonly Uint8Array[]
  /** Records without content of ours, or without a trace and span to belong to. */
  readonly unused: number
}

/** Events that carry content or a verdict (semantic conventions, old and new). */
const CONTENT_EVENTS = new Set([
  'gen_ai.system.message',
  'gen_ai.user.message',
  'gen_ai.assistant.message',
  'gen_ai.tool.message',
  'gen_ai.choice',
  'gen_ai.content.prompt',
  'gen_ai.content.completion',
  'gen_ai.client.inference.operation.details',
  'gen_ai.client.operation.exception',
])

/** Throws BadFraming or Unparsable only for a body that the door would have refused. */
export function decodeLogs(body: Uint8Array, contentType: BodyType): DecodedLogs {
  const records: DecodedLog[] = []
  const evaluations: DecodedLog[] = []
  const told: Uint8Array[] = []
  const ties = new Map<string, number>()
  let unused = 0
  walkExport(contentType === 'protobuf' ? body : transcodeLogs(body), (cursor, end, scope) => {
    const payload = cursor.bytes.subarray(cursor.at, end)
    const ids = idsOf(cursor, end)
    const span = ids === undefined ? spanToldBy(payload, scope) : undefined
    if (span !== undefined) {
      told.push(span)
      return
    }
    const record = readRecord(payload)
    const isOfAnswer = ids === undefined && record !== undefined && isEvaluationOfAnswer(record)
    if (record === undefined || (ids === undefined ? !isOfAnswer : !hasContent(record))) {
      unused++
      return
    }
    const attributes = new Map(record.attributes.keys().map((key) => [key, record.get(key) ?? null]))
    const { name: eventName, timeNs, body: recordBody } = record
    const { resource, scope: scopeBytes } = scope
    const facts = { timeNs, eventName, attributes, body: recordBody, payload, resource, scope: scopeBytes }
    if (ids === undefined) {
      evaluations.push({ ...facts, traceId: '', spanId: '', tie: 0 })
      return
    }
    const moment = `${ids.traceId}${ids.spanId}${timeNs}`
    const tie = ties.get(moment) ?? 0
    ties.set(moment, tie + 1)
    records.push({ ...facts, ...ids, tie })
  })
  return { records, evaluations, told, unused }
}

/** undefined: it cannot be walked. */
function readRecord(payload: Uint8Array): EventRecord | undefined {
  try {
    return EventRecord.ofLog(payload)
  } catch (error) {
    if (!(error instanceof BadFraming)) throw error
    return undefined
  }
}

function isEvaluationOfAnswer(record: EventRecord): boolean {
  const answer = record.name.startsWith(EVALUATION_EVENT) ? record.get(ANSWER_ID) : undefined
  return typeof answer === 'string' && answer !== ''
}

function hasContent(record: EventRecord): boolean {
  if (CONTENT_EVENTS.has(record.name) || record.name.startsWith(EVALUATION_EVENT)) return true
  // AgentCore: the body alone says what it is.
  const body = record.body
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return false
  const { input, output } = body as { input?: unknown; output?: unknown }
  return hasMessages(input) || hasMessages(output)
}

function hasMessages(side: unknown): boolean {
  return typeof side === 'object' && side !== null && Array.isArray((side as { messages?: unknown }).messages)
}

/** undefined without a usable trace and span id, or when the record cannot be walked. */
function idsOf(cursor: Cursor, end: number): { traceId: string; spanId: string } | undefined {
  let traceId = ''
  let spanId = ''
  try {
    while (cursor.at < end) {
      const tag = readVarint(cursor)
      const number = tag >>> 3
      if ((tag & 7) === LEN && (number === 9 || number === 10)) {
        const valueEnd = readLength(cursor)
        const hex = cursor.bytes.toString('hex', cursor.at, valueEnd)
        cursor.at = valueEnd
        if (number === 9) traceId = hex
        else spanId = hex
      } else skipField(cursor, tag & 7)
    }
  } catch (error) {
    if (!(error instanceof BadFraming)) throw error
    return undefined
  }
  const isWhole = traceId.length === 32 && spanId.length === 16 && /[^0]/.test(traceId) && /[^0]/.test(spanId)
  return isWhole ? { traceId, spanId } : undefined
}

/** An OTLP/JSON log body → the same request in protobuf. */
function transcodeLogs(body: Uint8Array): Uint8Array {
  const writer = new Writer()
  for (const resourceLogs of resourcesIn(body, 'logs')) {
    if (isObject(resourceLogs)) writer.message(1, (block) => writeResourceLogs(block, resourceLogs))
  }
  return writer.finish()
}

function writeResourceLogs(writer: Writer, resourceLogs: JsonObject): void {
  const resource = resourceLogs.resource
  if (isObject(resource)) writer.message(1, (inner) => writeAttributes(inner, 1, resource.attributes))
  for (const scopeLogs of listField(resourceLogs, 'scopeLogs')) {
    if (!isObject(scopeLogs)) continue
    writer.message(2, (block) => {
      const scope = scopeLogs.scope
      if (isObject(scope)) block.message(1, (inner) => writeScope(inner, scope))
      for (const record of listField(scopeLogs, 'logRecords')) {
        if (isObject(record)) block.message(2, (inner) => writeRecord(inner, record))
        else block.bytesField(2, Buffer.alloc(0))
      }
    })
  }
}

function writeRecord(writer: Writer, record: JsonObject): void {
  writer.fixed64Field(1, unsigned64(field(record, 'timeUnixNano')) ?? 0n)
  if (record.body !== undefined) writer.message(5, (inner) => writeAnyValue(inner, record.body, 0))
  writeAttributes(writer, 6, record.attributes)
  const traceId = idBytes(field(record, 'traceId'), 16)
  const spanId = idBytes(field(record, 'spanId'), 8)
  if (traceId !== undefined) writer.bytesField(9, traceId)
  if (spanId !== undefined) writer.bytesField(10, spanId)
  writer.fixed64Field(11, unsigned64(field(record, 'observedTimeUnixNano')) ?? 0n)
  const eventName = textOr(field(record, 'eventName'), '')
  if (eventName !== '') writer.textField(12, eventName)
}
