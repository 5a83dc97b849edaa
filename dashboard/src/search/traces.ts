import { pick } from './codec.ts'
import { TIME_KEYS, type TimeSearch } from './time.ts'

/**
 * Everything that makes a list what it is. `peek` is the trace that is open beside it, `span` the span selected there,
 * `mode` and `tab` how both are drawn; `cols` and `density` are left out while they are the default ones.
 */
export type TracesSearch = TimeSearch & {
  q?: string
  scope?: string
  sort?: string
  cols?: string
  density?: string
  group?: string
  view?: string
  peek?: string
  span?: string
  mode?: string
  tab?: string
}

const KEYS = ['q', 'scope', 'sort', 'cols', 'density', 'group', 'view', 'peek', 'span', 'mode', 'tab'] as const

export function tracesSearch(search: Record<string, unknown>): TracesSearch {
  return pick(search, [...TIME_KEYS, ...KEYS])
}
