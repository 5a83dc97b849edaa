/** OTLP/JSON attributes → protobuf, with every reading that emitters in the wild need. */
import type { Writer } from '../mapping/wire.ts'
import { field, isObject, type Json, type JsonObject } from './json-text.ts'

const MAX_DEPTH = 64

/** Writes `attributes` (a list of {key, value}) as repeated KeyValue fields. Returns whether all could be read. */
export function writeAttributes(writer: Writer, number: number, attributes: Json | undefined): boolean {
  if (attributes === undefined || attributes === null) return true
  if (!Array.isArray(attributes)) {
    writeKeyText(writer, number, 'attributes', JSON.stringify(attributes))
    return false
  }
  let isWhole = true
  for (const attribute of attributes as readonly Json[]) {
    if (isObject(attribute) && typeof attribute.key === 'string') writeKeyValue(writer, number, attribute, 0)
    else {
      writeKeyText(writer, number, '', JSON.stringify(attribute))
      isWhole = false
    }
  }
  return isWhole
}

function writeKeyValue(writer: Writer, number: number, attribute: JsonObject, depth: number): void {
  writer.message(number, (entry) => {
    entry.textField(1, typeof attribute.key === 'string' ? attribute.key : '')
    if (attribute.value !== undefined && attribute.value !== null) {
      entry.message(2, (value) => writeAnyValue(value, attribute.value, depth))
    }
  })
}

function writeKeyText(writer: Writer, number: number, key: string, text: string): void {
  writer.message(number, (entry) => {
    entry.textField(1, key)
    entry.message(2, (value) => value.textField(1, text))
  })
}

/** An AnyValue; a bare JSON scalar or an unknown shape becomes its text rather than nothing. */
export function writeAnyValue(writer: Writer, value: Json | undefined, depth: number): void {
  if (!isObject(value)) {
    if (value !== undefined && value !== null)
      writer.textField(1, typeof value === 'string' ? value : JSON.stringify(value))
    return
  }
  if (depth > MAX_DEPTH) return writer.textField(1, JSON.stringify(value))
  const text = field(value, 'stringValue')
  if (text !== undefined) return writer.textField(1, typeof text === 'string' ? text : JSON.stringify(text))
  const bool = field(value, 'boolValue')
  if (bool !== undefined) return writer.varintField(2, bool === true || bool === 'true' ? 1 : 0)
  const integer = field(value, 'intValue')
  if (integer !== undefined) return writeInteger(writer, integer)
  const double = field(value, 'doubleValue')
  if (double !== undefined) return writer.doubleField(4, doubleOf(double))
  const bytes = field(value, 'bytesValue')
  if (bytes !== undefined) return writer.bytesField(7, Buffer.from(String(bytes), 'base64'))
  writeComposite(writer, value, depth)
}

function writeComposite(writer: Writer, value: JsonObject, depth: number): void {
  const array = field(value, 'arrayValue')
  if (array !== undefined) {
    const items = isObject(array) && Array.isArray(array.values) ? (array.values as readonly Json[]) : []
    return writer.message(5, (list) => {
      for (const item of items) list.message(1, (inner) => writeAnyValue(inner, item, depth + 1))
    })
  }
  const list = field(value, 'kvlistValue')
  if (list !== undefined) {
    const entries = isObject(list) && Array.isArray(list.values) ? (list.values as readonly Json[]) : []
    return writer.message(6, (inner) => {
      for (const entry of entries) if (isObject(entry)) writeKeyValue(inner, 1, entry, depth + 1)
    })
  }
  // `{}` is the empty value; anything else is kept as its text.
  if (Object.keys(value).length > 0) writer.textField(1, JSON.stringify(value))
}

function writeInteger(writer: Writer, value: Json): void {
  if (typeof value === 'number') {
    return Number.isInteger(value) ? writer.varintField(3, BigInt(value)) : writer.doubleField(4, value)
  }
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) return writer.varintField(3, BigInt(value))
  writer.textField(1, typeof value === 'string' ? value : JSON.stringify(value))
}

/** NaN comes as null (JavaScript's exporter), 'NaN', or not at all. */
function doubleOf(value: Json): number {
  if (typeof value === 'number') return value
  if (typeof value === 'string')
    return value.trim() === '' ? Number.NaN : Number(value.replace(/^(-?)Inf$/i, '$1Infinity'))
  return Number.NaN
}
