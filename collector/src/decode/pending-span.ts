/**
 * Logfire tells of a span at its start by a child of the same name, `logfire.span_type` = `pending_span`, whose parent
 * is the span itself. Read as what it is: an announcement of that span, which has not ended. It then joins the span
 * whichever comes first, and never shows beside it.
 */
import { viewOfContent } from '../mapping/content-view.ts'
import { textOf } from '../mapping/values.ts'
import { cursorOf, LEN, readLength, readVarint, skipField, Writer } from '../mapping/wire.ts'
import type { DecodedSpan } from './decoded-span.ts'

const TYPE = 'logfire.span_type'
const PARENT = 'logfire.pending_parent_id'

/** The span itself, or the one that it announces. */
export function announcedSpan(span: DecodedSpan): DecodedSpan {
  const { view } = span
  const isPending = view.has(TYPE) && view.parentSpanId !== '' && textOf(view.get(TYPE)) === 'pending_span'
  if (!isPending) return span
  const parent = textOf(view.get(PARENT)).toLowerCase()
  const parentSpanId = /^[0-9a-f]{16}$/.test(parent) && /[^0]/.test(parent) ? parent : ''
  const content = { ...span.content, ...withoutMarks(span.content), rawEndNs: 0n }
  const { traceId, name, parentSpanId: spanId } = view
  const row = { traceId, spanId, parentSpanId, name, content }
  return { ...span, content, view: viewOfContent(row), payload: announcement(span.payload, spanId, parentSpanId) }
}

type Attributes = Pick<DecodedSpan['content'], 'attributeKeys' | 'attributeTypes' | 'attributeValues'>

function withoutMarks({ attributeKeys, attributeTypes, attributeValues }: Attributes): Attributes {
  const kept = attributeKeys.map((_, index) => index).filter((index) => !isMark(attributeKeys[index] as string))
  return {
    attributeKeys: kept.map((index) => attributeKeys[index] as string),
    attributeTypes: kept.map((index) => attributeTypes[index]).join(''),
    attributeValues: kept.map((index) => attributeValues[index] as Uint8Array),
  }
}

function isMark(key: string): boolean {
  return key === TYPE || key === PARENT
}

const SPAN_ID = 2
const PARENT_SPAN_ID = 4
const END = 8
const ATTRIBUTE = 9
/** Field 1 of a KeyValue, with its wire type. */
const KEY = (1 << 3) | LEN

/** The span's protobuf message under the ids of what it announces, without an end and without the marks. */
function announcement(payload: Uint8Array, spanId: string, parentSpanId: string): Uint8Array {
  const writer = new Writer()
  const cursor = cursorOf(payload)
  while (cursor.at < cursor.end) {
    const from = cursor.at
    const tag = readVarint(cursor)
    const bodyAt = cursor.at
    skipField(cursor, tag & 7)
    const field = tag >>> 3
    if (field === SPAN_ID || field === PARENT_SPAN_ID || field === END) continue
    if (field === ATTRIBUTE && isMark(keyAt(cursor.bytes.subarray(bodyAt, cursor.at)))) continue
    writer.raw(cursor.bytes.subarray(from, cursor.at))
  }
  writer.bytesField(SPAN_ID, Buffer.from(spanId, 'hex'))
  if (parentSpanId !== '') writer.bytesField(PARENT_SPAN_ID, Buffer.from(parentSpanId, 'hex'))
  return Buffer.from(writer.finish())
}

/** Of a KeyValue with its length before it. */
function keyAt(bytes: Uint8Array): string {
  const cursor = cursorOf(bytes)
  cursor.end = readLength(cursor)
  while (cursor.at < cursor.end) {
    const tag = readVarint(cursor)
    if (tag === KEY) {
      const end = readLength(cursor)
      return cursor.bytes.toString('utf8', cursor.at, end)
    }
    skipField(cursor, tag & 7)
  }
  return ''
}
