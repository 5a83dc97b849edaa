import { fieldNamed } from './fields.ts'
import type { Filter, Term } from './filter.ts'
import { printValue } from './units.ts'

/** Writes a filter as `q`. Reading it again gives the same tree. */
export function printFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'all':
      return ''
    case 'text':
      return isPlainWord(filter.text) ? filter.text : quote(filter.text)
    case 'term':
      return printTerm(filter)
    case 'not':
      return `-${bracket(filter.of)}`
    case 'and':
      return filter.of.map((part) => (part.kind === 'or' ? `(${printFilter(part)})` : printFilter(part))).join(' ')
    case 'or':
      return filter.of.map(printFilter).join(' OR ')
    case 'has':
      return `has(${printFilter(filter.of)})`
    case 'count':
      return `count(${printFilter(filter.of)})${filter.op === 'is' ? ':' : filter.op}${filter.n}`
    case 'then':
      return `then(${filter.of.map(printFilter).join(', ')})`
  }
}

function bracket(filter: Filter): string {
  const text = printFilter(filter)
  return filter.kind === 'and' || filter.kind === 'or' ? `(${text})` : text
}

function printTerm(term: Term): string {
  const name = term.key === null ? term.field : `${term.field}.${isPlainKey(term.key) ? term.key : quote(term.key)}`
  if (term.op === 'set') return `${name}:*`
  const values = term.values.map((value) => written(term, value))
  if (term.op === 'is') return `${name}:${values.join(',')}`
  if (term.op === 'prefix') return `${name}:${values.map((value) => `${value}*`).join(',')}`
  if (term.op === 'contains') return `${name}:${values.map((value) => `~${value}`).join(',')}`
  return `${name}${term.op}${values.join(',')}`
}

function written(term: Term, value: string): string {
  if (value === '') return '""'
  const isCompare = term.op !== 'is' && term.op !== 'prefix' && term.op !== 'contains'
  const type =
    isCompare && (term.field === 'attr' || term.field === 'score') ? 'number' : (fieldNamed(term.field)?.type ?? 'text')
  const text = printValue(type, value)
  return type !== 'text' || isPlainValue(text) ? text : quote(text)
}

const quote = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`
const isPlainValue = (text: string) => /^[A-Za-z0-9_][\w.@/+-]*$/.test(text)
/** Ends in a word character, so that it cannot be taken for a dot before a quote. */
const isPlainKey = (text: string) => /^[\w\-/]([\w.\-/]*[\w\-/])?$/.test(text)
const isPlainWord = (text: string) => /^[\p{L}\p{N}][\p{L}\p{M}\p{N}_]*$/u.test(text) && !/^(AND|OR|NOT)$/.test(text)
