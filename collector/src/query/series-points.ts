/** What the rows of a statement say of each group and bucket, and the filter that picks the spans behind a point. */
import type { Point, Series } from '@vitrine/schemas/api'
import { allOf, type Filter, parseFilter, printFilter } from '@vitrine/schemas/filter'
import type { Buckets } from './buckets.ts'
import { decimalOf, type MeasureRow, numberOf, numberOrNull, textOf } from './measures.ts'
import type { Metric } from './metrics.ts'
import type { SeriesRequest } from './series-request.ts'

/** The group of all that is not shown by itself. */
export const OTHER = 'other'

export interface Cell {
  readonly value: unknown
  readonly n: number
}

/** Cells by group and bucket; the bucket 'all' is the whole window. */
export function cellsOf(metric: Metric, index: number, rows: readonly MeasureRow[]): ReadonlyMap<string, Cell> {
  const own = rows.filter((row) => metric.score === undefined || row.score_name === metric.score)
  return new Map(
    own.map((row) => [
      `${textOf(row, 'k')} ${numberOf(row, 'over_all') === 1 ? 'all' : textOf(row, 'slot')}`,
      { value: row[`v${index}`], n: numberOf(row, `n${index}`) },
    ]),
  )
}

export function seriesOf(
  metric: Metric,
  group: string,
  cells: ReadonlyMap<string, Cell>,
  buckets: Buckets,
  request: SeriesRequest,
): Series {
  const cellAt = (slot: string) => cells.get(`${group} ${slot}`)
  const slots = buckets.startsNs.map((_, index) => cellAt(String(index)))
  const values = valuesOf(group)
  return {
    metric: metric.name,
    unit: metric.unit,
    value: values[0] ?? null,
    ...(request.by.length > 1 ? { values: [...values] } : {}),
    other: group === OTHER,
    points: slots.map((cell) => pointOf(metric, cell)),
    ...(metric.n === undefined ? {} : { n: slots.map((cell) => cell?.n ?? 0) }),
    total: pointOf(metric, cellAt('all')),
    ...(metric.n === undefined ? {} : { total_n: cellAt('all')?.n ?? 0 }),
    q: group === OTHER ? null : filterText(metric, values, request),
    scope: group === OTHER ? null : metric.scope,
    ...(metric.isFirst === true ? { first: true } : {}),
  }
}

export function pointOf(metric: Metric, cell: Cell | undefined): Point {
  if (cell === undefined) return metric.empty
  if (metric.isMoney === true) return decimalOf({ value: cell.value }, 'value')
  return numberOrNull(cell.value) ?? metric.empty
}

export function valuesOf(group: string): readonly (string | null)[] {
  if (group === OTHER) return []
  const values: unknown = JSON.parse(group)
  return Array.isArray(values) ? values.map((value) => (value === '' ? null : String(value))) : []
}

export function filterText(
  metric: Metric | undefined,
  values: readonly (string | null)[],
  { filter, by }: Pick<SeriesRequest, 'filter' | 'by'>,
): string {
  const also = metric?.also === undefined ? undefined : parseFilter(metric.also)
  const terms = by.map(({ key }, index): Filter => {
    const value = values[index] ?? ''
    return key.kind === 'attribute'
      ? { kind: 'term', field: 'attr', key: key.key, op: 'is', values: [value] }
      : { kind: 'term', field: key.field, key: null, op: 'is', values: [value] }
  })
  return printFilter(allOf([filter, ...terms, ...(also?.kind === 'ok' ? [also.filter] : [])]))
}
