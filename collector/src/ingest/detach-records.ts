/**
 * Media in events and log records: they stay protobuf messages, in which texts stand at any depth. Each text is treated
 * like an attribute's (detach-media.ts), and only what holds a changed one is written anew. The same message always
 * gives the same bytes, so an event that comes again is still known by them.
 */
import { BadFraming, cursorOf, LEN, readLength, readVarint, skipField, Writer } from '../mapping/wire.ts'
import { detachMedia, MEDIA_MIN_BYTES } from './detach-media.ts'

/** Fields of a message that may hold a text, by number. */
interface Shape {
  readonly [field: number]: Shape | 'text'
}

const ANY: { [field: number]: Shape | 'text' } = { 1: 'text' }
const KEY_VALUE: Shape = { 2: ANY }
ANY[5] = { 1: ANY }
ANY[6] = { 1: KEY_VALUE }
const EVENT: Shape = { 3: KEY_VALUE }

export const SHAPES = {
  /** Repeated Span.events with their tags. */
  events: { 11: EVENT },
  log: { 5: ANY, 6: KEY_VALUE },
  span: { 9: KEY_VALUE, 11: EVENT },
} as const satisfies Readonly<Record<string, Shape>>

export interface DetachedRecord {
  readonly bytes: Uint8Array
  readonly blobs: readonly Uint8Array[]
}

const NO_BLOBS: readonly Uint8Array[] = []
/** Values nest as deep as the reader follows them; a message that goes further stays as it is. */
const MAX_DEPTH = 64

/** The bytes themselves where nothing was taken out. */
export function detachFromRecord(bytes: Uint8Array, shape: Shape): DetachedRecord {
  if (bytes.byteLength < MEDIA_MIN_BYTES) return { bytes, blobs: NO_BLOBS }
  const blobs: Uint8Array[] = []
  try {
    return { bytes: rewritten(bytes, { shape, blobs, depth: 0 }) ?? bytes, blobs }
  } catch (error) {
    if (error instanceof BadFraming) return { bytes, blobs: NO_BLOBS }
    throw error
  }
}

interface At {
  readonly shape: Shape
  readonly blobs: Uint8Array[]
  readonly depth: number
}

/** undefined: nothing in it changes. */
function rewritten(bytes: Uint8Array, { shape, blobs, depth }: At): Uint8Array | undefined {
  if (bytes.byteLength < MEDIA_MIN_BYTES || depth > MAX_DEPTH) return undefined
  const cursor = cursorOf(bytes)
  let writer: Writer | undefined
  let keptTo = 0
  while (cursor.at < cursor.end) {
    const from = cursor.at
    const tag = readVarint(cursor)
    const inner = (tag & 7) === LEN ? shape[tag >>> 3] : undefined
    if (inner === undefined) {
      skipField(cursor, tag & 7)
      continue
    }
    const end = readLength(cursor)
    const value = cursor.bytes.subarray(cursor.at, end)
    cursor.at = end
    const changed =
      inner === 'text' ? textOf(value, blobs) : rewritten(value, { shape: inner, blobs, depth: depth + 1 })
    if (changed === undefined) continue
    writer ??= new Writer()
    writer.raw(cursor.bytes.subarray(keptTo, from))
    writer.bytesField(tag >>> 3, changed)
    keptTo = end
  }
  writer?.raw(cursor.bytes.subarray(keptTo, cursor.end))
  return writer?.finish()
}

function textOf(value: Uint8Array, blobs: Uint8Array[]): Uint8Array | undefined {
  const detached = detachMedia(value, '')
  blobs.push(...(detached?.blobs ?? NO_BLOBS))
  return detached?.value
}
