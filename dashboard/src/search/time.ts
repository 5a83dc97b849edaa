// The time range of a page as it stands in its URL: `range=24h` stays relative, `from` and `to` are absolute.
import { pick } from './codec.ts'

export const TIME_KEYS = ['range', 'from', 'to'] as const
export type TimeSearch = { range?: string; from?: string; to?: string }

export function timeSearch(search: Record<string, unknown>): TimeSearch {
  return pick(search, TIME_KEYS)
}
