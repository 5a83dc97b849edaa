/**
 * Walks the outer messages of an OTLP export request and names the byte ranges of every span or log record, with
 * its resource and scope. Nothing inside them is read. Broken outer framing throws BadFraming: the body is unparsable.
 */
import { BadFraming, type Cursor, cursorOf, LEN, readLength, readVarint, skipField } from '../mapping/wire.ts'

export interface ScopeRange {
  /** Slices of the body; one object per scope block, shared by all its items. */
  readonly resource: Buffer
  readonly scope: Buffer
  readonly schemaUrl: string
}

export type VisitItem = (cursor: Cursor, end: number, scope: ScopeRange) => void

const EMPTY = Buffer.alloc(0)

/**
 * The shape is the same for traces, logs and metrics: request.1 = per resource {1 resource, 2 per scope {1 scope,
 * 2 items, 3 schema_url}, 3 schema_url}. The visitor must leave the cursor at `end`.
 */
export function walkExport(body: Uint8Array, visit: VisitItem): void {
  const cursor = cursorOf(body)
  while (cursor.at < cursor.end) {
    const tag = readVarint(cursor)
    if (tag === 10) walkResource(cursor, readLength(cursor), visit)
    else skipField(cursor, tag & 7)
  }
}

function walkResource(cursor: Cursor, end: number, visit: VisitItem): void {
  const resource = lastField(cursor, end, 1)
  const schemaUrl = lastField(cursor, end, 3).toString('utf8')
  while (cursor.at < end) {
    const tag = readVarint(cursor)
    if (tag === 18) walkScope(cursor, readLength(cursor), resource, schemaUrl, visit)
    else skipField(cursor, tag & 7)
  }
  if (cursor.at !== end) throw new BadFraming('a resource is longer than its message')
}

function walkScope(cursor: Cursor, end: number, resource: Buffer, resourceUrl: string, visit: VisitItem): void {
  const scope = lastField(cursor, end, 1)
  const ownUrl = lastField(cursor, end, 3).toString('utf8')
  const range: ScopeRange = { resource, scope, schemaUrl: ownUrl === '' ? resourceUrl : ownUrl }
  while (cursor.at < end) {
    const tag = readVarint(cursor)
    if (tag === 18) {
      const itemEnd = readLength(cursor)
      visit(cursor, itemEnd, range)
      cursor.at = itemEnd
    } else skipField(cursor, tag & 7)
  }
  if (cursor.at !== end) throw new BadFraming('a scope is longer than its message')
}

/** The last value of a length-delimited field between the cursor and `end`; the cursor stays where it is. */
function lastField(cursor: Cursor, end: number, field: number): Buffer {
  const start = cursor.at
  let found: Buffer = EMPTY
  while (cursor.at < end) {
    const tag = readVarint(cursor)
    if (tag >>> 3 === field && (tag & 7) === LEN) {
      const valueEnd = readLength(cursor)
      found = cursor.bytes.subarray(cursor.at, valueEnd)
      cursor.at = valueEnd
    } else skipField(cursor, tag & 7)
  }
  if (cursor.at !== end) throw new BadFraming('a message is longer than its frame')
  cursor.at = start
  return found
}
