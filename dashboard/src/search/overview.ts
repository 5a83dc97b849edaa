import { pick } from './codec.ts'
import { TIME_KEYS, type TimeSearch } from './time.ts'

export type OverviewSearch = TimeSearch & { q?: string; compare?: string }

export function overviewSearch(search: Record<string, unknown>): OverviewSearch {
  return pick(search, [...TIME_KEYS, 'q', 'compare'])
}
