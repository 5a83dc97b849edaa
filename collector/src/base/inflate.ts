/**
 * Inflation with a bound: whatever the bytes claim, no more than `maxBytes` is ever produced, and the caller is told
 * which of the two went wrong. The doors use it, and the ingest loop for envelopes whose inflated form is gone.
 */
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { type Inflated, inflateZstd } from './inflate-zstd.ts'

export type { Inflated } from './inflate-zstd.ts'

export type ContentEncoding = 'identity' | 'gzip' | 'deflate' | 'zstd'

/** Below this, a hop to the thread pool costs more than inflating here (about 1 ms at worst for real bodies). */
const INLINE_MAX_BYTES = 16 * 1024
/** First output buffer at most: the size hint comes from the sender and may lie. */
const HINT_MAX_BYTES = 4 * 1024 * 1024
const HINT_MIN_BYTES = 16 * 1024

const gunzip = promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.gunzip)
const inflateZlib = promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.inflate)
const inflateRaw = promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.inflateRaw)

export async function inflate(bytes: Uint8Array, encoding: ContentEncoding, maxBytes: number): Promise<Inflated> {
  if (encoding === 'identity') return bytes.length > maxBytes ? { kind: 'too_large' } : { kind: 'ok', bytes }
  if (bytes.length === 0) return { kind: 'ok', bytes }
  try {
    return await inflateBy(bytes, encoding, maxBytes)
  } catch (error) {
    return refusal(error)
  }
}

async function inflateBy(
  bytes: Uint8Array,
  encoding: 'gzip' | 'deflate' | 'zstd',
  maxBytes: number,
): Promise<Inflated> {
  if (encoding === 'zstd') return await inflateZstd(bytes, maxBytes)
  const isInline = bytes.length <= INLINE_MAX_BYTES
  const options = { maxOutputLength: maxBytes, chunkSize: chunkSizeFor(bytes, encoding, maxBytes) }
  if (encoding === 'gzip') {
    return { kind: 'ok', bytes: isInline ? zlib.gunzipSync(bytes, options) : await gunzip(bytes, options) }
  }
  // "deflate" means zlib framing; some clients send it bare.
  if (hasZlibHeader(bytes)) {
    return { kind: 'ok', bytes: isInline ? zlib.inflateSync(bytes, options) : await inflateZlib(bytes, options) }
  }
  return { kind: 'ok', bytes: isInline ? zlib.inflateRawSync(bytes, options) : await inflateRaw(bytes, options) }
}

/** gzip ends with its length mod 2^32; one buffer of the right size saves the concatenation. */
function chunkSizeFor(bytes: Uint8Array, encoding: 'gzip' | 'deflate', maxBytes: number): number {
  const guess =
    encoding === 'gzip' && bytes.length >= 18
      ? new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4, 4).getUint32(0, true) + 1
      : bytes.length * 6
  return Math.max(Math.min(guess, HINT_MAX_BYTES, maxBytes + 1), Math.min(HINT_MIN_BYTES, maxBytes + 64), 64)
}

function hasZlibHeader(bytes: Uint8Array): boolean {
  const [first = 0, second = 0] = bytes
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0
}

function refusal(error: unknown): Inflated {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ERR_BUFFER_TOO_LARGE') return { kind: 'too_large' }
  return { kind: 'broken', why: error instanceof Error ? error.message : String(error) }
}
