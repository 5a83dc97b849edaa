/** Random ids of traces and spans, from a pool, because asking the system for each would be most of a span's cost. */
const POOL_BYTES = 4096
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

const pool = new Uint8Array(POOL_BYTES)
let at = POOL_BYTES

export function newTraceId(): string {
  return randomHex(16)
}

export function newSpanId(): string {
  return randomHex(8)
}

/** Never all zeros, which the specification calls invalid. */
function randomHex(bytes: number): string {
  if (at + bytes > POOL_BYTES) {
    crypto.getRandomValues(pool)
    at = 0
  }
  let hex = ''
  let sum = 0
  for (let index = at; index < at + bytes; index += 1) {
    const byte = pool[index] ?? 0
    sum += byte
    hex += HEX[byte]
  }
  at += bytes
  return sum === 0 ? randomHex(bytes) : hex
}
