/**
 * A plain-text glimpse of input and output for lists: a bounded scan over the bytes, never a JSON parse. It finds
 * the last user message or answer in the common shapes and says nothing where it is not sure.
 */
import { asBuffer } from '../mapping/wire.ts'

/** Bytes looked at, from the end; an agent's history is long and its last turn is what matters. */
const WINDOW = 4096
const MAX_CHARACTERS = 200

const ROLE = Buffer.from('"role"')
const USERS = [Buffer.from('user"'), Buffer.from('human"')] as const
const TEXT_KEYS: ReadonlySet<string> = new Set([
  'content',
  'text',
  'thinking',
  'arguments',
  'result',
  'output',
  'query',
])
const SHORTEST_KEY = 4
const LONGEST_KEY = 9
const QUOTE = 0x22
const BACKSLASH = 0x5c
const COLON = 0x3a

export function previewOf(bytes: Uint8Array, isInput: boolean): string {
  const buffer = asBuffer(bytes)
  if (!startsLikeJson(buffer)) return clip(buffer.toString('utf8', 0, Math.min(buffer.length, MAX_CHARACTERS * 4)))
  const from = Math.max(0, buffer.length - WINDOW)
  const start = isInput ? lastUserText(buffer, from) : lastText(buffer, from)
  const text = start < 0 ? '' : jsonString(buffer, start)
  return clip(text === '' && from === 0 ? buffer.toString('utf8') : text)
}

function startsLikeJson(buffer: Buffer): boolean {
  for (let i = 0; i < buffer.length; i++) {
    const byte = buffer[i] as number
    if (byte > 0x20) return byte === 0x7b || byte === 0x5b || byte === QUOTE
  }
  return false
}

/** Where the text of the last user message begins; without one, where the last text does. */
function lastUserText(buffer: Buffer, from: number): number {
  for (let at = buffer.lastIndexOf(ROLE); at >= from; at = at > 0 ? buffer.lastIndexOf(ROLE, at - 1) : -1) {
    if (!isUser(buffer, at + ROLE.length)) continue
    const start = textAfter(buffer, at + ROLE.length)
    if (start >= 0) return start
    break
  }
  return lastText(buffer, from)
}

/** `: "user"` or `: "human"` from here. */
function isUser(buffer: Buffer, at: number): boolean {
  const colon = skipSpace(buffer, at)
  if (buffer[colon] !== COLON) return false
  const quote = skipSpace(buffer, colon + 1)
  if (buffer[quote] !== QUOTE) return false
  // The slice may end before the word does: a limit on attribute values cuts anywhere.
  return USERS.some((word) => buffer.subarray(quote + 1, quote + 1 + word.length).equals(word))
}

function textAfter(buffer: Buffer, from: number): number {
  for (let colon = buffer.indexOf(COLON, from); colon >= 0; colon = buffer.indexOf(COLON, colon + 1)) {
    const start = textAt(buffer, colon)
    if (start >= 0) return start
  }
  return -1
}

function lastText(buffer: Buffer, from: number): number {
  for (let colon = buffer.lastIndexOf(COLON); colon > from; colon = buffer.lastIndexOf(COLON, colon - 1)) {
    const start = textAt(buffer, colon)
    if (start >= 0) return start
  }
  return -1
}

/** The first letter of the text that this colon leads to, if a text key stands before it; else -1. */
function textAt(buffer: Buffer, colon: number): number {
  let close = colon - 1
  while (close > 0 && (buffer[close] as number) <= 0x20) close--
  if (buffer[close] !== QUOTE) return -1
  let open = close - 1
  const stop = Math.max(0, close - LONGEST_KEY - 1)
  while (open > stop && buffer[open] !== QUOTE) open--
  if (buffer[open] !== QUOTE || close - open - 1 < SHORTEST_KEY) return -1
  const quote = skipSpace(buffer, colon + 1)
  if (buffer[quote] !== QUOTE) return -1
  return TEXT_KEYS.has(buffer.toString('latin1', open + 1, close)) ? quote + 1 : -1
}

function skipSpace(buffer: Buffer, at: number): number {
  let next = at
  while (next < buffer.length && (buffer[next] as number) <= 0x20) next++
  return next
}

/** As much of the JSON string whose first letter stands at `start` as a preview can show. */
function jsonString(buffer: Buffer, start: number): string {
  const limit = Math.min(buffer.length, start + MAX_CHARACTERS * 4)
  let end = start
  let hasEscapes = false
  while (end < limit && buffer[end] !== QUOTE) {
    if (buffer[end] === BACKSLASH) {
      hasEscapes = true
      end++
    }
    end++
  }
  const raw = buffer.toString('utf8', start, Math.min(end, limit))
  if (!hasEscapes) return raw
  try {
    return JSON.parse(`"${raw.replace(CUT_ESCAPE, '')}"`) as string
  } catch {
    return raw
  }
}

/** What the limit leaves of an escape at the end. */
const CUT_ESCAPE = /(?<!\\)(?:\\\\)*\\(?:u[0-9a-fA-F]{0,3})?$/

function clip(text: string): string {
  const start = text.slice(0, MAX_CHARACTERS * 2)
  const plain = isPlain(start) ? start : start.replace(/\s+/g, ' ').trim()
  if (plain.length <= MAX_CHARACTERS) return plain
  // A pair of surrogates is not cut in two.
  const last = plain.charCodeAt(MAX_CHARACTERS - 1)
  return plain.slice(0, last >= 0xd800 && last <= 0xdbff ? MAX_CHARACTERS - 1 : MAX_CHARACTERS)
}

/** Nothing that would have to be made one space: true of most texts, and cheaper than replacing. */
function isPlain(text: string): boolean {
  let isAfterSpace = true
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    const isSpace = unit === 0x20
    if ((isSpace && isAfterSpace) || unit < 0x20 || unit === 0xa0 || unit > 0x167f) return false
    isAfterSpace = isSpace
  }
  return !isAfterSpace || text === ''
}
