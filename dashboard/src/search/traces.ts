import { pick } from './codec.ts'
import { TIME_KEYS, type TimeSearch } from './time.ts'

export type TracesSearch = TimeSearch & { q?: string; sort?: string; cursor?: string; peek?: string; scope?: string }

export function tracesSearch(search: Record<string, unknown>): TracesSearch {
  return pick(search, [...TIME_KEYS, 'q', 'sort', 'cursor', 'peek', 'scope'])
}
