/** Sorting and continuing a list: the key of each sort, and the condition that skips what was seen. */
import type { ListSort } from '@vitrine/schemas/api'
import type { Position } from './cursor.ts'
import type { Bindings } from './sql.ts'

type SortName = 'start' | 'duration' | 'cost' | 'tokens' | 'spans' | 'errors'

/** Over the spans of one trace, session or user. */
export const GROUP_KEYS: Readonly<Record<SortName, string>> = {
  start: 'min(start_ns)',
  duration: 'if(max(is_running) = 1, null, max(toUnixTimestamp64Nano(end_time)) - min(start_ns))',
  cost: 'sumIf(cost_total, is_call = 1 and in_sums = 1)',
  tokens: 'sumIf(if(said_usage, ifNull(tokens_in, 0) + ifNull(tokens_out, 0), null), in_sums = 1)',
  spans: 'count()',
  errors: "countIf(status = 'error')",
}

/** Of one span. */
export const SPAN_KEYS: Readonly<Record<SortName, string>> = {
  start: 'start_ns',
  duration: 'duration_ns',
  cost: 'if(in_sums = 1, cost_total, null)',
  tokens: 'if(in_sums = 1 and said_usage, ifNull(tokens_in, 0) + ifNull(tokens_out, 0), null)',
  spans: '1',
  errors: "status = 'error'",
}

export function sortOf(sort: ListSort): { readonly name: SortName; readonly isDescending: boolean } {
  const isDescending = sort.startsWith('-')
  return { name: (isDescending ? sort.slice(1) : sort) as SortName, isDescending }
}

/** One exact type for every key, so that a cursor compares as it sorted. */
export const keySql = (expression: string) => `toDecimal128(${expression}, 12)`

/** A key of starts, back from its text. */
export const nsOf = (key: string) => BigInt(key.split('.')[0] ?? key)

/** Columns `sort_key` and `id` are in sight. Rows where nobody said come last in both directions. */
export function orderSql(isDescending: boolean): string {
  const way = isDescending ? 'desc' : 'asc'
  return `order by isNull(sort_key), sort_key ${way}, id ${way}`
}

export function afterSql(position: Position | undefined, isDescending: boolean, bind: Bindings): string {
  if (position === undefined) return '1'
  const beyond = isDescending ? '<' : '>'
  const id = bind.add('String', position.id)
  if (position.key === null) return `isNull(sort_key) and id ${beyond} ${id}`
  const key = bind.add('Decimal(38, 12)', position.key)
  return `isNull(sort_key) or sort_key ${beyond} ${key} or (sort_key = ${key} and id ${beyond} ${id})`
}
