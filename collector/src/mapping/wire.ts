/**
 * The few protobuf primitives that OTLP needs, over offsets. Reading throws BadFraming, which the callers turn
 * into a value at the border of one span or one attribute.
 */
export class BadFraming extends Error {
  constructor(what: string) {
    super(`cannot read protobuf: ${what}`)
    this.name = 'BadFraming'
  }
}

/** A window on bytes; `at` moves. */
export interface Cursor {
  readonly bytes: Buffer
  at: number
  end: number
}

export const VARINT = 0
export const FIXED64 = 1
export const LEN = 2
export const FIXED32 = 5

export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

export function cursorOf(bytes: Uint8Array): Cursor {
  return { bytes: asBuffer(bytes), at: 0, end: bytes.byteLength }
}

/** A varint as a number; exact up to 2^53, which tags, lengths and enums never exceed. */
export function readVarint(cursor: Cursor): number {
  const bytes = cursor.bytes
  let at = cursor.at
  if (at >= cursor.end) throw new BadFraming('a number is cut off')
  let byte = bytes[at++] as number
  if (byte < 0x80) {
    cursor.at = at
    return byte
  }
  let value = byte & 0x7f
  let scale = 128
  for (let i = 1; i < 10; i++) {
    if (at >= cursor.end) throw new BadFraming('a number is cut off')
    byte = bytes[at++] as number
    value += (byte & 0x7f) * scale
    if (byte < 0x80) {
      cursor.at = at
      return value
    }
    scale *= 128
  }
  throw new BadFraming('a number has more than 10 bytes')
}

/** A varint as a signed 64-bit integer: number where it is safe, bigint beyond. */
export function readInt64(cursor: Cursor): number | bigint {
  const start = cursor.at
  const value = readVarint(cursor)
  if (cursor.at - start <= 7) return value
  let big = 0n
  for (let i = cursor.at - 1; i >= start; i--) big = (big << 7n) | BigInt((cursor.bytes[i] as number) & 0x7f)
  const signed = BigInt.asIntN(64, big)
  const isSafe = signed >= BigInt(Number.MIN_SAFE_INTEGER) && signed <= BigInt(Number.MAX_SAFE_INTEGER)
  return isSafe ? Number(signed) : signed
}

/** Reads a length and returns where the field ends; the cursor stands at its first byte. */
export function readLength(cursor: Cursor): number {
  const length = readVarint(cursor)
  const end = cursor.at + length
  if (end > cursor.end) throw new BadFraming('a field is longer than its message')
  return end
}

export function skipField(cursor: Cursor, wireType: number): void {
  if (wireType === LEN) cursor.at = readLength(cursor)
  else if (wireType === VARINT) readVarint(cursor)
  else if (wireType === FIXED64) advance(cursor, 8)
  else if (wireType === FIXED32) advance(cursor, 4)
  else throw new BadFraming(`wire type ${wireType}`)
}

export function readFixed64(cursor: Cursor): bigint {
  const at = cursor.at
  advance(cursor, 8)
  return cursor.bytes.readBigUInt64LE(at)
}

export function readDouble(cursor: Cursor): number {
  const at = cursor.at
  advance(cursor, 8)
  return cursor.bytes.readDoubleLE(at)
}

export function advance(cursor: Cursor, count: number): void {
  if (cursor.at + count > cursor.end) throw new BadFraming('a field is cut off')
  cursor.at += count
}

/** Writes protobuf into a growing buffer. */
export class Writer {
  #bytes = Buffer.allocUnsafe(1024)
  #at = 0

  get length(): number {
    return this.#at
  }

  varint(value: number | bigint): void {
    this.#room(10)
    if (typeof value === 'number' && value >= 0 && value < 0x80000000) {
      let rest = value
      while (rest > 0x7f) {
        this.#bytes[this.#at++] = (rest & 0x7f) | 0x80
        rest >>>= 7
      }
      this.#bytes[this.#at++] = rest
      return
    }
    let rest = BigInt.asUintN(64, BigInt(value))
    while (rest > 0x7fn) {
      this.#bytes[this.#at++] = Number(rest & 0x7fn) | 0x80
      rest >>= 7n
    }
    this.#bytes[this.#at++] = Number(rest)
  }

  tag(field: number, wireType: number): void {
    this.varint(field * 8 + wireType)
  }

  bytesField(field: number, value: Uint8Array): void {
    this.tag(field, LEN)
    this.varint(value.byteLength)
    this.raw(value)
  }

  textField(field: number, value: string): void {
    const length = Buffer.byteLength(value)
    this.tag(field, LEN)
    this.varint(length)
    this.#room(length)
    this.#bytes.write(value, this.#at, 'utf8')
    this.#at += length
  }

  varintField(field: number, value: number | bigint): void {
    this.tag(field, VARINT)
    this.varint(value)
  }

  fixed64Field(field: number, value: bigint): void {
    this.tag(field, FIXED64)
    this.#room(8)
    this.#bytes.writeBigUInt64LE(BigInt.asUintN(64, value), this.#at)
    this.#at += 8
  }

  fixed32Field(field: number, value: number): void {
    this.tag(field, FIXED32)
    this.#room(4)
    this.#bytes.writeUInt32LE(value >>> 0, this.#at)
    this.#at += 4
  }

  doubleField(field: number, value: number): void {
    this.tag(field, FIXED64)
    this.#room(8)
    this.#bytes.writeDoubleLE(value, this.#at)
    this.#at += 8
  }

  /** A nested message, written in place: its length is a varint of five bytes, filled in afterwards. */
  message(field: number, write: (writer: Writer) => void): void {
    this.tag(field, LEN)
    this.#room(5)
    const start = this.#at + 5
    this.#at = start
    write(this)
    let length = this.#at - start
    for (let i = start - 5; i < start - 1; i++) {
      this.#bytes[i] = (length & 0x7f) | 0x80
      length >>>= 7
    }
    this.#bytes[start - 1] = length
  }

  raw(value: Uint8Array): void {
    this.#room(value.byteLength)
    this.#bytes.set(value, this.#at)
    this.#at += value.byteLength
  }

  finish(): Buffer {
    return this.#bytes.subarray(0, this.#at)
  }

  #room(count: number): void {
    if (this.#at + count <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#at + count))
    this.#bytes.copy(larger, 0, 0, this.#at)
    this.#bytes = larger
  }
}
