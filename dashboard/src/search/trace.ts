import { pick } from './codec.ts'

export type TraceSearch = { span?: string; tab?: string; view?: string }

export function traceSearch(search: Record<string, unknown>): TraceSearch {
  return pick(search, ['span', 'tab', 'view'])
}
