/**
 * zstd: `node:zlib` where it has it (Node 22.15 and later), else a pure decoder. The pure decoder trusts headers (it
 * allocates the window that a frame claims, and copies it once per block), so every frame is walked first: its block
 * headers are three bytes each, and they bound memory and work before a byte is decoded.
 */
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { Decompress, decompress } from 'fzstd'

export type Inflated =
  | { readonly kind: 'ok'; readonly bytes: Uint8Array }
  | { readonly kind: 'too_large' }
  | { readonly kind: 'broken'; readonly why: string }

const FRAME_MAGIC = 0xfd2fb528
const SKIPPABLE_MAGIC = 0x184d2a50
/** The format's own bound on a block's content. */
const BLOCK_MAX_BYTES = 128 * 1024
/** What a decoder must support is 8 MiB; level 22 asks for 128 MiB. */
const WINDOW_MAX_BYTES = 128 * 1024 * 1024
/** Window copies that one body may cost: 100 MiB in full blocks with an 8 MiB window need 6.4 GB. */
const WORK_MAX_BYTES = 8e9
/** Bodies that may cost more than this are decoded one after the other, with a turn of the event loop in between. */
const AT_ONCE_MAX_BYTES = 4 * 1024 * 1024
/** Bytes decoded between two turns of the event loop. */
const SLICE_BYTES = 64 * 1024

type NativeZstd = (bytes: Uint8Array, options: zlib.ZlibOptions) => Promise<Buffer>
const native: NativeZstd | undefined =
  'zstdDecompress' in zlib && typeof zlib.zstdDecompress === 'function'
    ? (promisify(zlib.zstdDecompress) as NativeZstd)
    : undefined

export async function inflateZstd(bytes: Uint8Array, maxBytes: number): Promise<Inflated> {
  if (native !== undefined) return { kind: 'ok', bytes: await native(bytes, { maxOutputLength: maxBytes }) }
  return await inflateZstdPure(bytes, maxBytes)
}

interface Frame {
  readonly bytes: Uint8Array
  /** Undefined when the header does not say. */
  readonly contentBytes: number | undefined
  readonly workBytes: number
}

export async function inflateZstdPure(bytes: Uint8Array, maxBytes: number): Promise<Inflated> {
  const frames = readFrames(bytes)
  if (typeof frames === 'string') return { kind: 'broken', why: frames }
  const claimed = frames.reduce((sum, frame) => sum + (frame.contentBytes ?? 0), 0)
  const work = frames.reduce((sum, frame) => sum + frame.workBytes, 0)
  if (claimed > maxBytes || work > WORK_MAX_BYTES) return { kind: 'too_large' }
  return work > AT_ONCE_MAX_BYTES ? await inTurn(() => decodeFrames(frames, maxBytes)) : decodeFrames(frames, maxBytes)
}

let last: Promise<unknown> = Promise.resolve()

/** A hundred MiB hold the loop for a fifth of a second: twenty of them at once would hold it for as many. */
function inTurn<T>(decode: () => Promise<T>): Promise<T> {
  const mine = last.then(() => new Promise((resolve) => setImmediate(resolve))).then(decode)
  last = mine.catch(() => undefined)
  return mine
}

async function decodeFrames(frames: readonly Frame[], maxBytes: number): Promise<Inflated> {
  const parts: Uint8Array[] = []
  let total = 0
  for (const frame of frames) {
    const part =
      frame.contentBytes === undefined ? await decodeUnsized(frame.bytes, maxBytes - total) : decompress(frame.bytes)
    total += part?.length ?? 0
    if (part === undefined || total > maxBytes) return { kind: 'too_large' }
    parts.push(part)
  }
  return { kind: 'ok', bytes: parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts) }
}

function readFrames(bytes: Uint8Array): Frame[] | string {
  const frames: Frame[] = []
  for (let rest = bytes; rest.length > 0; ) {
    const frame = readFrame(rest)
    if (typeof frame === 'string') return frame
    rest = rest.subarray(frame.bytes.length)
    if (frame.contentBytes !== 0) frames.push(frame)
  }
  return frames
}

/** A frame without its size in the header: block by block, stopped at the bound. */
async function decodeUnsized(frame: Uint8Array, maxBytes: number): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = []
  let total = 0
  const decoder = new Decompress((part) => {
    total += part.length
    if (total <= maxBytes) parts.push(part)
  })
  for (let at = 0; at < frame.length; at += SLICE_BYTES) {
    const end = Math.min(at + SLICE_BYTES, frame.length)
    // The decoder takes the last slice as final only with the whole frame read.
    decoder.push(frame.subarray(at, end), end === frame.length)
    if (total > maxBytes) return undefined
    if (end < frame.length) await new Promise((resolve) => setImmediate(resolve))
  }
  return Buffer.concat(parts)
}

/** The next frame with its claims checked; a text says what is wrong with it. */
function readFrame(bytes: Uint8Array): Frame | string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (bytes.length < 8) return 'zstd frame is cut short'
  const magic = view.getUint32(0, true)
  if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) {
    const size = 8 + view.getUint32(4, true)
    if (size > bytes.length) return 'zstd skippable frame is cut short'
    return { bytes: bytes.subarray(0, size), contentBytes: 0, workBytes: 0 }
  }
  if (magic !== FRAME_MAGIC) return 'not a zstd frame'
  return readContentFrame(bytes, view)
}

function readContentFrame(bytes: Uint8Array, view: DataView): Frame | string {
  const flags = view.getUint8(4)
  if ((flags & 8) !== 0) return 'zstd frame uses a reserved bit'
  if ((flags & 3) !== 0) return 'zstd frame needs a dictionary'
  const isSingleSegment = (flags & 0x20) !== 0
  const sizeField = sizeFieldBytes(flags >> 6, isSingleSegment)
  const headerBytes = 5 + (isSingleSegment ? 0 : 1) + sizeField
  if (headerBytes > bytes.length) return 'zstd frame is cut short'
  const contentBytes = readSize(view, headerBytes - sizeField, sizeField)
  // A single segment needs no window beside its content, which has its own bound.
  const windowBytes = isSingleSegment ? 0 : windowSize(view.getUint8(5))
  if (windowBytes > WINDOW_MAX_BYTES) return 'zstd window is too large'
  const walk = walkBlocks(bytes, headerBytes)
  if (typeof walk === 'string') return walk
  const end = walk.end + ((flags & 4) !== 0 ? 4 : 0)
  if (end > bytes.length) return 'zstd frame is cut short'
  return {
    bytes: bytes.subarray(0, end),
    contentBytes,
    workBytes: contentBytes === undefined ? windowBytes * (walk.blocks + 1) : contentBytes,
  }
}

function walkBlocks(bytes: Uint8Array, start: number): { end: number; blocks: number } | string {
  let at = start
  for (let blocks = 1; ; blocks++) {
    if (at + 3 > bytes.length) return 'zstd block is cut short'
    const header = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16)
    const type = (header >> 1) & 3
    const size = header >> 3
    if (type === 3 || size > BLOCK_MAX_BYTES) return 'zstd block is malformed'
    at += 3 + (type === 1 ? 1 : size)
    if (at > bytes.length) return 'zstd block is cut short'
    if ((header & 1) !== 0) return { end: at, blocks }
  }
}

function sizeFieldBytes(flag: number, isSingleSegment: boolean): number {
  if (flag === 0) return isSingleSegment ? 1 : 0
  return 1 << flag
}

function readSize(view: DataView, at: number, bytes: number): number | undefined {
  if (bytes === 0) return undefined
  if (bytes === 1) return view.getUint8(at)
  if (bytes === 2) return view.getUint16(at, true) + 256
  if (bytes === 4) return view.getUint32(at, true)
  return Number(view.getBigUint64(at, true))
}

function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3))
  return base + (base / 8) * (descriptor & 7)
}
