/** Reading loosely typed attribute values: the same fact comes as text, number, JSON text or quoted JSON text. */
import { isNestedTooDeeply } from '../base/nesting.ts'
import { pythonLiteral } from './python-literal.ts'
import type { AttributeValue, SpanView } from './span-view.ts'

/** What emitters write when they mean nothing. */
const EMPTY_TEXTS = new Set(['', '{}', '[]', 'N/A', '<not specified>', '<REDACTED>', '__REDACTED__'])

export function isEmptyText(text: string): boolean {
  return text.length <= 15 && EMPTY_TEXTS.has(text)
}

/** A scalar as text, JSON quotes taken off; '' for anything else and for texts that mean nothing. */
export function textOf(value: AttributeValue | undefined): string {
  if (typeof value === 'string') {
    const text = value.startsWith('"') && value.endsWith('"') && value.length > 1 ? unquoted(value) : value
    return isEmptyText(text) ? '' : text
  }
  if (typeof value === 'number') return Number.isNaN(value) ? '' : String(value)
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  return ''
}

function unquoted(text: string): string {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'string' ? parsed : text
  } catch {
    return text
  }
}

/** A finite number from a number, a bigint or numeric text; undefined otherwise. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'string' || value.length > 40) return undefined
  const text = (value.startsWith('"') ? unquoted(value) : value).trim()
  // Of no text at all the number would be zero.
  if (text === '') return undefined
  const number = Number(text)
  return Number.isFinite(number) ? number : undefined
}

/** JSON text parsed, structured values as they are; undefined where it is neither. */
export function jsonOf(value: AttributeValue | undefined): unknown {
  if (typeof value !== 'string') return value === null ? undefined : value
  const first = value.charCodeAt(0)
  if (first !== 0x7b && first !== 0x5b && first !== 0x22 && first > 0x20) return undefined
  if (isNestedTooDeeply(value)) return undefined
  try {
    return JSON.parse(value) as unknown
  } catch {
    return undefined
  }
}

export type Dictionary = { readonly [key: string]: unknown }

export function isDictionary(value: unknown): value is Dictionary {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
}

/** The dictionary under a key of a dictionary; an empty one where there is none. */
export function childOf(entry: unknown, key: string): Dictionary {
  const child = isDictionary(entry) ? entry[key] : undefined
  return isDictionary(child) ? child : {}
}

export function dictionaryOf(value: AttributeValue | undefined): Dictionary | undefined {
  const parsed = jsonOf(value)
  return isDictionary(parsed) ? parsed : undefined
}

/** Python's repr of a flat or nested dict of scalars, as some emitters send it; undefined where it is not that. */
export function pythonDictionaryOf(value: AttributeValue | undefined): Dictionary | undefined {
  if (typeof value !== 'string' || !value.startsWith('{')) return dictionaryOf(value)
  const strict = dictionaryOf(value)
  if (strict !== undefined || value.length > 16_384) return strict
  const literal = pythonLiteral(value)
  return isDictionary(literal) ? literal : undefined
}

/** The first of the keys whose value says something. */
export function firstText(view: SpanView, keys: readonly string[]): string {
  for (const key of keys) {
    if (!view.has(key)) continue
    const text = textOf(view.get(key))
    if (text !== '') return text
  }
  return ''
}

export function firstNumber(view: SpanView, keys: readonly string[]): number | undefined {
  for (const key of keys) {
    if (!view.has(key)) continue
    const number = numberOf(view.get(key))
    if (number !== undefined) return number
  }
  return undefined
}

/** A list of texts from an array, JSON text of one, or a comma list. */
export function listOf(value: AttributeValue | undefined): readonly string[] {
  const parsed = jsonOf(value)
  if (Array.isArray(parsed)) return parsed.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)))
  const text = textOf(value)
  if (text === '') return []
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
