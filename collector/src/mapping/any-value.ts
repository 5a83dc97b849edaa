/**
 * OTLP AnyValue (protobuf) as the store keeps it: a type letter and bytes. Arrays and key-value lists become JSON
 * text with integers written out exactly; NaN and the infinities are the strings of the protobuf JSON mapping.
 */
import { isNestedTooDeeply } from '../base/nesting.ts'
import type { AttributeValue } from './span-view.ts'
import {
  BadFraming,
  type Cursor,
  FIXED64,
  LEN,
  readDouble,
  readInt64,
  readLength,
  readVarint,
  skipField,
  VARINT,
} from './wire.ts'

export type ValueType = 's' | 'i' | 'd' | 'b' | 'y' | 'j' | 'n' | 'r'

export interface StoredValue {
  readonly type: ValueType
  readonly bytes: Buffer
}

/** Nesting beyond this is not read: a hostile value must not exhaust the stack. */
const MAX_DEPTH = 64

const EMPTY = Buffer.alloc(0)
const TRUE = Buffer.from('true')
const FALSE = Buffer.from('false')
const SMALL_INTEGERS = Array.from({ length: 1024 }, (_, n) => Buffer.from(String(n)))

export const NO_VALUE: StoredValue = { type: 'n', bytes: EMPTY }

/** Reads the AnyValue between cursor.at and `end`; string and bytes values are slices of the buffer. */
export function readStoredValue(cursor: Cursor, end: number): StoredValue {
  let found = NO_VALUE
  while (cursor.at < end) {
    const tag = readVarint(cursor)
    const field = tag >>> 3
    const wireType = tag & 7
    if (field === 1 && wireType === LEN) found = { type: 's', bytes: sliceField(cursor) }
    else if (field === 2 && wireType === VARINT) found = { type: 'b', bytes: readVarint(cursor) === 0 ? FALSE : TRUE }
    else if (field === 3 && wireType === VARINT) found = { type: 'i', bytes: integerText(readInt64(cursor)) }
    else if (field === 4 && wireType === FIXED64) found = { type: 'd', bytes: Buffer.from(String(readDouble(cursor))) }
    else if (field === 5 && wireType === LEN) found = { type: 'j', bytes: Buffer.from(arrayText(cursor, 0)) }
    else if (field === 6 && wireType === LEN) found = { type: 'j', bytes: Buffer.from(listText(cursor, 0)) }
    else if (field === 7 && wireType === LEN) found = { type: 'y', bytes: sliceField(cursor) }
    else skipField(cursor, wireType)
    if (cursor.at > end) throw new BadFraming('a value is longer than its message')
  }
  return found
}

/** The typed value behind a letter and its bytes; undefined never, null for the empty value. */
export function valueFrom(type: string, bytes: Buffer | string): AttributeValue {
  switch (type) {
    case 's':
    case 'r':
      return typeof bytes === 'string' ? bytes : bytes.toString('utf8')
    case 'i':
      return integerOf(typeof bytes === 'string' ? bytes : bytes.toString('latin1'))
    case 'd':
      return Number(bytes.toString())
    case 'b':
      return bytes.length === 4
    case 'y':
      return typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes
    case 'j':
      return parsedOrText(bytes.toString())
    default:
      return null
  }
}

/** The JSON text of an AnyValue (log bodies, event attributes). */
export function jsonTextOf(cursor: Cursor, end: number, depth: number): string {
  if (depth > MAX_DEPTH) throw new BadFraming('a value is nested too deeply')
  let text = 'null'
  while (cursor.at < end) {
    const tag = readVarint(cursor)
    const field = tag >>> 3
    const wireType = tag & 7
    if (field === 1 && wireType === LEN) text = JSON.stringify(sliceField(cursor).toString('utf8'))
    else if (field === 2 && wireType === VARINT) text = readVarint(cursor) === 0 ? 'false' : 'true'
    else if (field === 3 && wireType === VARINT) text = String(readInt64(cursor))
    else if (field === 4 && wireType === FIXED64) text = doubleJson(readDouble(cursor))
    else if (field === 5 && wireType === LEN) text = arrayText(cursor, depth + 1)
    else if (field === 6 && wireType === LEN) text = listText(cursor, depth + 1)
    else if (field === 7 && wireType === LEN) text = JSON.stringify(sliceField(cursor).toString('base64'))
    else skipField(cursor, wireType)
    if (cursor.at > end) throw new BadFraming('a value is longer than its message')
  }
  return text
}

function arrayText(cursor: Cursor, depth: number): string {
  const end = readLength(cursor)
  const items: string[] = []
  while (cursor.at < end) {
    const tag = readVarint(cursor)
    if (tag === 10) items.push(jsonTextOf(cursor, readLength(cursor), depth + 1))
    else skipField(cursor, tag & 7)
  }
  if (cursor.at > end) throw new BadFraming('an array is longer than its message')
  return `[${items.join(',')}]`
}

function listText(cursor: Cursor, depth: number): string {
  const end = readLength(cursor)
  const entries: string[] = []
  while (cursor.at < end) {
    const tag = readVarint(cursor)
    if (tag === 10) entries.push(entryText(cursor, readLength(cursor), depth))
    else skipField(cursor, tag & 7)
  }
  if (cursor.at > end) throw new BadFraming('a list is longer than its message')
  return `{${entries.join(',')}}`
}

function entryText(cursor: Cursor, end: number, depth: number): string {
  let key = ''
  let value = 'null'
  while (cursor.at < end) {
    const tag = readVarint(cursor)
    if (tag === 10) key = sliceField(cursor).toString('utf8')
    else if (tag === 18) value = jsonTextOf(cursor, readLength(cursor), depth + 1)
    else skipField(cursor, tag & 7)
  }
  if (cursor.at > end) throw new BadFraming('an entry is longer than its message')
  return `${JSON.stringify(key)}:${value}`
}

function sliceField(cursor: Cursor): Buffer {
  const end = readLength(cursor)
  const slice = cursor.bytes.subarray(cursor.at, end)
  cursor.at = end
  return slice
}

function integerText(value: number | bigint): Buffer {
  if (typeof value === 'number' && value >= 0 && value < 1024) return SMALL_INTEGERS[value] as Buffer
  return Buffer.from(String(value))
}

function integerOf(text: string): number | bigint {
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : BigInt(text)
}

function doubleJson(value: number): string {
  return Number.isFinite(value) ? String(value) : JSON.stringify(String(value))
}

function parsedOrText(text: string): AttributeValue {
  if (isNestedTooDeeply(text)) return text
  try {
    return JSON.parse(text) as AttributeValue
  } catch {
    return text
  }
}
