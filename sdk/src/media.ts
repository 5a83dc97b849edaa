/**
 * Pictures, sounds and files inside content. An attribute is no place for them: there, a text says how large they are.
 * Where the address turns out to be Vitrine's, they are uploaded before their span is sent, and a reference takes the
 * place of the text. Until then they wait here, bounded; on the application's path nothing is decoded or hashed.
 */
import type { Attributes } from '@opentelemetry/api'
import { drop } from './drops.ts'
import { newSpanId } from './ids.ts'
import type { Settings } from './settings.ts'

/** As much as the collector takes. */
const MAX_BYTES = 16 * 1024 * 1024
/** Of all that wait, in characters of base64 or bytes. */
const MAX_WAITING = 48 * 1024 * 1024
/** A span that was not sent by then (it was left out by sampling, or dropped) will not be. */
const MAX_WAIT_MS = 300_000

/** Base64 as the client has it, or bytes of our own. */
export interface WaitingMedia {
  readonly data: string | Uint8Array
  readonly mimeType: string
}

/** Stands in a value for bytes, until the value is written. */
export class Media {
  readonly data: unknown
  readonly mimeType: string | undefined
  #text: string | undefined

  constructor(data: unknown, mimeType: string | undefined) {
    this.data = data
    this.mimeType = mimeType
  }

  get sizeBytes(): number {
    const { data } = this
    if (typeof data === 'string') return Math.floor((data.length * 3) / 4)
    return ArrayBuffer.isView(data) || data instanceof ArrayBuffer ? data.byteLength : 0
  }

  /** What an attribute says; the same however often its value is written. */
  text(key: string, limits: Pick<Settings, 'mask' | 'media'>): string {
    if (this.#text !== undefined) return this.#text
    const said = `${this.sizeBytes} bytes are not kept in the span`
    const id = limits.media && !isMasked(this, key, limits) ? keep(this) : undefined
    this.#text = id === undefined ? said : `${said} [media ${id}]`
    return this.#text
  }
}

/** Most applications show no pictures: then no value needs a look for them. */
let hasKept = false
const waiting = new Map<string, WaitingMedia & { readonly sinceMs: number; readonly size: number }>()
let waitingSize = 0

/** A function of the application's own decides about bytes as well: what it changes stays. */
function isMasked(media: Media, key: string, { mask }: Pick<Settings, 'mask'>): boolean {
  if (mask?.asksForAll !== true) return false
  const text = typeof media.data === 'string' ? media.data : Buffer.from(bytesOf(media.data)).toString('base64')
  return mask.text(text, key) !== text
}

function keep({ data, mimeType = 'application/octet-stream', sizeBytes }: Media): string | undefined {
  if (sizeBytes === 0) return undefined
  forgetOld()
  const size = typeof data === 'string' ? data.length : sizeBytes
  if (sizeBytes > MAX_BYTES || waitingSize + size > MAX_WAITING) {
    drop('media_too_large')
    return undefined
  }
  const id = newSpanId()
  hasKept = true
  // A text never changes; bytes are the application's, which may write over them.
  const own = typeof data === 'string' ? data : bytesOf(data).slice()
  waiting.set(id, {
    data: own,
    mimeType: mimeType === '' ? 'application/octet-stream' : mimeType,
    size,
    sinceMs: performance.now(),
  })
  waitingSize += size
  return id
}

function bytesOf(data: unknown): Uint8Array {
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  return data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array()
}

function forgetOld(): void {
  const latest = performance.now() - MAX_WAIT_MS
  for (const [id, { sinceMs }] of waiting) {
    if (sinceMs > latest) return
    forgetMedia(id)
  }
}

export function waitingMedia(id: string): WaitingMedia | undefined {
  return waiting.get(id)
}

export function forgetMedia(id: string): void {
  waitingSize -= waiting.get(id)?.size ?? 0
  waiting.delete(id)
}

const MARK = ' [media '
const MARKED = /("content":"","left_out":)?"(\d+ bytes are not kept in the span) \[media ([0-9a-f]{16})\]"/g

/** The media that these attributes speak of. */
export function mediaIdsOf(attributes: Attributes): string[] {
  if (!hasKept) return []
  return Object.values(attributes).flatMap((value) =>
    typeof value === 'string' && value.includes(MARK) ? [...value.matchAll(MARKED)].map((match) => match[3] ?? '') : [],
  )
}

/** With a reference where there is one, else with the text alone; undefined when they speak of no media. */
export function withReferences(
  attributes: Attributes,
  references: ReadonlyMap<string, string>,
): Attributes | undefined {
  if (!hasKept) return undefined
  let changed: Attributes | undefined
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value !== 'string' || !value.includes(MARK)) continue
    changed ??= { ...attributes }
    changed[key] = value.replace(MARKED, (_all, part: string | undefined, said: string, id: string) => {
      const reference = references.get(id)
      if (reference !== undefined) return `${part === undefined ? '' : '"content":'}"${reference}"`
      return `${part ?? ''}"${said}"`
    })
  }
  return changed
}

const DATA_URI = /^data:([\w.+-]+\/[\w.+-]+)(?:;[\w=.+-]+)*;base64,/
/** Shorter ones are no bytes, or cost less where they are. */
const MIN_CHARS = 512
const BASE64 = /^[A-Za-z0-9+/_-]{256}/
const TYPE_KEYS = ['mimeType', 'mime_type', 'media_type', 'mediaType', 'contentType'] as const

/** Whether a text may be bytes: then it takes the careful way. */
export function mayBeMedia(text: string): boolean {
  return text.length >= MIN_CHARS && (text.startsWith('data:') || BASE64.test(text))
}

/** Bytes in a value of the application's: a `data:` address, or base64 with its type beside it. */
export function mediaIn(holder: Readonly<Record<string, unknown>>, text: string): Media | undefined {
  if (!mayBeMedia(text)) return undefined
  const inline = DATA_URI.exec(text)
  if (inline !== null) return new Media(text.slice(inline[0].length), inline[1])
  const type = TYPE_KEYS.map((key) => holder[key]).find((value) => typeof value === 'string')
  return typeof type === 'string' && BASE64.test(text) ? new Media(text, type) : undefined
}
