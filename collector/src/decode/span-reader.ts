/** One span's protobuf bytes → ids, name and content row; attribute values stay slices of the body. */
import { crc32 } from 'node:zlib'
import type { SpanContent } from '@vitrine/schemas'
import { NO_VALUE, readStoredValue, type StoredValue } from '../mapping/any-value.ts'
import { viewOfContent } from '../mapping/content-view.ts'
import { internText } from '../mapping/intern.ts'
import {
  BadFraming,
  type Cursor,
  cursorOf,
  FIXED32,
  FIXED64,
  LEN,
  readFixed64,
  readLength,
  readVarint,
  skipField,
  VARINT,
} from '../mapping/wire.ts'
import type { DecodedSpan } from './decoded-span.ts'
import { undoEscapes } from './escapes.ts'
import type { ScopeRange } from './otlp-walk.ts'

/** Field that the JSON transcoder adds where something could not be read; no OTLP message has it. */
export const DAMAGED_FIELD = 1999

const EMPTY = Buffer.alloc(0)

/** Collects a span's fields; plain mutable state of one read. */
class SpanDraft {
  traceId = ''
  spanId = ''
  parentSpanId = ''
  name = ''
  traceState = ''
  statusMessage = ''
  flags = 0
  otelKind = 0
  statusCode = 0
  droppedAttributes = 0
  startNs = 0n
  endNs = 0n
  isDamaged = false
  readonly keys: string[] = []
  types = ''
  readonly values: Buffer[] = []
  readonly events: Buffer[] = []
  readonly links: Buffer[] = []
}

/** Reads an admitted span (see admit): its fields can be walked, and its ids and times are right. */
export function readSpan(cursor: Cursor, end: number, scope: ScopeRange, index: number): DecodedSpan {
  const start = cursor.at
  const outerEnd = cursor.end
  cursor.end = end
  const draft = new SpanDraft()
  while (cursor.at < end) readField(cursor, draft)
  cursor.end = outerEnd
  const content = contentOf(draft, scope)
  const row = {
    traceId: draft.traceId,
    spanId: draft.spanId,
    parentSpanId: draft.parentSpanId,
    name: draft.name,
    content,
  }
  return {
    view: viewOfContent(row),
    content,
    payload: cursor.bytes.subarray(start, end),
    index,
    isDamaged: draft.isDamaged,
    contentHash: hashOf(cursor.bytes.subarray(start, end), scope),
  }
}

function readField(cursor: Cursor, draft: SpanDraft): void {
  const fieldStart = cursor.at
  const tag = readVarint(cursor)
  const field = tag >>> 3
  const wireType = tag & 7
  if (tag === 74) readAttribute(cursor, draft)
  else if (wireType === LEN) readMessageField(cursor, draft, field, fieldStart)
  else if (wireType === FIXED64 && field === 7) draft.startNs = readFixed64(cursor)
  else if (wireType === FIXED64 && field === 8) draft.endNs = readFixed64(cursor)
  else if (wireType === VARINT) readNumberField(cursor, draft, field)
  else if (wireType === FIXED32 && field === 16) {
    draft.flags = cursor.bytes.readUInt32LE(cursor.at)
    cursor.at += 4
  } else skipField(cursor, wireType)
}

function readMessageField(cursor: Cursor, draft: SpanDraft, field: number, fieldStart: number): void {
  const end = readLength(cursor)
  const start = cursor.at
  cursor.at = end
  const bytes = cursor.bytes
  if (field === 1) draft.traceId = bytes.toString('hex', start, end)
  else if (field === 2) draft.spanId = bytes.toString('hex', start, end)
  else if (field === 3) draft.traceState = bytes.toString('utf8', start, end)
  else if (field === 4) draft.parentSpanId = parentId(bytes, start, end)
  else if (field === 5) draft.name = internText(bytes, start, end)
  else if (field === 11) draft.events.push(bytes.subarray(fieldStart, end))
  else if (field === 13) draft.links.push(bytes.subarray(fieldStart, end))
  else if (field === 15) readStatus(bytes.subarray(start, end), draft)
}

function readNumberField(cursor: Cursor, draft: SpanDraft, field: number): void {
  const value = readVarint(cursor)
  if (field === 6) draft.otelKind = value <= 255 ? value : 0
  else if (field === 10) draft.droppedAttributes = Math.min(value, 0xffffffff)
  else if (field === DAMAGED_FIELD) draft.isDamaged = true
}

function readAttribute(cursor: Cursor, draft: SpanDraft): void {
  const end = readLength(cursor)
  const start = cursor.at
  const outerEnd = cursor.end
  cursor.end = end
  let key = ''
  let value = NO_VALUE
  try {
    while (cursor.at < end) {
      const tag = readVarint(cursor)
      if (tag === 10) {
        const keyEnd = readLength(cursor)
        key = internText(cursor.bytes, cursor.at, keyEnd)
        cursor.at = keyEnd
      } else if (tag === 18) value = readStoredValue(cursor, readLength(cursor))
      else skipField(cursor, tag & 7)
    }
  } catch (error) {
    if (!(error instanceof BadFraming)) throw error
    // Kept raw under its key, so that nothing sent is lost.
    value = { type: 'y', bytes: cursor.bytes.subarray(start, end) }
    draft.isDamaged = true
  }
  cursor.at = end
  cursor.end = outerEnd
  pushAttribute(draft, key, value)
}

function pushAttribute(draft: SpanDraft, key: string, value: StoredValue): void {
  draft.keys.push(key)
  draft.types += value.type
  draft.values.push(value.type === 's' || value.type === 'j' ? undoEscapes(value.bytes) : value.bytes)
}

function readStatus(bytes: Buffer, draft: SpanDraft): void {
  const cursor = cursorOf(bytes)
  try {
    while (cursor.at < cursor.end) {
      const tag = readVarint(cursor)
      if (tag === 24) draft.statusCode = Math.min(readVarint(cursor), 255)
      else if (tag === 18) {
        const end = readLength(cursor)
        draft.statusMessage = bytes.toString('utf8', cursor.at, end)
        cursor.at = end
      } else skipField(cursor, tag & 7)
    }
  } catch (error) {
    if (!(error instanceof BadFraming)) throw error
    draft.isDamaged = true
  }
}

/** '' for no parent: absent, all zero, or not an id. */
function parentId(bytes: Buffer, start: number, end: number): string {
  if (end - start !== 8) return ''
  for (let i = start; i < end; i++) if (bytes[i] !== 0) return bytes.toString('hex', start, end)
  return ''
}

function contentOf(draft: SpanDraft, scope: ScopeRange): SpanContent {
  return {
    attributeKeys: draft.keys,
    attributeTypes: draft.types,
    attributeValues: draft.values,
    events: joined(draft.events),
    links: joined(draft.links),
    resource: scope.resource,
    scope: scope.scope,
    schemaUrl: scope.schemaUrl,
    traceState: draft.traceState,
    flags: draft.flags,
    otelKind: draft.otelKind,
    statusCode: draft.statusCode,
    statusMessage: draft.statusMessage,
    rawStartNs: draft.startNs,
    rawEndNs: draft.endNs,
    droppedAttributes: draft.droppedAttributes,
  }
}

function joined(parts: readonly Buffer[]): Buffer {
  if (parts.length === 0) return EMPTY
  return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)
}

const scopeHashes = new WeakMap<ScopeRange, number>()

function hashOf(span: Buffer, scope: ScopeRange): number {
  let seed = scopeHashes.get(scope)
  if (seed === undefined) {
    seed = crc32(scope.scope, crc32(scope.resource))
    scopeHashes.set(scope, seed)
  }
  return crc32(span, seed) * 256 + ((span.length ^ seed) & 0xff)
}
