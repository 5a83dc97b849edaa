import { pick } from './codec.ts'

export type TraceSearch = { span?: string; tab?: string; mode?: string; zoom?: string }

export function traceSearch(search: Record<string, unknown>): TraceSearch {
  return pick(search, ['span', 'tab', 'mode', 'zoom'])
}
