import { pick } from './codec.ts'

/** Two traces, and of each the span that is looked at. */
export type CompareSearch = { a?: string; b?: string; as?: string; bs?: string; only?: string }

export function compareSearch(search: Record<string, unknown>): CompareSearch {
  return pick(search, ['a', 'b', 'as', 'bs', 'only'])
}
