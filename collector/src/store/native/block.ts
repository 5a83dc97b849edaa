/** Rows → one Native block: its columns one after the other. Rows are written as they come and not kept. */
import type { Column } from './columns.ts'
import { TextRun } from './runs.ts'

export interface BlockWriter<Row> {
  readonly rows: number
  write(row: Row): void
  /** The block in memory of its own, ready to be handed to another thread; the writer then starts anew. */
  finish(): Uint8Array<ArrayBuffer>
}

export function createBlockWriter<Row>(columns: readonly Column<Row>[]): BlockWriter<Row> {
  return new Block(columns)
}

/** All rows at once, for blocks that are small. */
export function encodeBlock<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Uint8Array<ArrayBuffer> {
  const block = createBlockWriter(columns)
  for (const row of rows) block.write(row)
  return block.finish()
}

class Block<Row> implements BlockWriter<Row> {
  rows = 0
  readonly #columns: readonly Column<Row>[]

  constructor(columns: readonly Column<Row>[]) {
    this.#columns = columns
    this.#reset()
  }

  write(row: Row): void {
    const columns = this.#columns
    for (let i = 0; i < columns.length; i++) (columns[i] as Column<Row>).write(row)
    this.rows++
  }

  finish(): Uint8Array<ArrayBuffer> {
    const parts: Uint8Array[] = [sizeOf(this.#columns.length, this.rows)]
    for (const { name, type, runs } of this.#columns) {
      parts.push(headerOf(name, type))
      for (const run of runs) parts.push(run.bytes())
    }
    const block = joined(parts)
    this.#reset()
    return block
  }

  #reset(): void {
    this.rows = 0
    for (const { runs } of this.#columns) for (const run of runs) run.reset()
  }
}

function sizeOf(columns: number, rows: number): Uint8Array {
  const run = new TextRun()
  run.varint(columns)
  run.varint(rows)
  return run.bytes()
}

function headerOf(name: string, type: string): Uint8Array {
  const run = new TextRun()
  run.text(name)
  run.text(type)
  return run.bytes()
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const size = parts.reduce((sum, part) => sum + part.byteLength, 0)
  const block = new Uint8Array(new ArrayBuffer(size))
  let at = 0
  for (const part of parts) {
    block.set(part, at)
    at += part.byteLength
  }
  return block
}
