/**
 * LZ4 frames, decoding only and in plain JavaScript, since the usual codec needs a native build. Blocks may refer to
 * earlier ones (a window of 64 KiB), so all of a frame is decoded into one buffer. Checksums are not verified: Kafka
 * has one of its own around every batch.
 */
const MAGIC = 0x184d2204
const SKIPPABLE_MAGIC = 0x184d2a50
const UNCOMPRESSED_BIT = 0x80000000
const MIN_MATCH = 4

interface Output {
  bytes: Buffer
  length: number
  readonly maxBytes: number
}

/** Throws an Error that says what is wrong with the frame, or that it holds more than `maxBytes`. */
export function decodeLz4(input: Uint8Array, maxBytes: number): Buffer {
  const source = Buffer.from(input.buffer, input.byteOffset, input.byteLength)
  const output: Output = { bytes: Buffer.allocUnsafe(Math.min(maxBytes, source.length * 4)), length: 0, maxBytes }
  for (let at = 0; at < source.length; ) at = decodeFrame(source, at, output)
  return output.bytes.subarray(0, output.length)
}

function decodeFrame(source: Buffer, start: number, output: Output): number {
  need(source, start, 7)
  const magic = source.readUInt32LE(start)
  if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) {
    const end = start + 8 + source.readUInt32LE(start + 4)
    need(source, end, 0)
    return end
  }
  if (magic !== MAGIC) throw new Error('not an LZ4 frame')
  const flags = source.readUInt8(start + 4)
  if (flags >> 6 !== 1) throw new Error('LZ4 frame of an unknown version')
  if ((flags & 1) !== 0) throw new Error('LZ4 frame needs a dictionary')
  // Magic, flags, block descriptor, content size if any, header checksum.
  let at = start + 6 + ((flags & 8) === 0 ? 0 : 8) + 1
  const checksumBytes = (flags & 16) === 0 ? 0 : 4
  for (;;) {
    need(source, at, 4)
    const size = source.readUInt32LE(at)
    at += 4
    if (size === 0) break
    const isPlain = (size & UNCOMPRESSED_BIT) !== 0
    const bytes = (size & ~UNCOMPRESSED_BIT) >>> 0
    need(source, at, bytes)
    if (isPlain) copyPlain(source, at, at + bytes, output)
    else decodeBlock(source, at, at + bytes, output)
    at += bytes + checksumBytes
  }
  return at + ((flags & 4) === 0 ? 0 : 4)
}

function decodeBlock(source: Buffer, start: number, end: number, output: Output): void {
  let at = start
  const extended = (short: number): number => {
    if (short < 15) return short
    let length = 15
    for (let more = 255; more === 255; ) {
      if (at >= end) throw new Error('LZ4 block is cut short')
      more = source[at++] ?? 0
      length += more
    }
    return length
  }
  while (at < end) {
    const token = source[at++] ?? 0
    const literals = extended(token >> 4)
    if (at + literals > end) throw new Error('LZ4 block is cut short')
    copyPlain(source, at, at + literals, output)
    at += literals
    // The last sequence of a block has no match.
    if (at === end) return
    if (at + 2 > end) throw new Error('LZ4 block is cut short')
    const distance = source.readUInt16LE(at)
    at += 2
    copyMatch(output, distance, extended(token & 15) + MIN_MATCH)
  }
}

function copyPlain(source: Buffer, from: number, to: number, output: Output): void {
  reserve(output, to - from)
  source.copy(output.bytes, output.length, from, to)
  output.length += to - from
}

/** A match may overlap what it writes, which is how runs are coded: byte by byte then. */
function copyMatch(output: Output, distance: number, length: number): void {
  if (distance === 0 || distance > output.length) throw new Error('LZ4 match points before the data')
  reserve(output, length)
  const { bytes } = output
  const from = output.length - distance
  if (distance >= length) bytes.copyWithin(output.length, from, from + length)
  else for (let i = 0; i < length; i++) bytes[output.length + i] = bytes[from + i] ?? 0
  output.length += length
}

function reserve(output: Output, more: number): void {
  const needed = output.length + more
  if (needed > output.maxBytes) throw new Error(`LZ4 frame holds more than ${output.maxBytes} bytes`)
  if (needed <= output.bytes.length) return
  const larger = Buffer.allocUnsafe(Math.min(output.maxBytes, Math.max(needed, output.bytes.length * 2)))
  output.bytes.copy(larger, 0, 0, output.length)
  output.bytes = larger
}

function need(source: Buffer, at: number, bytes: number): void {
  if (at + bytes > source.length) throw new Error('LZ4 frame is cut short')
}
