import * as z from 'zod/mini'
import type { Operator } from './fields.ts'

/**
 * A filter as a tree: what the parser makes, the printer writes, the query bar edits and the server turns into SQL.
 * It is plain JSON. All its terms hold on the same span; terms named `trace.` hold on the span's whole trace.
 */
export interface Term {
  readonly kind: 'term'
  readonly field: string
  /** Of `attr` and `score`: the user's own key; else null. */
  readonly key: string | null
  readonly op: Operator
  /** `is`, `prefix`, `contains`: any of them. Comparisons: exactly one. `set`: none. '' = nobody said. */
  readonly values: readonly string[]
}
export interface TextSearch {
  readonly kind: 'text'
  readonly text: string
}
export interface Not {
  readonly kind: 'not'
  readonly of: Filter
}
export interface Group {
  readonly kind: 'and' | 'or'
  readonly of: readonly Filter[]
}
/** A span of the same trace, this one or another, matches. */
export interface Has {
  readonly kind: 'has'
  readonly of: Filter
}
/** So many spans of the same trace match. */
export interface Count {
  readonly kind: 'count'
  readonly of: Filter
  readonly op: CountOperator
  readonly n: number
}
/** Spans of the same trace match one part each, every one starting after the one before it. */
export interface Then {
  readonly kind: 'then'
  readonly of: readonly Filter[]
}
export interface Everything {
  readonly kind: 'all'
}
export type Filter = Everything | Term | TextSearch | Not | Group | Has | Count | Then

export const COUNT_OPERATORS = ['is', '>', '>=', '<', '<='] as const
export type CountOperator = (typeof COUNT_OPERATORS)[number]

export const EVERYTHING: Everything = { kind: 'all' }

/** The JSON tree, checked when it comes from outside. */
export const filterJson: z.ZodMiniType<Filter> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('all') }),
    z.strictObject({
      kind: z.literal('term'),
      field: z.string(),
      key: z.nullable(z.string()),
      op: z.enum(['is', 'prefix', 'contains', 'set', '>', '>=', '<', '<=']),
      values: z.array(z.string()),
    }),
    z.strictObject({ kind: z.literal('text'), text: z.string() }),
    z.strictObject({ kind: z.literal('not'), of: filterJson }),
    z.strictObject({ kind: z.literal('and'), of: z.array(filterJson) }),
    z.strictObject({ kind: z.literal('or'), of: z.array(filterJson) }),
    z.strictObject({ kind: z.literal('has'), of: filterJson }),
    z.strictObject({
      kind: z.literal('count'),
      of: filterJson,
      op: z.enum(COUNT_OPERATORS),
      n: z.number().check(z.int(), z.nonnegative()),
    }),
    z.strictObject({ kind: z.literal('then'), of: z.array(filterJson).check(z.minLength(2), z.maxLength(8)) }),
  ]),
)

/** All of them, flat: nested `and`s are one, and nothing is everything. */
export function allOf(filters: readonly Filter[]): Filter {
  return group('and', filters)
}

/** Any of them. */
export function anyOf(filters: readonly Filter[]): Filter {
  return group('or', filters)
}

/** Every term in it, in order. */
export function termsOf(filter: Filter): readonly Term[] {
  if (filter.kind === 'term') return [filter]
  if (filter.kind === 'all' || filter.kind === 'text') return []
  return partsOf(filter).flatMap(termsOf)
}

/** The texts that it searches for and wants to find, in order. */
export function searchTexts(filter: Filter): readonly string[] {
  if (filter.kind === 'text') return [filter.text]
  return filter.kind === 'and' || filter.kind === 'or' ? filter.of.flatMap(searchTexts) : []
}

/** Does it ask about other spans of the trace, or about the trace as a whole? */
export function asksWholeTraces(filter: Filter): boolean {
  if (filter.kind === 'term') return filter.field.startsWith('trace.') || isAmongOthers(filter)
  if (filter.kind === 'has' || filter.kind === 'count' || filter.kind === 'then') return true
  return partsOf(filter).some(asksWholeTraces)
}

/** What a span is by the others of its trace: what its children leave it, and whether it was tried before. */
const isAmongOthers = ({ field, values }: Term): boolean =>
  field === 'self_time' || (field === 'has' && values.includes('retry'))

/** The filters that it is made of. */
function partsOf(filter: Filter): readonly Filter[] {
  switch (filter.kind) {
    case 'not':
    case 'has':
    case 'count':
      return [filter.of]
    case 'and':
    case 'or':
    case 'then':
      return filter.of
    case 'all':
    case 'text':
    case 'term':
      return []
  }
}

/** Without the top-level terms on a field: what a facet counts by, and what a chip removes. */
export function withoutField(filter: Filter, field: string, key: string | null = null): Filter {
  const parts = filter.kind === 'and' ? filter.of : [filter]
  return allOf(parts.filter((part) => !isOn(part, field, key)))
}

function isOn(part: Filter, field: string, key: string | null): boolean {
  if (part.kind === 'not') return isOn(part.of, field, key)
  return part.kind === 'term' && part.field === field && part.key === key
}

function group(kind: 'and' | 'or', filters: readonly Filter[]): Filter {
  const parts = filters.flatMap((part) =>
    part.kind === kind ? part.of : part.kind === 'all' && kind === 'and' ? [] : [part],
  )
  if (kind === 'or' && parts.some((part) => part.kind === 'all')) return EVERYTHING
  const [only] = parts
  if (only === undefined) return EVERYTHING
  return parts.length === 1 ? only : { kind, of: parts }
}
