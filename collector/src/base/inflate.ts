/**
 * Inflation with a bound: whatever the bytes claim, no more than `maxBytes` is ever produced, and the caller is told
 * which of the two went wrong. The doors use it, and the ingest loop for envelopes whose inflated form is gone.
 */
import zlib from 'node:zlib'
import { messageOf } from './errors.ts'
import { type Inflated, inflateZstd } from './inflate-zstd.ts'

export type { Inflated } from './inflate-zstd.ts'

export type ContentEncoding = 'identity' | 'gzip' | 'deflate' | 'zstd'

/** Asked for memory before it is kept; `false` ends the inflation with `no_memory`. */
export type TakeMemory = (bytes: number) => boolean

/** Below this, a hop to the thread pool costs more than inflating here (about 1 ms at worst for real bodies). */
const INLINE_MAX_BYTES = 16 * 1024
/** First output buffer at most: the size hint comes from the sender and may lie. */
const HINT_MAX_BYTES = 4 * 1024 * 1024
const HINT_MIN_BYTES = 16 * 1024

export async function inflate(
  bytes: Uint8Array,
  encoding: ContentEncoding,
  maxBytes: number,
  where: 'here' | 'pool' = 'pool',
): Promise<Inflated> {
  if (where === 'here' && (encoding === 'gzip' || encoding === 'deflate') && bytes.length > 0) {
    try {
      const chunkSize = chunkSizeFor(bytes, encoding, maxBytes)
      return { kind: 'ok', bytes: inflateHere(bytes, encoding, { maxOutputLength: maxBytes, chunkSize }) }
    } catch (error) {
      return refusal(error)
    }
  }
  const inflated = await inflateWithin(bytes, encoding, maxBytes, () => true)
  return inflated.kind === 'no_memory' ? { kind: 'too_large' } : inflated
}

/** The same, with every piece of output accounted for as it comes. What was taken is the caller's to give back. */
export async function inflateWithin(
  bytes: Uint8Array,
  encoding: ContentEncoding,
  maxBytes: number,
  take: TakeMemory,
): Promise<Inflated | { readonly kind: 'no_memory' }> {
  if (encoding === 'identity') return bytes.length > maxBytes ? { kind: 'too_large' } : { kind: 'ok', bytes }
  if (bytes.length === 0) return { kind: 'ok', bytes }
  try {
    if (encoding === 'zstd') return accounted(await inflateZstd(bytes, maxBytes), take)
    const chunkSize = chunkSizeFor(bytes, encoding, maxBytes)
    if (bytes.length > INLINE_MAX_BYTES) return await inflateInPool(bytes, encoding, { maxBytes, chunkSize, take })
    return accounted(
      { kind: 'ok', bytes: inflateHere(bytes, encoding, { maxOutputLength: maxBytes, chunkSize }) },
      take,
    )
  } catch (error) {
    return refusal(error)
  }
}

function inflateHere(bytes: Uint8Array, encoding: 'gzip' | 'deflate', options: zlib.ZlibOptions): Buffer {
  if (encoding === 'gzip') return zlib.gunzipSync(bytes, options)
  return hasZlibHeader(bytes) ? zlib.inflateSync(bytes, options) : zlib.inflateRawSync(bytes, options)
}

function inflateInPool(
  bytes: Uint8Array,
  encoding: 'gzip' | 'deflate',
  { maxBytes, chunkSize, take }: { readonly maxBytes: number; readonly chunkSize: number; readonly take: TakeMemory },
): Promise<Inflated | { readonly kind: 'no_memory' }> {
  return new Promise((resolve) => {
    const stream = inflatorFor(bytes, encoding, chunkSize)
    const parts: Buffer[] = []
    let total = 0
    const stop = (kind: 'too_large' | 'no_memory') => {
      resolve({ kind })
      stream.destroy()
    }
    stream.on('data', (part: Buffer) => {
      total += part.length
      if (total > maxBytes) stop('too_large')
      else if (!take(part.length)) stop('no_memory')
      else parts.push(part)
    })
    stream.on('error', (error) => resolve(refusal(error)))
    stream.on('end', () => {
      resolve({
        kind: 'ok',
        bytes: parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts, total),
      })
    })
    stream.end(bytes)
  })
}

function inflatorFor(bytes: Uint8Array, encoding: 'gzip' | 'deflate', chunkSize: number) {
  if (encoding === 'gzip') return zlib.createGunzip({ chunkSize })
  // "deflate" means zlib framing; some clients send it bare.
  return hasZlibHeader(bytes) ? zlib.createInflate({ chunkSize }) : zlib.createInflateRaw({ chunkSize })
}

function accounted(inflated: Inflated, take: TakeMemory): Inflated | { readonly kind: 'no_memory' } {
  return inflated.kind === 'ok' && !take(inflated.bytes.length) ? { kind: 'no_memory' } : inflated
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
  return { kind: 'broken', why: messageOf(error) }
}
