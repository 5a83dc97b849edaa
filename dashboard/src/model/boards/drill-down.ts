// Where a mark leads: the list whose count is the mark's number, or the spans that a ratio or quantile was made of. Pure.
import { allOf, type Filter, parseFilter, printFilter } from '@vitrine/schemas/filter'
import { windowSearch } from '../time-range.ts'
import type { PanelLine } from './panel-lines.ts'

export type ListSearch = {
  readonly from: string
  readonly to: string
  readonly q?: string
  readonly scope?: string
}
export interface ListLink {
  readonly list: 'traces' | 'sessions' | 'users'
  readonly search: ListSearch
}

export interface Bucket {
  readonly fromMs: number
  readonly toMs: number
}

/** undefined where no filter picks what the number was made of: the rest beyond the groups that are drawn. */
export function linkOf(
  line: Pick<PanelLine, 'q' | 'scope' | 'isFirst'>,
  bucket: Bucket | undefined,
  whole: Bucket,
): ListLink | undefined {
  if (line.q === null || bucket === undefined) return undefined
  const isLater = line.isFirst && bucket.fromMs > whole.fromMs
  const q = isLater ? firstIn(line.q, whole.fromMs, bucket.fromMs) : line.q
  const times = windowSearch(bucket)
  const search = q === '' ? times : { ...times, q }
  if (line.scope === 'sessions' || line.scope === 'users') return { list: line.scope, search }
  return { list: 'traces', search: line.scope === 'traces' ? search : { ...search, scope: 'spans' } }
}

/** Traces whose first matching span is not before the bucket. */
function firstIn(q: string, fromMs: number, untilMs: number): string {
  const parsed = parseFilter(q)
  if (parsed.kind === 'error') return q
  const start = (op: '>=' | '<', ms: number): Filter => ({
    kind: 'term',
    field: 'start',
    key: null,
    op,
    values: [`${Math.round(ms)}000000`],
  })
  const before: Filter = { kind: 'has', of: allOf([parsed.filter, start('>=', fromMs), start('<', untilMs)]) }
  return printFilter(allOf([parsed.filter, { kind: 'not', of: before }]))
}
