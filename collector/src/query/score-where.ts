/** Terms on scores as SQL over `judged`. */
import { type Filter, isComparison, type Operator, type Term } from '@vitrine/schemas/filter'
import { invariant } from '../base/errors.ts'
import type { Bindings } from './sql.ts'

export function scoreSql(term: Term, bind: Bindings): string {
  if (term.op === 'set') return scoredBy(namedSql(term, bind))
  if (isComparison(term.op)) return scoredBy(`${namedSql(term, bind)} and ${boundSql(term, bind)}`)
  const texts = `text_value in (${bind.add('Array(String)', term.values)})`
  const values = term.values.map(Number).filter((value) => !Number.isNaN(value))
  const numbers = values.map((value) => `ifNull(value, nan) = ${bind.add('Float64', value)}`)
  const same = [`(text_value != '' and ${texts})`, ...numbers].join(' or ')
  return scoredBy(`${namedSql(term, bind)} and (${same})`)
}

/** One score lies between both bounds, which two terms on their own do not say of a span with several. */
export function scoreRangeSql([low, high]: ScoreRange, bind: Bindings): string {
  return scoredBy(`${namedSql(low, bind)} and ${boundSql(low, bind)} and ${boundSql(high, bind)}`)
}

export type ScoreRange = readonly [low: Term, high: Term]

/** A lower bound, and right behind it an upper one of the same score. */
export function scoreRange(low: Filter | undefined, high: Filter | undefined): ScoreRange | undefined {
  if (low?.kind !== 'term' || high?.kind !== 'term') return undefined
  const isSame = low.field === 'score' && high.field === 'score' && low.key === high.key
  return isSame && LOWER.has(low.op) && UPPER.has(high.op) ? [low, high] : undefined
}

const LOWER: ReadonlySet<Operator> = new Set(['>', '>='])
const UPPER: ReadonlySet<Operator> = new Set(['<', '<='])

/** The span, its trace or its session has such a score. */
export function scoredBy(condition: string): string {
  const from = `from scores final where project_id = {project:String} and (${condition})`
  const hits = [
    `(trace_id, span_id) in (select trace_id, span_id ${from} and target = 'span')`,
    `trace_id in (select trace_id ${from} and target = 'trace')`,
    `(session != '' and session in (select session_id ${from} and target = 'session'))`,
  ]
  return `(${hits.join(' or ')})`
}

function namedSql({ key }: Term, bind: Bindings): string {
  invariant(key !== null, 'a score without a name')
  return `name = ${bind.add('String', key)}`
}

function boundSql({ op, values }: Term, bind: Bindings): string {
  invariant(isComparison(op), `${op} is no comparison`)
  return `value ${op} ${bind.add('Float64', values[0] ?? '0')}`
}
