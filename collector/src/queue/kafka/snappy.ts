/** Snappy, decoding only: bare blocks, and the blocks in the frame that Java clients write (xerial). */
const XERIAL_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0])
const XERIAL_HEADER_BYTES = 16

/** Throws an Error that says what is wrong, or that it holds more than `maxBytes`. */
export function decodeSnappy(input: Uint8Array, maxBytes: number): Buffer {
  const source = Buffer.from(input.buffer, input.byteOffset, input.byteLength)
  if (!source.subarray(0, XERIAL_MAGIC.length).equals(XERIAL_MAGIC)) return decodeBlock(source, maxBytes)
  const blocks: Buffer[] = []
  let total = 0
  for (let at = XERIAL_HEADER_BYTES; at < source.length; ) {
    if (at + 4 > source.length) throw new Error('Snappy frame is cut short')
    const size = source.readUInt32BE(at)
    at += 4
    if (at + size > source.length) throw new Error('Snappy frame is cut short')
    const block = decodeBlock(source.subarray(at, at + size), maxBytes - total)
    total += block.length
    blocks.push(block)
    at += size
  }
  return Buffer.concat(blocks, total)
}

function decodeBlock(source: Buffer, maxBytes: number): Buffer {
  const { value: size, next } = readVarint(source)
  if (size > maxBytes) throw new Error(`Snappy block holds more than ${maxBytes} bytes`)
  const output = Buffer.allocUnsafe(size)
  let length = 0
  for (let at = next; at < source.length; ) {
    const tag = source[at++] ?? 0
    if ((tag & 3) === 0) {
      const short = tag >> 2
      const sizeBytes = short < 60 ? 0 : short - 59
      if (at + sizeBytes > source.length) throw new Error('Snappy block is cut short')
      const literals = (sizeBytes === 0 ? short : source.readUIntLE(at, sizeBytes)) + 1
      at += sizeBytes
      if (at + literals > source.length || length + literals > size) throw new Error('Snappy block is malformed')
      source.copy(output, length, at, at + literals)
      at += literals
      length += literals
      continue
    }
    const copy = readCopy(source, at, tag)
    at = copy.next
    if (copy.distance === 0 || copy.distance > length || length + copy.length > size) {
      throw new Error('Snappy block is malformed')
    }
    const from = length - copy.distance
    // A copy may overlap what it writes, which is how runs are coded: byte by byte.
    for (let i = 0; i < copy.length; i++) output[length + i] = output[from + i] ?? 0
    length += copy.length
  }
  if (length !== size) throw new Error('Snappy block is cut short')
  return output
}

function readCopy(source: Buffer, at: number, tag: number): { distance: number; length: number; next: number } {
  const sizeBytes = (tag & 3) === 3 ? 4 : tag & 3
  if (at + sizeBytes > source.length) throw new Error('Snappy block is cut short')
  if ((tag & 3) === 1) {
    return { distance: ((tag >> 5) << 8) | (source[at] ?? 0), length: ((tag >> 2) & 7) + 4, next: at + 1 }
  }
  return { distance: source.readUIntLE(at, sizeBytes), length: (tag >> 2) + 1, next: at + sizeBytes }
}

function readVarint(source: Buffer): { value: number; next: number } {
  let value = 0
  for (let at = 0; at < 5 && at < source.length; at++) {
    const byte = source[at] ?? 0
    value += (byte & 0x7f) * 2 ** (7 * at)
    if (byte < 0x80) return { value, next: at + 1 }
  }
  throw new Error('Snappy block has no length')
}
