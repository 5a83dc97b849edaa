// The numbers of a panel as rows and columns: the table behind the chart, the file, and the picture of a table. Pure.

export type SheetCell = string | number | null

export interface Sheet {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly SheetCell[])[]
}

/** RFC 4180. Unknown is an empty field; what a spreadsheet would run as a formula begins with a quote. */
export function csvOf({ columns, rows }: Sheet): string {
  return [columns, ...rows]
    .map((row) => row.map(field).join(','))
    .join('\r\n')
    .concat('\r\n')
}

function field(cell: SheetCell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const safe = /^[=+\-@\t\r]/.test(cell) && !/^-?\d+(\.\d+)?$/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
