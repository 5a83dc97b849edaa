/** A filter as SQL over `judged`. Every term is 0 or 1, never null, so that its negation is the rest. */
import {
  type Count,
  type Filter,
  type Has,
  isComparison,
  type Operator,
  type Term,
  type Then,
} from '@vitrine/schemas/filter'
import { invariant } from '../base/errors.ts'
import { type FieldContext, flagSql, measureSql, TRACE_MEASURES, textSql } from './fields.ts'
import { scoredBy, scoreRange, scoreRangeSql, scoreSql } from './score-where.ts'
import { searchSql } from './search.ts'
import type { Bindings } from './sql.ts'
import { ANY_TIME, type Range, type Window, windowSql } from './window.ts'

export interface WhereContext extends FieldContext {
  readonly window: Window
  /** Only for content: a search among the spans of whole traces may lie outside the window. */
  readonly ranges?: readonly Range[] | undefined
  /** Where `judged_whole` lies when it holds little more than the traces of the window. */
  readonly wholeRanges: readonly Range[] | undefined
}

export function whereSql(filter: Filter, context: WhereContext): string {
  switch (filter.kind) {
    case 'all':
      return '1'
    case 'not':
      return `not (${whereSql(filter.of, context)})`
    case 'and':
      return partsSql(filter.of, context).join(' and ')
    case 'or':
      return filter.of.map((part) => `(${whereSql(part, context)})`).join(' or ')
    case 'text':
      return searchSql(filter.text, context)
    case 'has':
      return hasRelatedSql(filter, context)
    case 'count':
      return countSql(filter, context)
    case 'then':
      return thenSql(filter, context)
    case 'term':
      return `ifNull(${termSql(filter, context)}, 0)`
  }
}

/** Each part by itself, but for the two bounds of a score. */
function partsSql(parts: readonly Filter[], context: WhereContext): readonly string[] {
  return parts.flatMap((part, at) => {
    if (scoreRange(parts[at - 1], part) !== undefined) return []
    const range = scoreRange(part, parts[at + 1])
    return range === undefined ? `(${whereSql(part, context)})` : scoreRangeSql(range, context.bind)
  })
}

function termSql(term: Term, context: WhereContext): string {
  const { bind } = context
  if (term.field === 'has') return any(term.values.map((value) => hasSql(value)))
  if (term.field === 'score') return scoreSql(term, bind)
  if (term.field === 'tag') return tagSql(term, bind)
  if (term.field === 'trace') return idSql(term, ['trace_id', 'client_trace_id'], bind)
  if (term.field === 'span') return idSql(term, ['span_id', 'client_id'], bind)
  const overTrace = TRACE_MEASURES[term.field]
  if (overTrace !== undefined) return traceSql(term, overTrace, context)
  const flag = flagSql(term.field)
  if (flag !== undefined) return any(term.values.map((value) => (value === 'true' ? flag : `not (${flag})`)))
  const measure = measureSql(term.field)
  if (measure !== undefined) return measureTerm(term, measure, bind)
  const column = textSql(term.field, term.key, context)
  invariant(column !== undefined, `no SQL for the field ${term.field}`)
  return isComparison(term.op) ? measureTerm(term, `toFloat64OrNull(${column})`, bind) : textTerm(term, column, bind)
}

function textTerm(term: Term, column: string, bind: Bindings): string {
  if (term.op === 'set') return `${column} != ''`
  if (term.op === 'is') return `${column} in (${bind.add('Array(String)', term.values)})`
  return any(term.values.map((value) => textMatch(term.op, column, bind.add('String', value))))
}

function textMatch(op: Operator, column: string, value: string): string {
  return op === 'prefix' ? `startsWith(${column}, ${value})` : `positionCaseInsensitiveUTF8(${column}, ${value}) > 0`
}

/** Decimals compare exactly; quotients and attributes are floats. */
function measureTerm(term: Term, expression: string, bind: Bindings): string {
  if (term.op === 'set') return `isNotNull(${expression})`
  const isFloat = /1e9|toFloat64/.test(expression)
  const typed = (value: string) => bind.add(isFloat ? 'Float64' : 'Decimal(38, 12)', value)
  const left = isFloat ? expression : `toDecimal128(${expression}, 12)`
  if (term.op === 'is')
    return any(term.values.map((value) => (value === '' ? `isNull(${expression})` : `${left} = ${typed(value)}`)))
  return `${left} ${comparison(term.op)} ${typed(term.values[0] ?? '0')}`
}

function tagSql(term: Term, bind: Bindings): string {
  if (term.op === 'set') return 'notEmpty(tags)'
  if (term.op !== 'is')
    return any(
      term.values.map((value) => `arrayExists(tag -> ${textMatch(term.op, 'tag', bind.add('String', value))}, tags)`),
    )
  const named = term.values.filter((value) => value !== '')
  const parts = named.length === 0 ? [] : [`hasAny(tags, ${bind.add('Array(String)', named)})`]
  return any(named.length === term.values.length ? parts : [...parts, 'empty(tags)'])
}

function idSql(term: Term, [ours, theirs]: readonly [string, string], bind: Bindings): string {
  if (term.op === 'set') return `${ours} != ''`
  if (term.op !== 'is') {
    const both = term.values.flatMap((value) =>
      [ours, theirs].map((column) => textMatch(term.op, column, bind.add('String', value))),
    )
    return any(both)
  }
  const lower = bind.add(
    'Array(String)',
    term.values.map((value) => value.toLowerCase()),
  )
  const asSent = bind.add(
    'Array(String)',
    term.values.filter((value) => value !== ''),
  )
  return `(${ours} in (${lower}) or ${theirs} in (${asSent}))`
}

const HAS: Readonly<Record<string, string>> = {
  error: "status = 'error'",
  call: 'is_call = 1',
  tokens: 'in_sums = 1 and said_usage',
  cost: 'in_sums = 1 and cost_total is not null',
  unpriced: 'is_call = 1 and said_usage and cost_total is null',
  retry: 'is_retry = 1',
  score: scoredBy('1'),
}

function hasSql(value: string): string {
  const found = HAS[value]
  invariant(found !== undefined, `no SQL for has:${value}`)
  return `(${found})`
}

/** Facts of the whole trace, for the traces that have a span in the window. */
function traceSql(term: Term, aggregate: string, context: WhereContext): string {
  return `trace_id in (select trace_id from judged_whole where ${nearSql(context)} group by trace_id having ${measureTerm(term, aggregate, context.bind)})`
}

/** Of all spans only those of traces that have one in the window, unless \`judged_whole\` is that already. */
function nearSql({ window, wholeRanges, bind }: WhereContext): string {
  const isWindowed = window.fromNs !== undefined || window.toNs !== undefined
  return isWindowed && wholeRanges === undefined
    ? `trace_id in (select trace_id from spans final where project_id = {project:String}${windowSql({ window }, bind)})`
    : '1'
}

/** A filter on spans of the whole trace, wherever they lie. */
const ofWholeSql = (filter: Filter, context: WhereContext) =>
  `(${whereSql(filter, { ...context, window: ANY_TIME, ranges: context.wholeRanges })})`

function hasRelatedSql({ of }: Has, context: WhereContext): string {
  return `trace_id in (select trace_id from judged_whole where ${nearSql(context)} and ${ofWholeSql(of, context)})`
}

function countSql({ of, op, n }: Count, context: WhereContext): string {
  const matching = `countIf(${ofWholeSql(of, context)}) ${op === 'is' ? '=' : op} ${context.bind.add('UInt64', n)}`
  return `trace_id in (select trace_id from judged_whole where ${nearSql(context)} group by trace_id having ${matching})`
}

/** The earliest match of each part after the earliest of the part before: where any order exists, this one does. */
function thenSql({ of }: Then, context: WhereContext): string {
  const starts = of.map((part, index) => `groupArrayIf(start_ns, ${ofWholeSql(part, context)}) as starts_${index}`)
  const steps = of.map((_, index) =>
    index === 0
      ? 'arrayMin(starts_0) as step_0'
      : `arrayMin(arrayFilter(start -> step_${index - 1} > 0 and start > step_${index - 1}, starts_${index})) as step_${index}`,
  )
  // Of an empty array the least is 0, which no span starts at.
  return `trace_id in (select trace_id from (select trace_id, ${steps.join(', ')} from (select trace_id, ${starts.join(', ')} from judged_whole where ${nearSql(context)} group by trace_id)) where step_${of.length - 1} > 0)`
}

function comparison(op: Operator): string {
  invariant(isComparison(op), `${op} is no comparison`)
  return op
}

function any(parts: readonly string[]): string {
  return parts.length === 0 ? '0' : `(${parts.join(' or ')})`
}
