/**
 * Values into SQL text for the embedded engine, in the one place that may do it. chDB binds parameters through state
 * that all connections share, so that bound queries run one at a time; rendered ones run in parallel. A placeholder
 * `{name:Type}` becomes a quoted literal, cast to its type as the engine's own binder does; tests hold this to it.
 */
import { AppError } from '../base/errors.ts'
import type { QueryValue } from './store.ts'

/** Quoted text, quoted names and comments are passed over; what is left may be a placeholder. */
const TOKENS =
  /'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|--[^\n]*|\/\*[\s\S]*?\*\/|\{(\w+)\s*:\s*([A-Za-z][\w(), ']*)\}/g

const TYPE = /^[A-Za-z][\w]*(?:\([\w(), ']*\))?$/

export function renderParams(sql: string, params: Readonly<Record<string, QueryValue>>): string {
  return sql.replace(TOKENS, (token: string, name: string | undefined, type: string | undefined) => {
    if (name === undefined || type === undefined) return token
    const value = Object.hasOwn(params, name) ? params[name] : undefined
    if (value === undefined) throw badQuery(`no value for {${name}:${type}}`)
    return literalOf(value, type.trim())
  })
}

function literalOf(value: QueryValue, type: string): string {
  if (!TYPE.test(type) || type === 'Identifier') throw badQuery(`type ${type} of a parameter`)
  if (value === null) return `_CAST(NULL, ${quoted(type)})`
  if (type === 'String' && typeof value === 'string') return quoted(value)
  return `_CAST(${plainLiteral(value)}, ${quoted(type)})`
}

function plainLiteral(value: Exclude<QueryValue, null>): string {
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'number' || typeof value === 'bigint') return quoted(String(value))
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (isList(value)) return `[${value.map((item) => quoted(String(item))).join(',')}]`
  const entries = Object.entries(value).map(([key, item]) => `${quoted(key)},${quoted(item)}`)
  return entries.length === 0 ? quoted('{}') : `map(${entries.join(',')})`
}

function isList(value: object): value is readonly (string | number | bigint)[] {
  return Array.isArray(value)
}

const ESCAPES: Readonly<Record<string, string>> = { "'": "\\'", '\\': '\\\\', '\0': '\\0' }

export function quoted(text: string): string {
  return `'${text.replace(/['\\\0]/g, (character) => ESCAPES[character] ?? character)}'`
}

function badQuery(what: string): AppError {
  return new AppError('bad_query', `cannot run a query: ${what}`, { retryable: false })
}
