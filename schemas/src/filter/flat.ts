import { FLAT_FILTERS } from '../api/parameters.ts'
import { fieldNamed } from './fields.ts'
import { allOf, type Filter } from './filter.ts'
import { makeTerm, type Parsed, parseFilter } from './parse.ts'

/** The flat parameters and `q` of a query, as one filter. */
export function filterOf(query: Readonly<Record<string, unknown>>): Parsed {
  const parsed = parseFilter(typeof query.q === 'string' ? query.q : '')
  if (parsed.kind === 'error') return parsed
  const parts: Filter[] = [parsed.filter]
  for (const name of FLAT_FILTERS) {
    const field = fieldNamed(name)
    const values = textsOf(query[name])
    if (field === undefined || values.length === 0) continue
    const term = makeTerm(field, null, 'is', values)
    if (typeof term === 'string')
      return { kind: 'error', at: 0, message: term, suggestion: `${name} takes ${field.values?.join(', ') ?? 'text'}` }
    parts.push(term)
  }
  return { kind: 'ok', filter: allOf(parts) }
}

function textsOf(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  return list.filter((item): item is string => typeof item === 'string')
}
