/**
 * Any value as JSON within a number of characters. Writing stops where the room ends, so that a value of millions costs
 * no more than what fits, and what is written stays JSON: long texts are shortened first, then the rest is left out.
 */
import { MAX_PARTS } from './fields.ts'
import { Media } from './media.ts'

export interface JsonRules {
  readonly maxChars: number
  /** A text as it may leave. */
  text(text: string): ShownText
  isSecret(field: string): boolean
  /** What stands for bytes that were found in the value. */
  media(media: Media): string
  /** Bytes that a text holds, told by what stands beside it. */
  mediaIn(holder: Readonly<Record<string, unknown>>, text: string): Media | undefined
}

export interface ShownText {
  readonly text: string
  /** Its length, with what was not looked at. */
  readonly whole: number
}

export interface BoundedJson {
  readonly text: string
  /** How long it is when it is not all there: as far as anybody looked. */
  readonly cutFrom: number | undefined
}

/** Of the room, for one text: tried in turn until everything fits. */
const SHARES = [2, 16, 256]
const MIN_TEXT_CHARS = 64

export function boundedJson(value: unknown, rules: JsonRules): BoundedJson {
  const first = new Writer(rules, rules.maxChars)
  let written = first.write(value)
  if (!first.isFull) return { text: written, cutFrom: first.hasCut ? first.seenChars : undefined }
  for (const share of SHARES) {
    const textMost = Math.max(MIN_TEXT_CHARS, Math.floor(rules.maxChars / share))
    if (first.longestText <= textMost) continue
    const shorter = new Writer(rules, textMost)
    written = shorter.write(value)
    if (!shorter.isFull) break
  }
  return { text: written, cutFrom: first.seenChars }
}

/** A text of at most so many characters, which says how long it was. */
export function cutText({ text, whole }: ShownText, most: number): string {
  if (whole <= text.length && text.length <= most) return text
  const note = `…[cut: ${whole} characters]`
  const kept = Math.min(text.length, Math.max(0, most - note.length))
  // Never half of a surrogate pair: the text would no longer be valid Unicode.
  const end = /[\uD800-\uDBFF]/.test(text.charAt(kept - 1)) ? kept - 1 : kept
  return text.slice(0, end) + note
}

const MAX_DEPTH = 200
const CUT = '"[cut]"'
/** For the mark of a cut and a comma. */
const RESERVE = CUT.length + 8

type Holder = Readonly<Record<string, unknown>>

class Writer {
  readonly #rules: JsonRules
  readonly #textMost: number
  readonly #parts: string[] = []
  readonly #ancestors: object[] = []
  #left: number
  #nodes = 0
  isFull = false
  hasCut = false
  seenChars = 0
  longestText = 0

  constructor(rules: JsonRules, textMost: number) {
    this.#rules = rules
    this.#textMost = textMost
    this.#left = rules.maxChars - RESERVE
  }

  write(value: unknown): string {
    const json = this.#scalarOf(value, '', { '': value })
    if (json === undefined) this.#put('null')
    else if (typeof json === 'string') {
      this.#put(json)
      this.isFull = this.#left < -RESERVE
    } else this.#container(json)
    return this.#parts.join('')
  }

  /** The JSON of what has no parts, the object that has, or undefined for what JSON leaves out. */
  #scalarOf(given: unknown, key: string, holder: Holder): string | object | undefined {
    const { isSecret, media } = this.#rules
    const value = ownWord(given, key)
    if (value !== undefined && value !== null && isSecret(key)) return '"[masked]"'
    if (typeof value === 'string') return this.#textOf(value, holder)
    if (typeof value === 'bigint') return `"${value}"`
    if (typeof value !== 'object' || value === null) return JSON.stringify(value)
    if (value instanceof Media) return JSON.stringify(media(value))
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `"[${value.byteLength} bytes]"`
    if (value instanceof Number || value instanceof String || value instanceof Boolean) return JSON.stringify(value)
    if (this.#ancestors.includes(value)) return '"[circular]"'
    if (this.#ancestors.length < MAX_DEPTH) return value
    this.hasCut = true
    return CUT
  }

  #textOf(text: string, holder: Holder): string {
    const { mediaIn, media, text: shown } = this.#rules
    const found = mediaIn(holder, text)
    if (found !== undefined) return JSON.stringify(media(found))
    const read = shown(text)
    const cut = cutText(read, this.#textMost)
    const json = JSON.stringify(cut)
    this.longestText = Math.max(this.longestText, json.length)
    if (cut !== read.text) {
      this.hasCut = true
      this.seenChars += read.whole - cut.length
    }
    return json
  }

  #container(value: object): void {
    const isList = Array.isArray(value) || value instanceof Set
    this.#ancestors.push(value)
    this.#put(isList ? '[' : '{')
    // Its end is paid for at once.
    this.#left -= 1
    let isFirst = true
    for (const [key, item] of partsOf(value)) {
      const json = this.#scalarOf(item, key, value as Holder)
      if (json === undefined && !isList) continue
      const name = isList ? '' : `${JSON.stringify(key)}:`
      if (!this.#begin(`${isFirst ? '' : ','}${name}`, json ?? 'null', isList)) break
      isFirst = false
      if (this.isFull) break
    }
    this.#parts.push(isList ? ']' : '}')
    this.#ancestors.pop()
  }

  /** False when it is left out because there is no room. */
  #begin(before: string, json: string | object, isList: boolean): boolean {
    this.#nodes += 1
    const size = before.length + (typeof json === 'string' ? json.length : 3)
    if (size > this.#left || this.#nodes > MAX_PARTS) {
      this.isFull = true
      this.seenChars += size
      const comma = before.startsWith(',') ? ',' : ''
      this.#parts.push(isList ? `${comma}${CUT}` : `${comma}"…":${CUT}`)
      return false
    }
    this.#put(before)
    if (typeof json === 'string') this.#put(json)
    else this.#container(json)
    return true
  }

  #put(json: string): void {
    this.#parts.push(json)
    this.#left -= json.length
    this.seenChars += json.length
  }
}

/** What a value says of itself; bytes are not asked, since a Buffer's answer is a list of numbers. */
function ownWord(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  const { toJSON } = value as { toJSON?: unknown }
  if (typeof toJSON === 'function') return toJSON.call(value, key)
  return value instanceof Error ? { name: value.name, message: value.message } : value
}

function* partsOf(value: object): Generator<[string, unknown]> {
  if (value instanceof Map) for (const [key, item] of value) yield [String(key), item]
  else if (value instanceof Set) for (const item of value) yield ['', item]
  else if (Array.isArray(value))
    for (let index = 0; index < value.length; index += 1) yield [String(index), value[index]]
  else for (const key in value) if (Object.hasOwn(value, key)) yield [key, (value as Holder)[key]]
}
