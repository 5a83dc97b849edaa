// A page's filter with one more term. What cannot be read stays as it is: the server says what is wrong with it.
import { allOf, type Filter, parseFilter, printFilter } from '@vitrine/schemas/filter'

function read(text: string): Filter | undefined {
  const parsed = parseFilter(text)
  return parsed.kind === 'ok' ? parsed.filter : undefined
}

/** `q` and the further terms, all of which must hold. */
export function queryWith(q: string | undefined, ...terms: readonly Filter[]): string {
  const filter = read(q ?? '')
  return filter === undefined ? (q ?? '') : printFilter(allOf([filter, ...terms]))
}

export function isTerm(field: string, value: string | null): Filter {
  return { kind: 'term', field, key: null, op: 'is', values: [value ?? ''] }
}

export const FAILED_TRACES: Filter = { kind: 'term', field: 'trace.errors', key: null, op: '>', values: ['0'] }
export const FAULTLESS_TRACES: Filter = { kind: 'not', of: FAILED_TRACES }
