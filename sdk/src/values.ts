/**
 * Whatever an application holds becomes the text of an attribute: masked, bounded, and valid JSON as far as the bound
 * allows. A value is read once, when its owner hands it over, because the owner may change it afterwards.
 */
import type { Attributes } from '@opentelemetry/api'
import { maskText } from './masking.ts'
import { Media, mayBeMedia, mediaIn } from './media.ts'
import type { Settings } from './settings.ts'

/** Values visited in one attribute. Beyond it, writing the JSON would be felt in the event loop. */
const MAX_NODES = 200_000

export type Limits = Pick<Settings, 'mask' | 'maxValueChars' | 'media'>

/** Sets `key` to the JSON of the value; undefined sets nothing. Cuts are noted under `vitrine.cut`. */
export function putJson(attributes: Attributes, key: string, value: unknown, limits: Limits): void {
  if (value === undefined) return
  put(attributes, key, jsonWithin(key, value, limits))
}

/** Sets `key` to the text itself. */
export function putText(attributes: Attributes, key: string, text: string | undefined, limits: Limits): void {
  if (text === undefined) return
  const masked = maskText(text, key, limits)
  put(attributes, key, { text: cut(masked, limits.maxValueChars), whole: masked.length })
}

interface Bounded {
  readonly text: string
  /** Its length before the cut. */
  readonly whole: number
}

function put(attributes: Attributes, key: string, { text, whole }: Bounded): void {
  attributes[key] = text
  if (whole <= text.length) return
  const notes = attributes['vitrine.cut']
  attributes['vitrine.cut'] = [
    ...(Array.isArray(notes) ? (notes as string[]) : []),
    `${key}: ${whole} characters did not fit`,
  ]
}

/** Long texts inside are shortened first, so that the JSON stays JSON; only a value of many short ones is cut raw. */
function jsonWithin(key: string, value: unknown, limits: Limits): Bounded {
  const most = limits.maxValueChars
  if (limits.mask === undefined && isPlain(value, { nodes: MAX_PLAIN_NODES }, 0)) {
    const json = JSON.stringify(value)
    if (json.length <= most) return { text: json, whole: json.length }
  }
  const write: Write = { limits, key, media: new Map() }
  const full = toJson(value, write, (text) => maskText(text, key, limits))
  if (full.length <= most) return { text: full, whole: full.length }
  for (const share of [2, 8, 64, 1024]) {
    const shorter = toJson(value, write, (text) =>
      cut(maskText(text, key, limits), Math.max(64, Math.floor(most / share))),
    )
    if (shorter.length <= most) return { text: shorter, whole: full.length }
  }
  return { text: cut(full, most), whole: full.length }
}

/** Most values are data as JSON has it; written without a look at each of their parts, they cost less. */
const MAX_PLAIN_NODES = 5000
const MAX_PLAIN_DEPTH = 30

function isPlain(value: unknown, left: { nodes: number }, depth: number): boolean {
  left.nodes -= 1
  if (left.nodes < 0 || depth > MAX_PLAIN_DEPTH) return false
  if (typeof value === 'string') return !mayBeMedia(value)
  if (typeof value !== 'object') return typeof value === 'number' || typeof value === 'boolean'
  if (value === null) return true
  if (Array.isArray(value)) {
    for (const item of value) if (!isPlain(item, left, depth + 1)) return false
    return true
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if ((prototype !== Object.prototype && prototype !== null) || 'toJSON' in value) return false
  for (const key in value) {
    const inner = (value as Record<string, unknown>)[key]
    if (inner !== undefined && !isPlain(inner, left, depth + 1)) return false
  }
  return true
}

function cut(text: string, most: number): string {
  if (text.length <= most) return text
  const note = `…[cut: ${text.length} characters]`
  const kept = Math.max(0, most - note.length)
  // Never half of a surrogate pair: the text would no longer be valid Unicode.
  const end = /[\uD800-\uDBFF]/.test(text.charAt(kept - 1)) ? kept - 1 : kept
  return text.slice(0, end) + note
}

/** One attribute, whose value may be written more than once until it fits. */
interface Write {
  readonly limits: Limits
  readonly key: string
  /** By the text that holds them. */
  readonly media: Map<string, Media | undefined>
}

function toJson(value: unknown, write: Write, text: (text: string) => string): string {
  const { mask } = write.limits
  const ancestors: { readonly given: unknown; readonly shown: unknown }[] = []
  let nodes = 0
  const json = JSON.stringify(value, function (this: Record<string, unknown>, key, inner: unknown) {
    nodes += 1
    if (nodes > MAX_NODES) return '[cut: too many values]'
    if (mask?.isSecret(key) === true && inner !== undefined && inner !== null) return '[masked]'
    if (typeof inner === 'string') return mediaOf(write, this, inner)?.text(write.key, write.limits) ?? text(inner)
    if (inner instanceof Media) return inner.text(write.key, write.limits)
    if (typeof inner === 'bigint') return inner.toString()
    if (typeof inner !== 'object' || inner === null) return inner
    while (ancestors.length > 0 && ancestors.at(-1)?.shown !== this) ancestors.pop()
    if (ancestors.some((ancestor) => ancestor.given === inner)) return '[circular]'
    // `this[key]` is the value before its own toJSON, which turns a Buffer into an array of numbers.
    const shown = plain(ArrayBuffer.isView(this[key]) ? this[key] : inner)
    ancestors.push({ given: inner, shown })
    return shown
  })
  return json ?? 'null'
}

function mediaOf({ media }: Write, holder: Record<string, unknown>, text: string): Media | undefined {
  if (!mayBeMedia(text)) return undefined
  if (!media.has(text)) media.set(text, mediaIn(holder, text))
  return media.get(text)
}

function plain(value: object): unknown {
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`
  if (value instanceof Error) return { name: value.name, message: value.message }
  if (value instanceof Map) return Object.fromEntries(value)
  if (value instanceof Set) return [...value]
  return value
}
