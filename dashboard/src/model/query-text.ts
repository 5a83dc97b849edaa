// A page's filter with one more term. What cannot be read stays as it is: the server says what is wrong with it.
import { allOf, type Filter, parseFilter, parseSplit, printFilter } from '@vitrine/schemas/filter'

function read(text: string): Filter | undefined {
  const parsed = parseFilter(text)
  return parsed.kind === 'ok' ? parsed.filter : undefined
}

/** `q` and the further terms, all of which must hold. */
export function queryWith(q: string | undefined, ...terms: readonly Filter[]): string {
  const filter = read(q ?? '')
  return filter === undefined ? (q ?? '') : printFilter(allOf([filter, ...terms]))
}

/** One value of what a list may be split by: a field, or `attribute:<key>`. */
export function isTerm(by: string, value: string | null): Filter {
  const split = parseSplit(by)
  const [field, key] = split?.kind === 'attribute' ? ['attr', split.key] : [by, null]
  return { kind: 'term', field, key, op: 'is', values: [value ?? ''] }
}

export const FAILED_TRACES: Filter = { kind: 'term', field: 'trace.errors', key: null, op: '>', values: ['0'] }
export const FAULTLESS_TRACES: Filter = { kind: 'not', of: FAILED_TRACES }
