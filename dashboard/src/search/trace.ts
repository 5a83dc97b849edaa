import { pick } from './codec.ts'

/** `find` is the filter with whose words the reader came: they are marked; `idle=short` cuts idle time short. */
export type TraceSearch = { span?: string; tab?: string; mode?: string; zoom?: string; idle?: string; find?: string }

export function traceSearch(search: Record<string, unknown>): TraceSearch {
  return pick(search, ['span', 'tab', 'mode', 'zoom', 'idle', 'find'])
}
