/** JSON bodies: parsing that keeps 64-bit integers exact, and the lenient readings that emitters force on us. */
import { endOfString, isNestedTooDeeply } from '../base/nesting.ts'
import type { Signal } from './signal-of.ts'

export class Unparsable extends Error {
  constructor(why: string) {
    super(why)
    this.name = 'Unparsable'
  }
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }
export type JsonObject = { readonly [key: string]: Json | undefined }

/** Bare integers of 16 digits or more lose their end in JSON.parse; a `:` or `,` or `[` stands before each. */
const LONG_INTEGER = /[:,[]\s*-?\d{16}/

/** Parses a body; integers that a double cannot hold arrive as strings, as the protobuf JSON mapping writes them. */
export function parseBody(body: Uint8Array): JsonObject {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')
  const root = parse(LONG_INTEGER.test(text) ? quoteLongIntegers(text) : text)
  if (!isObject(root)) throw new Unparsable('the body is not a JSON object')
  return root
}

function parse(text: string): Json {
  if (isNestedTooDeeply(text)) throw new Unparsable('the body is nested too deeply')
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    throw new Unparsable(`the body is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Strings are skipped whole, so that digits inside content stay untouched, and by hand: they may have megabytes. */
function quoteLongIntegers(text: string): string {
  const token = /"|-?\d{16,}(?![\d.eE])/g
  const parts: string[] = []
  let from = 0
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    if (match[0] === '"') {
      token.lastIndex = endOfString(text, match.index) + 1
      continue
    }
    parts.push(text.slice(from, match.index), `"${match[0]}"`)
    from = token.lastIndex
  }
  parts.push(text.slice(from))
  return parts.join('')
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A field by its camelCase name, else its snake_case one. */
export function field(object: JsonObject, name: string): Json | undefined {
  const value = object[name]
  return value === undefined ? object[snakeCase(name)] : value
}

const snakes = new Map<string, string>()
function snakeCase(name: string): string {
  let snake = snakes.get(name)
  if (snake === undefined) {
    snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    snakes.set(name, snake)
  }
  return snake
}

/** A list that must be one where it is there at all. */
export function listField(object: JsonObject, name: string): readonly Json[] {
  const value = field(object, name)
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw new Unparsable(`${name} is not an array`)
  return value
}

const RESOURCES: Readonly<Record<Signal, string>> = {
  traces: 'resourceSpans',
  logs: 'resourceLogs',
  metrics: 'resourceMetrics',
}

/** The blocks of an export. Another signal's body, which a client sent to the wrong path, must not vanish as an empty one. */
export function resourcesIn(body: Uint8Array, signal: Signal): readonly Json[] {
  const root = parseBody(body)
  const blocks = listField(root, RESOURCES[signal])
  if (blocks.length > 0) return blocks
  for (const other of Object.keys(RESOURCES) as Signal[]) {
    if (other === signal || field(root, RESOURCES[other]) === undefined) continue
    throw new Unparsable(`the body holds ${RESOURCES[other]}: send it to /v1/${other}`)
  }
  return blocks
}

const HEX = /^[0-9a-fA-F]+$/
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/

/** An id as bytes: hex of any case, or the base64 of generic protobuf JSON. undefined: neither. */
export function idBytes(value: Json | undefined, length: 8 | 16): Buffer | undefined {
  if (typeof value !== 'string') return undefined
  if (value.length === length * 2 && HEX.test(value)) return Buffer.from(value, 'hex')
  const encodedLength = length === 16 ? 24 : 12
  if (value.length !== encodedLength || !BASE64.test(value)) return undefined
  const bytes = Buffer.from(value, 'base64')
  return bytes.length === length ? bytes : undefined
}

/** Nanoseconds (or any unsigned 64-bit integer) from a string or a number; 0 where absent; undefined: not a number. */
export function unsigned64(value: Json | undefined): bigint | undefined {
  if (value === undefined || value === null || value === '') return 0n
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? BigInt(Math.trunc(value)) : undefined
  if (typeof value !== 'string' || !/^\d{1,20}$/.test(value)) return undefined
  const number = BigInt(value)
  return number < 1n << 64n ? number : undefined
}

export function textOr(value: Json | undefined, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise
}
