/**
 * Whatever an application holds becomes the text of an attribute: masked, bounded, and valid JSON as far as the bound
 * allows. A value is read once, when its owner hands it over, because the owner may change it afterwards.
 */
import type { Attributes } from '@opentelemetry/api'
import { type BoundedJson, boundedJson, cutText, type ShownText } from './bounded-json.ts'
import { maskText } from './masking.ts'
import { type Media, mayBeMedia, mediaIn } from './media.ts'
import type { Settings } from './settings.ts'

export type Limits = Pick<Settings, 'mask' | 'maxValueChars' | 'media'>

/** Sets `key` to the JSON of the value; undefined sets nothing. Cuts are noted under `vitrine.cut`. */
export function putJson(attributes: Attributes, key: string, value: unknown, limits: Limits): void {
  if (value === undefined) return
  put(attributes, key, jsonWithin(key, value, limits))
}

/** The value itself, masked and bounded, for where JSON is sent as JSON; undefined stays. */
export function valueWithin(value: unknown, key: string, limits: Limits): unknown {
  return value === undefined ? undefined : JSON.parse(jsonWithin(key, value, { ...limits, media: false }).text)
}

/** Sets `key` to the text itself. */
export function putText(attributes: Attributes, key: string, text: string | undefined, limits: Limits): void {
  if (text === undefined) return
  const shown = shownText(text, key, limits)
  const cut = cutText(shown, limits.maxValueChars)
  put(attributes, key, { text: cut, cutFrom: cut === shown.text ? undefined : shown.whole })
}

function put(attributes: Attributes, key: string, { text, cutFrom }: BoundedJson): void {
  attributes[key] = text
  if (cutFrom === undefined) return
  const notes = attributes['vitrine.cut']
  attributes['vitrine.cut'] = [
    ...(Array.isArray(notes) ? (notes as string[]) : []),
    `${key}: ${cutFrom} characters or more did not fit`,
  ]
}

function jsonWithin(key: string, value: unknown, limits: Limits): BoundedJson {
  const { mask, maxValueChars: maxChars } = limits
  if (mask === undefined && isPlain(value, { nodes: MAX_PLAIN_NODES, chars: maxChars }, 0)) {
    const text = JSON.stringify(value)
    if (text.length <= maxChars) return { text, cutFrom: undefined }
  }
  const found = new Map<string, Media | undefined>()
  return boundedJson(value, {
    maxChars,
    text: (text) => shownText(text, key, limits),
    isSecret: (field) => mask?.isSecret(field) === true,
    media: (media) => media.text(key, limits),
    mediaIn: (holder, text) => {
      if (!mayBeMedia(text)) return undefined
      if (!found.has(text)) found.set(text, mediaIn(holder, text))
      return found.get(text)
    },
  })
}

/** A mask looks at a text as far as any of it could be shown, and at something more, so that no secret is halved. */
function shownText(text: string, key: string, limits: Limits): ShownText {
  const far = 2 * limits.maxValueChars
  if (limits.mask === undefined || text.length <= far) {
    const masked = maskText(text, key, limits)
    return { text: masked, whole: masked.length }
  }
  const masked = maskText(text.slice(0, far), key, limits)
  return { text: masked, whole: masked.length + text.length - far }
}

/** Most values are data as JSON has it; written without a look at each of their parts, they cost less. */
const MAX_PLAIN_NODES = 5000
const MAX_PLAIN_DEPTH = 30

function isPlain(value: unknown, left: { nodes: number; chars: number }, depth: number): boolean {
  left.nodes -= 1
  if (left.nodes < 0 || depth > MAX_PLAIN_DEPTH) return false
  if (typeof value === 'string') {
    left.chars -= value.length
    return left.chars >= 0 && !mayBeMedia(value)
  }
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
