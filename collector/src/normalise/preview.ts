/**
 * A plain-text glimpse of input and output for lists: a bounded scan over the bytes, never a JSON parse. It finds
 * the last user message or answer in the common shapes and says nothing where it is not sure.
 */
import { asBuffer } from '../mapping/wire.ts'

/** Bytes looked at, from the end; an agent's history is long and its last turn is what matters. */
const WINDOW = 4096
const MAX_CHARACTERS = 200

const TEXT_KEY = /"(?:content|text|thinking|arguments|result|output|query)"\s*:\s*"/g
const USER_ROLE = /"role"\s*:\s*"(?:user|human)"/g

export function previewOf(bytes: Uint8Array, isInput: boolean): string {
  const buffer = asBuffer(bytes)
  if (!startsLikeJson(buffer)) return clip(buffer.toString('utf8', 0, Math.min(buffer.length, MAX_CHARACTERS * 4)))
  const from = Math.max(0, buffer.length - WINDOW)
  const window = buffer.toString('latin1', from)
  const start = isInput ? lastUserText(window) : lastText(window, 0)
  const text = start < 0 ? '' : jsonString(window, start)
  return clip(text === '' && from === 0 ? buffer.toString('utf8') : text)
}

function startsLikeJson(buffer: Buffer): boolean {
  for (let i = 0; i < buffer.length; i++) {
    const byte = buffer[i] as number
    if (byte > 0x20) return byte === 0x7b || byte === 0x5b || byte === 0x22
  }
  return false
}

/** Where the text of the last user message begins; without one, where the last text does. */
function lastUserText(window: string): number {
  let role = -1
  for (const match of window.matchAll(USER_ROLE)) role = match.index
  if (role >= 0) {
    TEXT_KEY.lastIndex = role
    const match = TEXT_KEY.exec(window)
    TEXT_KEY.lastIndex = 0
    if (match !== null) return match.index + match[0].length
  }
  return lastText(window, 0)
}

function lastText(window: string, from: number): number {
  let start = -1
  TEXT_KEY.lastIndex = from
  for (let match = TEXT_KEY.exec(window); match !== null; match = TEXT_KEY.exec(window))
    start = match.index + match[0].length
  TEXT_KEY.lastIndex = 0
  return start
}

/** The JSON string whose first letter stands at `start` of a latin1 window over UTF-8 bytes. */
function jsonString(window: string, start: number): string {
  const limit = Math.min(window.length, start + MAX_CHARACTERS * 2)
  let end = start
  while (end < limit && window[end] !== '"') end += window[end] === '\\' ? 2 : 1
  const raw = Buffer.from(window.slice(start, Math.min(end, limit)), 'latin1').toString('utf8')
  try {
    return JSON.parse(`"${raw}"`) as string
  } catch {
    return raw
  }
}

function clip(text: string): string {
  const plain = text
    .slice(0, MAX_CHARACTERS * 2)
    .replace(/\s+/g, ' ')
    .trim()
  if (plain.length <= MAX_CHARACTERS) return plain
  // A pair of surrogates is not cut in two.
  const last = plain.charCodeAt(MAX_CHARACTERS - 1)
  return plain.slice(0, last >= 0xd800 && last <= 0xdbff ? MAX_CHARACTERS - 1 : MAX_CHARACTERS)
}
