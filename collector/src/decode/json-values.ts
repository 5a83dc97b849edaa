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
  if (value === undefined || value === null) return
  if (!isObject(value) || depth > MAX_DEPTH) writer.textField(1, plainText(value))
  else if (!writeScalar(writer, value)) writeComposite(writer, value, depth)
}

function writeScalar(writer: Writer, value: JsonObject): boolean {
  const text = field(value, 'stringValue')
  const bool = field(value, 'boolValue')
  const integer = field(value, 'intValue')
  const double = field(value, 'doubleValue')
  const bytes = field(value, 'bytesValue')
  if (text !== undefined) writer.textField(1, plainText(text))
  else if (bool !== undefined) writer.varintField(2, bool === true || bool === 'true' ? 1 : 0)
  else if (integer !== undefined) writeInteger(writer, integer)
  else if (double !== undefined) writer.doubleField(4, doubleOf(double))
  else if (bytes !== undefined) writer.bytesField(7, Buffer.from(plainText(bytes), 'base64'))
  else return false
  return true
}

function writeComposite(writer: Writer, value: JsonObject, depth: number): void {
  const array = field(value, 'arrayValue')
  const list = field(value, 'kvlistValue')
  if (array !== undefined) {
    writer.message(5, (inner) => {
      for (const item of valuesOf(array)) inner.message(1, (element) => writeAnyValue(element, item, depth + 1))
    })
  } else if (list !== undefined) {
    writer.message(6, (inner) => {
      for (const entry of valuesOf(list)) if (isObject(entry)) writeKeyValue(inner, 1, entry, depth + 1)
    })
  } else if (Object.keys(value).length > 0) {
    // `{}` is the empty value; anything else is kept as its text.
    writer.textField(1, JSON.stringify(value))
  }
}

function valuesOf(list: Json): readonly Json[] {
  return isObject(list) && Array.isArray(list.values) ? (list.values as readonly Json[]) : []
}

function writeInteger(writer: Writer, value: Json): void {
  if (typeof value === 'number' && !Number.isInteger(value)) writer.doubleField(4, value)
  else if (typeof value === 'number' || (typeof value === 'string' && /^-?\d{1,20}$/.test(value))) {
    writer.varintField(3, BigInt(value))
  } else writer.textField(1, plainText(value))
}

function plainText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** NaN comes as null (JavaScript's exporter), 'NaN', or not at all. */
function doubleOf(value: Json): number {
  if (typeof value === 'number') return value
  if (typeof value === 'string')
    return value.trim() === '' ? Number.NaN : Number(value.replace(/^(-?)Inf$/i, '$1Infinity'))
  return Number.NaN
}
