// What a board is narrowed to by its lists of choices: one value of each of some fields, kept in the address as a filter. Pure.
import { allOf, EVERYTHING, type Filter, parseFilter, printFilter } from '@vitrine/schemas/filter'
import { isTerm } from '../query-text.ts'

/** Every board offers these, where the data says them. */
export const VARIABLES = ['environment', 'model', 'user'] as const

/** Field and value of each choice; what is no such filter chooses nothing. */
export function picksOf(text: string | undefined): ReadonlyMap<string, string> {
  const parsed = parseFilter(text ?? '')
  const filter = parsed.kind === 'ok' ? parsed.filter : EVERYTHING
  const terms = filter.kind === 'and' ? filter.of : [filter]
  return new Map(terms.flatMap(pickOf))
}

function pickOf(filter: Filter): [string, string][] {
  if (filter.kind !== 'term' || filter.op !== 'is' || filter.values.length !== 1) return []
  const [value = ''] = filter.values
  return [[filter.field, value]]
}

/** With another choice for a field; undefined: any. */
export function withPick(text: string | undefined, field: string, value: string | undefined): string | undefined {
  const picks = new Map(picksOf(text))
  picks.delete(field)
  if (value !== undefined) picks.set(field, value)
  const terms = [...picks].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, of]) => isTerm(name, of))
  return terms.length === 0 ? undefined : printFilter(allOf(terms))
}
