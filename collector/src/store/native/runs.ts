/**
 * Growing runs of bytes, of which a column is made. They are kept between blocks: `reset` gives their memory to the
 * next one. Numbers are laid down in the machine's order, which is ClickHouse's own: little-endian.
 */

export interface Run {
  reset(): void
  /** What was written, in the run's own memory: copy it before the next `reset`. */
  bytes(): Uint8Array
}

/** What an ordinary batch needs is kept; a huge span's memory is not. */
const KEPT_BYTES = 64 * 2 ** 20
const FIRST_BYTES = 4096

/** Its UTF-8 (three bytes a unit at most) has a length of one varint byte. */
const ONE_BYTE_LENGTH = 42
/** Its UTF-8 has a length of two varint bytes at most. */
const TWO_BYTE_LENGTH = 5461

/** Strings: their length as a varint, then their UTF-8. */
export class TextRun implements Run {
  #buffer = Buffer.allocUnsafeSlow(FIRST_BYTES)
  at = 0

  reset(): void {
    this.at = 0
    if (this.#buffer.length > KEPT_BYTES) this.#buffer = Buffer.allocUnsafeSlow(FIRST_BYTES)
  }

  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.at)
  }

  varint(value: number): void {
    if (this.at + 8 > this.#buffer.length) this.#grow(8)
    let rest = value
    while (rest > 127) {
      this.#buffer[this.at++] = (rest % 128) | 128
      rest = Math.floor(rest / 128)
    }
    this.#buffer[this.at++] = rest
  }

  text(value: string): void {
    const length = value.length
    if (length > ONE_BYTE_LENGTH) {
      if (length > TWO_BYTE_LENGTH) this.#longText(value)
      else this.#mediumText(value)
      return
    }
    if (this.at + 1 + length * 3 > this.#buffer.length) this.#grow(1 + length * 3)
    const buffer = this.#buffer
    let at = this.at + 1
    for (let i = 0; i < length; i++) {
      const unit = value.charCodeAt(i)
      if (unit > 127) {
        at = this.at + 1 + buffer.write(value, this.at + 1, 'utf8')
        break
      }
      buffer[at++] = unit
    }
    buffer[this.at] = at - this.at - 1
    this.at = at
  }

  /** Written once where it stands if its length takes two bytes; moved by one if it takes one. */
  #mediumText(value: string): void {
    if (this.at + 2 + value.length * 3 > this.#buffer.length) this.#grow(2 + value.length * 3)
    const buffer = this.#buffer
    const start = this.at + 2
    const size = buffer.write(value, start, 'utf8')
    if (size < 128) {
      buffer[this.at] = size
      buffer.copyWithin(start - 1, start, start + size)
      this.at = start - 1 + size
      return
    }
    buffer[this.at] = (size & 127) | 128
    buffer[this.at + 1] = size >>> 7
    this.at = start + size
  }

  #longText(value: string): void {
    const size = Buffer.byteLength(value)
    this.varint(size)
    if (this.at + size > this.#buffer.length) this.#grow(size)
    this.at += this.#buffer.write(value, this.at, 'utf8')
  }

  blob(value: Uint8Array): void {
    const size = value.byteLength
    this.varint(size)
    if (this.at + size > this.#buffer.length) this.#grow(size)
    this.#buffer.set(value, this.at)
    this.at += size
  }

  /** The last `count` bytes once more. */
  repeat(count: number): void {
    if (this.at + count > this.#buffer.length) this.#grow(count)
    this.#buffer.copyWithin(this.at, this.at - count, this.at)
    this.at += count
  }

  #grow(count: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#buffer.length * 2, this.at + count))
    this.#buffer.copy(larger, 0, 0, this.at)
    this.#buffer = larger
  }
}

type Cells = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>

/** Numbers of 8, 16 or 32 bits. */
export class NumberRun implements Run {
  #cells: Cells
  readonly #make: (count: number) => Cells
  #count = 0

  constructor(make: (count: number) => Cells) {
    this.#make = make
    this.#cells = make(FIRST_BYTES)
  }

  reset(): void {
    this.#count = 0
  }

  bytes(): Uint8Array {
    return new Uint8Array(this.#cells.buffer, 0, this.#count * this.#cells.BYTES_PER_ELEMENT)
  }

  push(value: number): void {
    if (this.#count === this.#cells.length) this.#grow()
    this.#cells[this.#count++] = value
  }

  #grow(): void {
    const larger = this.#make(this.#cells.length * 2)
    larger.set(this.#cells)
    this.#cells = larger
  }
}

/** Numbers of 64 bits: plain ones as two halves, so that no bigint is made of them. */
export class WideRun implements Run {
  #halves = new Uint32Array(FIRST_BYTES)
  #wholes = new BigUint64Array(this.#halves.buffer)
  #count = 0

  reset(): void {
    this.#count = 0
  }

  /** The last plain number (up to 2^53); 0 before the first. */
  last(): number {
    if (this.#count === 0) return 0
    const at = (this.#count - 1) * 2
    return (this.#halves[at] as number) + (this.#halves[at + 1] as number) * 2 ** 32
  }

  bytes(): Uint8Array {
    return new Uint8Array(this.#halves.buffer, 0, this.#count * 8)
  }

  /** A whole number from 0 up to 2^53. */
  number(value: number): void {
    if (this.#count === this.#wholes.length) this.#grow()
    const at = this.#count++ * 2
    this.#halves[at] = value
    this.#halves[at + 1] = value / 2 ** 32
  }

  /** Modulo 2^64. */
  big(value: bigint): void {
    if (this.#count === this.#wholes.length) this.#grow()
    this.#wholes[this.#count++] = value
  }

  #grow(): void {
    const larger = new Uint32Array(this.#halves.length * 2)
    larger.set(this.#halves)
    this.#halves = larger
    this.#wholes = new BigUint64Array(larger.buffer)
  }
}
