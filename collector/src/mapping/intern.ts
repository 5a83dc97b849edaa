/**
 * Attribute keys and short values repeat in every span. A direct-mapped cache from bytes to strings saves the
 * decoder most of its string building; a colliding entry is simply replaced, so that it never grows.
 */
const SLOTS = 8192
const MAX_BYTES = 64

interface Entry {
  readonly bytes: Buffer
  readonly text: string
}

const cache: (Entry | undefined)[] = new Array(SLOTS).fill(undefined)

export function internText(bytes: Buffer, start: number, end: number): string {
  const length = end - start
  if (length > MAX_BYTES) return bytes.toString('utf8', start, end)
  if (length === 0) return ''
  let hash = length
  for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + (bytes[i] as number)) | 0
  const slot = (hash ^ (hash >>> 13)) & (SLOTS - 1)
  const entry = cache[slot]
  if (entry !== undefined && entry.bytes.length === length && isSame(entry.bytes, bytes, start)) return entry.text
  const text = bytes.toString('utf8', start, end)
  cache[slot] = { bytes: Buffer.from(bytes.subarray(start, end)), text }
  return text
}

function isSame(known: Buffer, bytes: Buffer, start: number): boolean {
  for (let i = 0; i < known.length; i++) if (known[i] !== bytes[start + i]) return false
  return true
}
