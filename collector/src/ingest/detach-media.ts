/**
 * Pictures, sound and files inside text: base64 is of no use in a row. It is not searched, a third longer than what it
 * stands for, and an agent sends it again with every call. The bytes leave the text as they are, by content, so that
 * the same picture is kept once; a reference with its type and size stays in their place, and the JSON stays JSON.
 */

import { MEDIA_MARK } from '../mapping/media-reference.ts'
import { blobReference } from '../store/blobs.ts'

/** Letters of base64 from which on it leaves the text; a shorter one costs less where it is. */
export const MEDIA_MIN_BYTES = 4096
/** Probes stand closer than a run is long, so that none is missed, and text is hardly touched. */
const STRIDE = MEDIA_MIN_BYTES / 2
/** Bytes before and after a run in which its type is looked for. */
const CONTEXT = 400

export interface DetachedMedia {
  readonly value: Uint8Array
  readonly blobs: readonly Uint8Array[]
}

/** undefined: nothing to take out. `key` is the attribute's name, which may be all that says what the value is. */
export function detachMedia(value: Uint8Array, key: string): DetachedMedia | undefined {
  if (value.byteLength < MEDIA_MIN_BYTES) return undefined
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  const pieces: Buffer[] = []
  const blobs: Uint8Array[] = []
  let from = 0
  for (let at = STRIDE; at < bytes.length; at += STRIDE) {
    const run = runAround(bytes, at, from)
    at = Math.max(at, run.end)
    if (run.end - run.start < MEDIA_MIN_BYTES) continue
    const media = mediaOf(bytes, run, key)
    if (media === undefined) continue
    blobs.push(media.bytes)
    pieces.push(
      bytes.subarray(from, run.start),
      Buffer.from(`${MEDIA_MARK}${blobReference(media.bytes)};${media.type}`),
    )
    from = run.padded
  }
  if (blobs.length === 0) return undefined
  pieces.push(bytes.subarray(from))
  return { value: Buffer.concat(pieces), blobs }
}

interface Run {
  readonly start: number
  readonly end: number
  /** With its padding. */
  readonly padded: number
}

const LETTERS = new Uint8Array(256)
for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_')
  LETTERS[letter.charCodeAt(0)] = 1
const PADDING = 0x3d

/** The letters of base64 around a place, none where the letter there is none of them. */
function runAround(bytes: Buffer, at: number, from: number): Run {
  let start = at
  while (start > from && LETTERS[bytes[start - 1] as number] === 1) start--
  let end = at
  while (end < bytes.length && LETTERS[bytes[end] as number] === 1) end++
  let padded = end
  while (padded < bytes.length && padded < end + 2 && bytes[padded] === PADDING) padded++
  return { start, end, padded }
}

function mediaOf(bytes: Buffer, run: Run, key: string): { bytes: Uint8Array; type: string } | undefined {
  const decoded = new Uint8Array(Buffer.from(bytes.toString('latin1', run.start, run.padded), 'base64'))
  const before = bytes.toString('latin1', Math.max(0, run.start - CONTEXT), run.start)
  const after = bytes.toString('latin1', run.padded, run.padded + CONTEXT)
  const type =
    DATA_URI.exec(before)?.[1] ?? typeOf(decoded) ?? toldBy(before, after) ?? (KEY.test(key) ? OTHER : undefined)
  return type === undefined ? undefined : { bytes: decoded, type }
}

const OTHER = 'application/octet-stream'
const DATA_URI = /data:([\w.+-]+\/[\w.+-]+)(?:;[\w=.+-]+)*;base64,$/
const TOLD = /(?:media|mime|content)_?type\\*"\s*:\s*\\*"([\w.+-]+\/[\w.+-]+)/i
/** Attributes whose whole value is one picture or sound. */
const KEY = /\.(?:image|audio|video)\.(?:image|audio|video)\.url$/

/** The type stands beside the bytes, before or behind them; the nearest is theirs. */
function toldBy(before: string, after: string): string | undefined {
  const inObject = before.slice(before.lastIndexOf('{') + 1)
  return TOLD.exec(inObject)?.[1] ?? TOLD.exec(after.split('}')[0] ?? '')?.[1]
}

/** How files begin; `....` are four bytes that differ. */
const BEGINNINGS: readonly (readonly [string, string])[] = [
  ['\x89PNG\r\n', 'image/png'],
  ['\xff\xd8\xff', 'image/jpeg'],
  ['GIF87a', 'image/gif'],
  ['GIF89a', 'image/gif'],
  ['RIFF....WEBP', 'image/webp'],
  ['RIFF....WAVE', 'audio/wav'],
  ['%PDF-', 'application/pdf'],
  ['OggS', 'audio/ogg'],
  ['fLaC', 'audio/flac'],
  ['ID3', 'audio/mpeg'],
  ['....ftyp', 'video/mp4'],
  ['\x1aE\xdf\xa3', 'video/webm'],
]

function typeOf(decoded: Uint8Array): string | undefined {
  const start = Buffer.from(decoded.buffer, decoded.byteOffset, Math.min(decoded.byteLength, 16)).toString('latin1')
  const begins = (pattern: string) => pattern.split('').every((letter, at) => letter === '.' || letter === start[at])
  return BEGINNINGS.find(([pattern]) => begins(pattern))?.[1]
}
