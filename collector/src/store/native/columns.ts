/**
 * ClickHouse's Native format, the writing half: a column has a name, a type and its values back to back. Strings are
 * length and bytes, as in protobuf, so content is copied and never decoded.
 */
import { NumberRun, type Run, TextRun, WideRun } from './runs.ts'

/** One column of rows of type Row; its bytes are its runs in order (null map, offsets, values). */
export interface Column<Row> {
  readonly name: string
  readonly type: string
  readonly runs: readonly Run[]
  write(row: Row): void
}

type Of<Row, Value> = (row: Row) => Value

export function textColumn<Row>(name: string, of: Of<Row, string>): Column<Row> {
  const run = new TextRun()
  return { name, type: 'String', runs: [run], write: (row) => run.text(of(row)) }
}

export function bytesColumn<Row>(name: string, of: Of<Row, Uint8Array>): Column<Row> {
  const run = new TextRun()
  return { name, type: 'String', runs: [run], write: (row) => run.blob(of(row)) }
}

export function u8Column<Row>(name: string, of: Of<Row, number | boolean>): Column<Row> {
  const run = byteRun()
  return { name, type: 'UInt8', runs: [run], write: (row) => run.push(Number(of(row))) }
}

export function u16Column<Row>(name: string, of: Of<Row, number>): Column<Row> {
  const run = new NumberRun((count) => new Uint16Array(count))
  return { name, type: 'UInt16', runs: [run], write: (row) => run.push(of(row)) }
}

export function u32Column<Row>(name: string, of: Of<Row, number>): Column<Row> {
  const run = new NumberRun((count) => new Uint32Array(count))
  return { name, type: 'UInt32', runs: [run], write: (row) => run.push(Math.min(of(row), 0xffffffff)) }
}

export function u64Column<Row>(name: string, of: Of<Row, bigint | number>): Column<Row> {
  const run = new WideRun()
  return {
    name,
    type: 'UInt64',
    runs: [run],
    write: (row) => {
      const value = of(row)
      if (typeof value === 'number') run.number(value)
      else run.big(value)
    },
  }
}

export function u128Column<Row>(name: string, of: Of<Row, bigint>): Column<Row> {
  const run = new WideRun()
  return {
    name,
    type: 'UInt128',
    runs: [run],
    write: (row) => {
      const value = of(row)
      run.big(value)
      run.big(value >> 64n)
    },
  }
}

/** DateTime64(9): nanoseconds, up to the year 2262. */
export function nanosColumn<Row>(name: string, of: Of<Row, bigint>): Column<Row> {
  const run = new WideRun()
  return {
    name,
    type: "DateTime64(9, 'UTC')",
    runs: [run],
    write: (row) => {
      const value = of(row)
      run.big(value > INT64_MAX ? INT64_MAX : value)
    },
  }
}

const INT64_MAX = 2n ** 63n - 1n

export function millisColumn<Row>(name: string, of: Of<Row, number>): Column<Row> {
  const run = new WideRun()
  return { name, type: "DateTime64(3, 'UTC')", runs: [run], write: (row) => run.number(of(row)) }
}

/** DateTime: whole seconds. */
export function secondsColumn<Row>(name: string, of: Of<Row, number>): Column<Row> {
  const run = new NumberRun((count) => new Uint32Array(count))
  return { name, type: "DateTime('UTC')", runs: [run], write: (row) => run.push(of(row)) }
}

/** Unknown is null; so is what no count can be (the reader of the span marked it damaged). */
export function nullableU64Column<Row>(name: string, of: Of<Row, bigint | number | null | undefined>): Column<Row> {
  return nullableColumn(name, 'Nullable(UInt64)', of, isCount)
}

/** Decimal(18, 12) in dollars, which is whole pico-dollars in 64 bits. */
export function nullablePicoColumn<Row>(name: string, of: Of<Row, bigint | null | undefined>): Column<Row> {
  return nullableColumn(name, 'Nullable(Decimal(18, 12))', of, isPico)
}

function nullableColumn<Row, Value extends bigint | number>(
  name: string,
  type: string,
  of: Of<Row, Value | null | undefined>,
  fits: (value: Value) => boolean,
): Column<Row> {
  const nulls = byteRun()
  const values = new WideRun()
  return {
    name,
    type,
    runs: [nulls, values],
    write: (row) => {
      const value = of(row)
      const isKnown = value !== null && value !== undefined && fits(value)
      nulls.push(isKnown ? 0 : 1)
      if (!isKnown) values.number(0)
      else if (typeof value === 'bigint') values.big(value)
      else values.number(value)
    },
  }
}

function isCount(value: bigint | number): boolean {
  return value >= 0 && (typeof value === 'bigint' || Number.isSafeInteger(value))
}

/** Below a million dollars either way: what the column can hold. */
function isPico(value: bigint): boolean {
  return value < PICO_LIMIT && value > -PICO_LIMIT
}
const PICO_LIMIT = 10n ** 18n

export function textArrayColumn<Row>(name: string, of: Of<Row, readonly string[]>): Column<Row> {
  return arrayColumn(name, of, (run, item) => run.text(item))
}

export function bytesArrayColumn<Row>(name: string, of: Of<Row, readonly Uint8Array[]>): Column<Row> {
  return arrayColumn(name, of, (run, item) => run.blob(item))
}

function arrayColumn<Row, Item>(
  name: string,
  of: Of<Row, readonly Item[]>,
  put: (run: TextRun, item: Item) => void,
): Column<Row> {
  const ends = new Ends()
  const values = new TextRun()
  return {
    name,
    type: 'Array(String)',
    runs: [ends.run, values],
    write: (row) => {
      const items = of(row)
      for (let i = 0; i < items.length; i++) put(values, items[i] as Item)
      ends.add(items.length)
    },
  }
}

export function textMapColumn<Row>(name: string, of: Of<Row, ReadonlyMap<string, string>>): Column<Row> {
  const ends = new Ends()
  const keys = new TextRun()
  const values = new TextRun()
  const writeEntry = (value: string, key: string) => {
    keys.text(key)
    values.text(value)
  }
  return {
    name,
    type: 'Map(String, String)',
    runs: [ends.run, keys, values],
    write: (row) => {
      const entries = of(row)
      entries.forEach(writeEntry)
      ends.add(entries.size)
    },
  }
}

/** The same for maps that many rows in a row share (a resource's): bytes that were written once are copied. */
export function sharedTextMapColumn<Row>(name: string, of: Of<Row, ReadonlyMap<string, string>>): Column<Row> {
  const column = textMapColumn(name, of)
  const [ends, keys, values] = column.runs as [WideRun, TextRun, TextRun]
  let last: ReadonlyMap<string, string> | undefined
  let lastKeys = 0
  let lastValues = 0
  return {
    ...column,
    write: (row) => {
      const entries = of(row)
      const keysAt = keys.at
      const valuesAt = values.at
      if (entries === last && keysAt > 0) {
        keys.repeat(lastKeys)
        values.repeat(lastValues)
        ends.number(ends.last() + entries.size)
        return
      }
      column.write(row)
      last = entries
      lastKeys = keys.at - keysAt
      lastValues = values.at - valuesAt
    },
  }
}

export function picoMapColumn<Row>(
  name: string,
  of: Of<Row, Readonly<Record<string, bigint | undefined>>>,
): Column<Row> {
  const ends = new Ends()
  const keys = new TextRun()
  const values = new WideRun()
  return {
    name,
    type: 'Map(String, Decimal(18, 12))',
    runs: [ends.run, keys, values],
    write: (row) => {
      const entries = of(row)
      let count = 0
      for (const key in entries) {
        const value = entries[key]
        if (value === undefined || !isPico(value)) continue
        keys.text(key)
        values.big(value)
        count++
      }
      ends.add(count)
    },
  }
}

function byteRun(): NumberRun {
  return new NumberRun((count) => new Uint8Array(count))
}

/** Where each row's items end, counted over the block. */
class Ends {
  readonly run = new WideRun()
  add(count: number): void {
    this.run.number(this.run.last() + count)
  }
}
