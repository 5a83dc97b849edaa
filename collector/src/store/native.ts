/**
 * ClickHouse's Native format, the writing half: a block is its columns one after the other, each a name, a type and
 * its values back to back. Strings are length and bytes, as in protobuf, so content is copied and never decoded.
 */

/** A growing run of bytes. Kept between blocks: `reset` gives the space back to the next one. */
export class Sink {
  bytes = Buffer.allocUnsafeSlow(4096)
  at = 0

  reset(): void {
    this.at = 0
    // What an ordinary batch needs is kept; a huge span's memory is not.
    if (this.bytes.length > SINK_KEPT_BYTES) this.bytes = Buffer.allocUnsafeSlow(4096)
  }

  u8(value: number): void {
    if (this.at + 1 > this.bytes.length) this.#grow(1)
    this.bytes[this.at++] = value
  }

  u16(value: number): void {
    if (this.at + 2 > this.bytes.length) this.#grow(2)
    this.at = this.bytes.writeUInt16LE(value, this.at)
  }

  u32(value: number): void {
    if (this.at + 4 > this.bytes.length) this.#grow(4)
    this.at = this.bytes.writeUInt32LE(value >>> 0, this.at)
  }

  /** A whole number from 0 up to 2^53. */
  u64(value: number): void {
    if (this.at + 8 > this.bytes.length) this.#grow(8)
    this.at = this.bytes.writeUInt32LE(value >>> 0, this.at)
    this.at = this.bytes.writeUInt32LE(Math.floor(value / 2 ** 32), this.at)
  }

  big64(value: bigint): void {
    if (this.at + 8 > this.bytes.length) this.#grow(8)
    this.at = this.bytes.writeBigUInt64LE(BigInt.asUintN(64, value), this.at)
  }

  varint(value: number): void {
    if (this.at + 8 > this.bytes.length) this.#grow(8)
    let rest = value
    while (rest > 127) {
      this.bytes[this.at++] = (rest % 128) | 128
      rest = Math.floor(rest / 128)
    }
    this.bytes[this.at++] = rest
  }

  text(value: string): void {
    const length = value.length
    if (length > SHORT_TEXT) {
      this.#longText(value)
      return
    }
    if (this.at + 1 + length * 3 > this.bytes.length) this.#grow(1 + length * 3)
    const { bytes } = this
    let at = this.at + 1
    for (let i = 0; i < length; i++) {
      const unit = value.charCodeAt(i)
      if (unit > 127) {
        at = this.at + 1 + bytes.write(value, this.at + 1, 'utf8')
        break
      }
      bytes[at++] = unit
    }
    bytes[this.at] = at - this.at - 1
    this.at = at
  }

  #longText(value: string): void {
    const size = Buffer.byteLength(value)
    this.varint(size)
    if (this.at + size > this.bytes.length) this.#grow(size)
    this.at += this.bytes.write(value, this.at, 'utf8')
  }

  blob(value: Uint8Array): void {
    const size = value.byteLength
    this.varint(size)
    if (this.at + size > this.bytes.length) this.#grow(size)
    this.bytes.set(value, this.at)
    this.at += size
  }

  #grow(count: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.at + count))
    this.bytes.copy(larger, 0, 0, this.at)
    this.bytes = larger
  }
}

/** Its UTF-8 (three bytes a unit at most) has a length of one varint byte. */
const SHORT_TEXT = 42
const SINK_KEPT_BYTES = 64 * 2 ** 20

/** One column of rows of type Row; sinks are its runs of bytes in order (null map, offsets, values). */
export interface Column<Row> {
  readonly name: string
  readonly type: string
  readonly sinks: readonly Sink[]
  write(row: Row): void
}

type Of<Row, Value> = (row: Row) => Value

export function textColumn<Row>(name: string, of: Of<Row, string>): Column<Row> {
  const sink = new Sink()
  return { name, type: 'String', sinks: [sink], write: (row) => sink.text(of(row)) }
}

export function bytesColumn<Row>(name: string, of: Of<Row, Uint8Array>): Column<Row> {
  const sink = new Sink()
  return { name, type: 'String', sinks: [sink], write: (row) => sink.blob(of(row)) }
}

export function u8Column<Row>(name: string, of: Of<Row, number | boolean>): Column<Row> {
  const sink = new Sink()
  return { name, type: 'UInt8', sinks: [sink], write: (row) => sink.u8(Number(of(row))) }
}

export function u16Column<Row>(name: string, of: Of<Row, number>): Column<Row> {
  const sink = new Sink()
  return { name, type: 'UInt16', sinks: [sink], write: (row) => sink.u16(of(row)) }
}

export function u32Column<Row>(name: string, of: Of<Row, number>): Column<Row> {
  const sink = new Sink()
  return { name, type: 'UInt32', sinks: [sink], write: (row) => sink.u32(Math.min(of(row), 0xffffffff)) }
}

export function u64Column<Row>(name: string, of: Of<Row, bigint | number>): Column<Row> {
  const sink = new Sink()
  return {
    name,
    type: 'UInt64',
    sinks: [sink],
    write: (row) => {
      const value = of(row)
      if (typeof value === 'number') sink.u64(value)
      else sink.big64(value)
    },
  }
}

export function u128Column<Row>(name: string, of: Of<Row, bigint>): Column<Row> {
  const sink = new Sink()
  return {
    name,
    type: 'UInt128',
    sinks: [sink],
    write: (row) => {
      const value = of(row)
      sink.big64(value)
      sink.big64(value >> 64n)
    },
  }
}

/** DateTime64(9): nanoseconds, up to the year 2262. */
export function nanosColumn<Row>(name: string, of: Of<Row, bigint>): Column<Row> {
  const sink = new Sink()
  return {
    name,
    type: "DateTime64(9, 'UTC')",
    sinks: [sink],
    write: (row) => {
      const value = of(row)
      sink.big64(value > INT64_MAX ? INT64_MAX : value)
    },
  }
}

const INT64_MAX = 2n ** 63n - 1n

export function millisColumn<Row>(name: string, of: Of<Row, number>): Column<Row> {
  const sink = new Sink()
  return { name, type: "DateTime64(3, 'UTC')", sinks: [sink], write: (row) => sink.u64(of(row)) }
}

/** DateTime: whole seconds. */
export function secondsColumn<Row>(name: string, of: Of<Row, number>): Column<Row> {
  const sink = new Sink()
  return { name, type: "DateTime('UTC')", sinks: [sink], write: (row) => sink.u32(of(row)) }
}

/** Unknown is null; so is what no count can be (the reader of the span marked it damaged). */
export function nullableU64Column<Row>(name: string, of: Of<Row, bigint | number | null | undefined>): Column<Row> {
  const nulls = new Sink()
  const values = new Sink()
  return {
    name,
    type: 'Nullable(UInt64)',
    sinks: [nulls, values],
    write: (row) => {
      const value = of(row) ?? -1
      const isKnown = value >= 0 && (typeof value === 'bigint' || Number.isSafeInteger(value))
      nulls.u8(isKnown ? 0 : 1)
      if (typeof value === 'bigint') values.big64(isKnown ? value : 0n)
      else values.u64(isKnown ? value : 0)
    },
  }
}

/** Decimal(18, 12) in dollars, which is whole pico-dollars in 64 bits. */
export function nullablePicoColumn<Row>(name: string, of: Of<Row, bigint | null | undefined>): Column<Row> {
  const nulls = new Sink()
  const values = new Sink()
  return {
    name,
    type: 'Nullable(Decimal(18, 12))',
    sinks: [nulls, values],
    write: (row) => {
      const value = of(row)
      const isKnown = value !== null && value !== undefined && isPico(value)
      nulls.u8(isKnown ? 0 : 1)
      values.big64(isKnown ? value : 0n)
    },
  }
}

/** Below a million dollars either way: what the column can hold. */
function isPico(value: bigint): boolean {
  return value < PICO_LIMIT && value > -PICO_LIMIT
}
const PICO_LIMIT = 10n ** 18n

export function textArrayColumn<Row>(name: string, of: Of<Row, readonly string[]>): Column<Row> {
  const offsets = new Offsets()
  const values = new Sink()
  return {
    name,
    type: 'Array(String)',
    sinks: [offsets.sink, values],
    write: (row) => {
      const items = of(row)
      for (let i = 0; i < items.length; i++) values.text(items[i] as string)
      offsets.add(items.length)
    },
  }
}

export function bytesArrayColumn<Row>(name: string, of: Of<Row, readonly Uint8Array[]>): Column<Row> {
  const offsets = new Offsets()
  const values = new Sink()
  return {
    name,
    type: 'Array(String)',
    sinks: [offsets.sink, values],
    write: (row) => {
      const items = of(row)
      for (let i = 0; i < items.length; i++) values.blob(items[i] as Uint8Array)
      offsets.add(items.length)
    },
  }
}

export function textMapColumn<Row>(name: string, of: Of<Row, ReadonlyMap<string, string>>): Column<Row> {
  const offsets = new Offsets()
  const keys = new Sink()
  const values = new Sink()
  return {
    name,
    type: 'Map(String, String)',
    sinks: [offsets.sink, keys, values],
    write: (row) => {
      const entries = of(row)
      for (const [key, value] of entries) {
        keys.text(key)
        values.text(value)
      }
      offsets.add(entries.size)
    },
  }
}

export function picoMapColumn<Row>(
  name: string,
  of: Of<Row, Readonly<Record<string, bigint | undefined>>>,
): Column<Row> {
  const offsets = new Offsets()
  const keys = new Sink()
  const values = new Sink()
  return {
    name,
    type: 'Map(String, Decimal(18, 12))',
    sinks: [offsets.sink, keys, values],
    write: (row) => {
      const entries = of(row)
      let count = 0
      for (const key in entries) {
        const value = entries[key]
        if (value === undefined || !isPico(value)) continue
        keys.text(key)
        values.big64(value)
        count++
      }
      offsets.add(count)
    },
  }
}

/** Where each row's items end, counted over the block. */
class Offsets {
  readonly sink = new Sink()
  #end = 0
  add(count: number): void {
    this.#end = this.sink.at === 0 ? count : this.#end + count
    this.sink.u64(this.#end)
  }
}

/** The rows as one block of its own memory, ready to be handed to another thread. */
export function encodeBlock<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Uint8Array<ArrayBuffer> {
  for (const column of columns) for (const sink of column.sinks) sink.reset()
  for (const row of rows) for (const column of columns) column.write(row)
  const header = new Sink()
  const parts: Uint8Array[] = []
  let size = 0
  const push = (bytes: Uint8Array) => {
    parts.push(bytes)
    size += bytes.byteLength
  }
  header.varint(columns.length)
  header.varint(rows.length)
  let from = 0
  const ends: number[] = []
  for (const column of columns) {
    header.text(column.name)
    header.text(column.type)
    ends.push(header.at)
  }
  columns.forEach((column, index) => {
    const end = ends[index] as number
    push(header.bytes.subarray(from, end))
    from = end
    for (const sink of column.sinks) push(sink.bytes.subarray(0, sink.at))
  })
  return joined(parts, size)
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(new ArrayBuffer(size))
  let at = 0
  for (const part of parts) {
    block.set(part, at)
    at += part.byteLength
  }
  return block
}
