/** The rows of a list as files: lines of JSON as the server said them, a table for spreadsheets, and columns for engines. */
import { csvOf, type Sheet } from './boards/sheet.ts'

export const FILE_KINDS = ['jsonl', 'csv', 'parquet'] as const
export type FileKind = (typeof FILE_KINDS)[number]

export async function fileOf(kind: FileKind, rows: readonly object[]): Promise<Blob> {
  if (kind === 'jsonl')
    return new Blob(
      rows.map((row) => `${JSON.stringify(row)}\n`),
      { type: 'application/x-ndjson' },
    )
  const sheet = sheetOf(rows)
  // With a mark of the encoding, without which spreadsheets read Persian as Latin letters.
  if (kind === 'csv') return new Blob(['\uFEFF', csvOf(texts(sheet))], { type: 'text/csv' })
  const { parquetWriteBuffer } = await import('hyparquet-writer')
  const columnData = sheet.columns.map((name, at) =>
    columnOf(
      name,
      sheet.rows.map((row) => row[at] ?? null),
    ),
  )
  return new Blob([parquetWriteBuffer({ columnData })], { type: 'application/vnd.apache.parquet' })
}

type Cell = string | number | boolean | null

/** One column for each value of a row, named by its path; lists stay JSON. */
export function sheetOf(rows: readonly object[]): { columns: readonly string[]; rows: readonly (readonly Cell[])[] } {
  const flat = rows.map((row) => new Map(cellsOf(row, '')))
  const columns = [...new Set(flat.flatMap((cells) => [...cells.keys()]))]
  return { columns, rows: flat.map((cells) => columns.map((column) => cells.get(column) ?? null)) }
}

function cellsOf(value: object, path: string): [string, Cell][] {
  return Object.entries(value).flatMap(([key, cell]: [string, unknown]): [string, Cell][] => {
    const name = path === '' ? key : `${path}.${key}`
    if (cell === null || typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'boolean')
      return [[name, cell]]
    return typeof cell === 'object' && !Array.isArray(cell) ? cellsOf(cell, name) : [[name, JSON.stringify(cell)]]
  })
}

function texts({ columns, rows }: ReturnType<typeof sheetOf>): Sheet {
  return { columns, rows: rows.map((row) => row.map((cell) => (typeof cell === 'boolean' ? String(cell) : cell))) }
}

/** Of one type: numbers, flags, or texts, which times, money and whole numbers beyond a double are already. */
function columnOf(name: string, data: readonly Cell[]) {
  const isAll = (type: string) => data.every((cell) => cell === null || typeof cell === type)
  if (data.some((cell) => cell !== null)) {
    if (isAll('number')) return { name, data: [...data], type: 'DOUBLE' as const, nullable: true }
    if (isAll('boolean')) return { name, data: [...data], type: 'BOOLEAN' as const, nullable: true }
  }
  const words = data.map((cell) => (cell === null ? null : String(cell)))
  return { name, data: words, type: 'STRING' as const, nullable: true }
}
