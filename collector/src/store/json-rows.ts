/** Rows as lines of JSON, for tables that are written by hand and not in blocks. */

/** Half a surrogate pair is no character: the engine refuses the row for it, however often it is sent. */
const LONE_SURROGATE = /\p{Surrogate}/gu

export function jsonLines(rows: readonly Readonly<Record<string, unknown>>[]): Buffer {
  return Buffer.from(rows.map((row) => JSON.stringify(row, plain)).join('\n'))
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}`
  return typeof value === 'string' ? value.replace(LONE_SURROGATE, '\ufffd') : value
}
