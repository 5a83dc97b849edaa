/** The filter of a list as chips and facets see it. The text in the URL stays the one source; here it is edited. */

import { allOf, EVERYTHING, type Filter, parseFilter, printFilter, type Term } from '@vitrine/schemas/filter'

export interface QueryChip {
  readonly text: string
  /** The filter's text without this part. */
  readonly without: string
}

/** undefined when the text cannot be read; nothing may then run as if it had been. */
export function readQuery(text: string): Filter | undefined {
  const parsed = parseFilter(text)
  return parsed.kind === 'ok' ? parsed.filter : undefined
}

/** The parts that must all hold, each with the way to remove it. */
export function chipsOf(filter: Filter): readonly QueryChip[] {
  const parts = partsOf(filter)
  return parts.map((part) => ({
    text: printFilter(part),
    without: printFilter(allOf(parts.filter((other) => other !== part))),
  }))
}

export type FacetState = 'off' | 'only' | 'excluded'

/** null is the value "nobody said". */
export function facetState(filter: Filter, field: string, value: string | null): FacetState {
  for (const part of partsOf(filter)) {
    if (isTermOn(part, field) && part.values.includes(value ?? '')) return 'only'
    if (part.kind === 'not' && isTermOn(part.of, field) && part.of.values.includes(value ?? '')) return 'excluded'
  }
  return 'off'
}

/** Turns one value of a facet on or off, as "any of these"; an exclusion of it ends. */
export function withFacet(filter: Filter, field: string, value: string | null): Filter {
  const text = value ?? ''
  const state = facetState(filter, field, value)
  const parts = partsOf(filter).flatMap((part) => dropExclusion(part, field, text))
  const own = parts.find((part): part is Term => isTermOn(part, field))
  if (own === undefined) {
    return allOf(state === 'only' ? parts : [...parts, term(field, [text])])
  }
  const values = own.values.includes(text) ? own.values.filter((one) => one !== text) : [...own.values, text]
  const next = values.length === 0 ? EVERYTHING : term(field, values)
  return allOf(parts.map((part) => (part === own ? next : part)))
}

/** Excludes one value, or ends its exclusion. */
export function withoutFacet(filter: Filter, field: string, value: string | null): Filter {
  const text = value ?? ''
  const state = facetState(filter, field, value)
  if (state === 'excluded') return allOf(partsOf(filter).flatMap((part) => dropExclusion(part, field, text)))
  const base = state === 'only' ? withFacet(filter, field, value) : filter
  return allOf([...partsOf(base), { kind: 'not', of: term(field, [text]) }])
}

/** The values of a field of which one must hold; none: the field is not narrowed. */
export function narrowedTo(filter: Filter, field: string): readonly string[] {
  return partsOf(filter).find((part): part is Term => isTermOn(part, field))?.values ?? []
}

/** Narrows a field to one value in place of those it was narrowed to; undefined: to none. */
export function withOnly(filter: Filter, field: string, value: string | undefined): Filter {
  const others = partsOf(filter)
    .filter((part) => !isTermOn(part, field))
    .flatMap((part) => (value === undefined ? [part] : dropExclusion(part, field, value)))
  return allOf(value === undefined ? others : [...others, term(field, [value])])
}

function partsOf(filter: Filter): readonly Filter[] {
  if (filter.kind === 'all') return []
  return filter.kind === 'and' ? filter.of : [filter]
}

function dropExclusion(part: Filter, field: string, text: string): readonly Filter[] {
  if (part.kind !== 'not' || !isTermOn(part.of, field)) return [part]
  const values = part.of.values.filter((one) => one !== text)
  return values.length === 0 ? [] : [{ kind: 'not', of: term(field, values) }]
}

function isTermOn(part: Filter, field: string): part is Term {
  return part.kind === 'term' && part.field === field && part.op === 'is'
}

function term(field: string, values: readonly string[]): Term {
  return { kind: 'term', field, key: null, op: 'is', values }
}
