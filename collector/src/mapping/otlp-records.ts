/**
 * Attributes, events, log records, resources and scopes out of their protobuf bytes, decoded on first use. What
 * cannot be read is left out: these bytes were admitted and stored, so reading them never fails.
 */
import { jsonTextOf, readStoredValue, type StoredValue, valueFrom } from './any-value.ts'
import { internText } from './intern.ts'
import type { AttributeValue, EventView } from './span-view.ts'
import {
  BadFraming,
  type Cursor,
  cursorOf,
  FIXED64,
  LEN,
  readFixed64,
  readLength,
  readVarint,
  skipField,
} from './wire.ts'

/** Keyed attributes of a resource, an event or a log record; of a repeated key the last value wins. */
export class AttributeRecord {
  readonly #values: ReadonlyMap<string, StoredValue>

  constructor(values: ReadonlyMap<string, StoredValue>) {
    this.#values = values
  }

  keys(): readonly string[] {
    return [...this.#values.keys()]
  }

  get(key: string): AttributeValue | undefined {
    const stored = this.#values.get(key)
    return stored === undefined ? undefined : valueFrom(stored.type, stored.bytes)
  }

  stored(key: string): StoredValue | undefined {
    return this.#values.get(key)
  }
}

// One resource and one scope serve all spans of a body, so their bytes are parsed once per body.
const attributesOf = new WeakMap<Uint8Array, AttributeRecord>()
const scopeOf = new WeakMap<Uint8Array, { name: string; version: string }>()

/** The KeyValues in field 1 of a Resource; remembered by the identity of the bytes. */
export function readResource(bytes: Uint8Array): AttributeRecord {
  let record = attributesOf.get(bytes)
  if (record === undefined) {
    record = parseAttributes(bytes, 1)
    attributesOf.set(bytes, record)
  }
  return record
}

function parseAttributes(bytes: Uint8Array, field: number): AttributeRecord {
  const values = new Map<string, StoredValue>()
  eachField(bytes, (cursor, number, wireType) => {
    if (number !== field || wireType !== LEN) return skipField(cursor, wireType)
    readKeyValue(cursor, readLength(cursor), values)
  })
  return new AttributeRecord(values)
}

/** Name and version of an InstrumentationScope; remembered by the identity of the bytes. */
export function readScopeName(bytes: Uint8Array): { name: string; version: string } {
  let scope = scopeOf.get(bytes)
  if (scope === undefined) {
    scope = parseScopeName(bytes)
    scopeOf.set(bytes, scope)
  }
  return scope
}

function parseScopeName(bytes: Uint8Array): { name: string; version: string } {
  let name = ''
  let version = ''
  eachField(bytes, (cursor, number, wireType) => {
    if (wireType !== LEN || number > 2) return skipField(cursor, wireType)
    const end = readLength(cursor)
    const text = internText(cursor.bytes, cursor.at, end)
    cursor.at = end
    if (number === 1) name = text
    else version = text
  })
  return { name, version }
}

/** Repeated Span.events (field 11) with their tags, as the content row keeps them. */
export function readEvents(bytes: Uint8Array): EventRecord[] {
  const events: EventRecord[] = []
  eachField(bytes, (cursor, number, wireType) => {
    if (number !== 11 || wireType !== LEN) return skipField(cursor, wireType)
    const end = readLength(cursor)
    events.push(EventRecord.ofEvent(cursor.bytes.subarray(cursor.at, end)))
    cursor.at = end
  })
  return events
}

/** A span event, or a log record that stands for one. */
export class EventRecord implements EventView {
  readonly name: string
  readonly timeNs: bigint
  readonly body: AttributeValue | undefined
  readonly attributes: AttributeRecord

  constructor(name: string, timeNs: bigint, body: AttributeValue | undefined, attributes: AttributeRecord) {
    this.name = name
    this.timeNs = timeNs
    this.body = body
    this.attributes = attributes
  }

  get(key: string): AttributeValue | undefined {
    return this.attributes.get(key)
  }

  static ofEvent(bytes: Uint8Array): EventRecord {
    let name = ''
    let timeNs = 0n
    eachField(bytes, (cursor, number, wireType) => {
      if (number === 1 && wireType === FIXED64) timeNs = readFixed64(cursor)
      else if (number === 2 && wireType === LEN) name = readText(cursor)
      else skipField(cursor, wireType)
    })
    return new EventRecord(name, timeNs, undefined, parseAttributes(bytes, 3))
  }

  /** The name is attribute `event.name` where there is one, since some emitters put a source position in the field. */
  static ofLog(bytes: Uint8Array): EventRecord {
    let fieldName = ''
    let timeNs = 0n
    let observedNs = 0n
    let body: AttributeValue | undefined
    eachField(bytes, (cursor, number, wireType) => {
      if (number === 1 && wireType === FIXED64) timeNs = readFixed64(cursor)
      else if (number === 11 && wireType === FIXED64) observedNs = readFixed64(cursor)
      else if (number === 12 && wireType === LEN) fieldName = readText(cursor)
      else if (number === 5 && wireType === LEN) body = readJson(cursor)
      else skipField(cursor, wireType)
    })
    const attributes = parseAttributes(bytes, 6)
    const named = attributes.get('event.name')
    return new EventRecord(
      typeof named === 'string' && named !== '' ? named : fieldName,
      timeNs || observedNs,
      body,
      attributes,
    )
  }
}

export function readKeyValue(cursor: Cursor, end: number, into: Map<string, StoredValue>): void {
  let key = ''
  let value: StoredValue | undefined
  while (cursor.at < end) {
    const tag = readVarint(cursor)
    if (tag === 10) key = readKey(cursor)
    else if (tag === 18) value = readStoredValue(cursor, readLength(cursor))
    else skipField(cursor, tag & 7)
  }
  if (cursor.at > end) throw new BadFraming('an attribute is longer than its message')
  into.set(key, value ?? { type: 'n', bytes: Buffer.alloc(0) })
}

/** Walks a message's fields; stops at the first that cannot be read. */
function eachField(bytes: Uint8Array, visit: (cursor: Cursor, field: number, wireType: number) => void): void {
  const cursor = cursorOf(bytes)
  try {
    while (cursor.at < cursor.end) {
      const tag = readVarint(cursor)
      visit(cursor, tag >>> 3, tag & 7)
    }
  } catch (error) {
    if (!(error instanceof BadFraming)) throw error
  }
}

function readKey(cursor: Cursor): string {
  const end = readLength(cursor)
  const key = internText(cursor.bytes, cursor.at, end)
  cursor.at = end
  return key
}

function readText(cursor: Cursor): string {
  const end = readLength(cursor)
  const text = cursor.bytes.toString('utf8', cursor.at, end)
  cursor.at = end
  return text
}

function readJson(cursor: Cursor): AttributeValue {
  const text = jsonTextOf(cursor, readLength(cursor), 0)
  return JSON.parse(text) as AttributeValue
}
