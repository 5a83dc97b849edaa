// From an answer of /table to rows: each cell with its number, how it is written, and the filter behind it. Pure.
import type { TableAnswer } from '@vitrine/schemas/api'
import { joined, UNPRICED } from '@vitrine/schemas/boards'
import { isStackable, kindOfMetric, type NumberKind } from './metric-kind.ts'

export interface TableColumn {
  readonly metric: string
  readonly kind: NumberKind
}
export interface TableCell {
  readonly value: number | null
  readonly q: string
  readonly scope: TableAnswer['metrics'][number]['scope']
}
export interface TableLine {
  readonly values: readonly (string | null)[]
  readonly q: string
  readonly cells: readonly TableCell[]
  /** Of the first metric: how much of the largest it is. */
  readonly share: number | null
  /** Of the first metric, where it adds up: how much of all of them. */
  readonly part: number | null
}

/** What qualifies a sum of money is a column of its own only where it was asked for. */
export function tableOf(answer: TableAnswer, asked: readonly string[]) {
  const shown = answer.metrics.flatMap((metric, index) => (asked.includes(metric.metric) ? [{ ...metric, index }] : []))
  const columns = shown.map(({ metric, unit }): TableColumn => ({ metric, kind: kindOfMetric(metric, unit) }))
  const [first] = shown
  const most = Math.max(0, ...answer.rows.map((row) => Number(row.points[first?.index ?? 0] ?? 0)))
  const [kind] = columns.map((column) => column.kind)
  const whole = kind !== undefined && isStackable(kind) ? Number(answer.total.points[first?.index ?? 0] ?? 0) : 0
  const lines = answer.rows.map((row): TableLine => {
    const value = row.points[first?.index ?? 0] ?? null
    return {
      values: row.values,
      q: row.q,
      cells: shown.map(({ index, q, scope }) => {
        const point = row.points[index] ?? null
        return { value: point === null ? null : Number(point), q: joined(row.q, q ?? ''), scope }
      }),
      share: most > 0 && value !== null ? Number(value) / most : null,
      part: whole > 0 && value !== null ? Number(value) / whole : null,
    }
  })
  const at = answer.metrics.findIndex(({ metric }) => metric === UNPRICED)
  const unpriced = at < 0 || asked.includes(UNPRICED) ? 0 : Number(answer.total.points[at] ?? 0)
  return { columns, lines, unpriced, leftOut: answer.groups_left_out }
}
