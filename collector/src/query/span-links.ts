/** What the content row keeps as OTLP bytes beside attributes and events: links, and the attributes of the scope. */
import type { SpanLink } from '@vitrine/schemas/api'
import { type StoredValue, valueFrom } from '../mapping/any-value.ts'
import { readKeyValue } from '../mapping/otlp-records.ts'
import { BadFraming, type Cursor, cursorOf, LEN, readLength, readVarint, skipField } from '../mapping/wire.ts'
import { jsonValueOf } from './json-value.ts'

/** Repeated Span.links (field 13) with their tags. */
export function linksOf(bytes: Uint8Array): SpanLink[] {
  const links: SpanLink[] = []
  eachMessage(bytes, 13, (link) => links.push(linkOf(link)))
  return links
}

/** InstrumentationScope.attributes (field 3). */
export function scopeAttributesOf(bytes: Uint8Array): Record<string, unknown> {
  return attributesOf(bytes, 3)
}

function linkOf(bytes: Uint8Array): SpanLink {
  const fields = new Map<number, Uint8Array>()
  for (const field of [1, 2, 3]) eachMessage(bytes, field, (value) => fields.set(field, value))
  const hex = (field: number) => Buffer.from(fields.get(field) ?? []).toString('hex')
  const state = Buffer.from(fields.get(3) ?? []).toString('utf8')
  return {
    trace_id: hex(1),
    span_id: hex(2),
    trace_state: state === '' ? null : state,
    attributes: attributesOf(bytes, 4),
  }
}

function attributesOf(bytes: Uint8Array, field: number): Record<string, unknown> {
  const values = new Map<string, StoredValue>()
  eachMessage(bytes, field, (value) => readKeyValue(cursorOf(value), value.byteLength, values))
  return Object.fromEntries(
    [...values].map(([key, { type, bytes: text }]) => [key, jsonValueOf(valueFrom(type, text))]),
  )
}

/** Stops at the first field that cannot be read: what came before it is still shown. */
function eachMessage(bytes: Uint8Array, field: number, take: (value: Uint8Array) => void): void {
  const cursor: Cursor = cursorOf(bytes)
  try {
    while (cursor.at < cursor.end) {
      const tag = readVarint(cursor)
      if (tag >>> 3 === field && (tag & 7) === LEN) take(sliceOf(cursor))
      else skipField(cursor, tag & 7)
    }
  } catch (error) {
    if (!(error instanceof BadFraming)) throw error
  }
}

function sliceOf(cursor: Cursor): Uint8Array {
  const end = readLength(cursor)
  const slice = cursor.bytes.subarray(cursor.at, end)
  cursor.at = end
  return slice
}
