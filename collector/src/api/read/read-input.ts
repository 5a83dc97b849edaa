/** What the parameters of a read mean: times, filter, split keys. Their shape was checked by the route's schema. */
import { parseTimeNs } from '@vitrine/schemas/api'
import { type Filter, filterOf, parseSplit, type SplitKey } from '@vitrine/schemas/filter'
import type { Window } from '../../query/window.ts'
import { ApiError } from '../api-error.ts'

type Parameters = Readonly<Record<string, unknown>>

export interface NamedKey {
  readonly name: string
  readonly key: SplitKey
}

export function windowOf(query: Parameters): Window {
  const fromNs = timeOf('from', query.from)
  const toNs = timeOf('to', query.to)
  if (fromNs !== undefined && toNs !== undefined && fromNs > toNs) {
    throw invalid('from', 'it is after to', 'the window is half-open: from is in it, to is not')
  }
  return { fromNs, toNs }
}

export function timeOf(name: string, value: unknown): bigint | undefined {
  if (typeof value !== 'string') return undefined
  const ns = parseTimeNs(value)
  if (ns === undefined)
    throw invalid(name, 'it is no time', 'write RFC 3339, such as 2026-01-31T12:00:00Z, or Unix nanoseconds')
  return ns
}

export function filterFrom(query: Parameters): Filter {
  const parsed = filterOf(query)
  if (parsed.kind === 'ok') return parsed.filter
  throw new ApiError(400, 'invalid_filter', `cannot read the filter: ${parsed.message}`, {
    advice: parsed.suggestion,
    params: { at: parsed.at },
  })
}

/** Keys of a comma-separated list; a key in double quotes may hold commas. */
export function keysFrom(parameter: string, text: string): readonly NamedKey[] {
  const names = text.match(/(?:[^,"]|"[^"]*")+/g) ?? []
  return names.map((name) => {
    const plain = name.trim().replaceAll('"', '')
    const key = parseSplit(plain)
    if (key === undefined) {
      throw invalid(
        parameter,
        `one cannot split by ${plain.slice(0, 100)}`,
        'docs/filter.md lists the fields; an attribute is attribute:<key>',
      )
    }
    return { name: plain, key }
  })
}

const MOST_ATTRIBUTES = 8

/** Names of attributes, percent-encoded because they may hold commas. */
export function attributeKeysOf(text: unknown): readonly string[] {
  try {
    const keys = [...new Set(String(text).split(',').map(decodeURIComponent))].filter((key) => key !== '')
    if (keys.length > 0 && keys.length <= MOST_ATTRIBUTES) return keys
  } catch {
    // A lone percent sign: the same advice helps.
  }
  throw invalid('keys', `it names no attributes, or more than ${MOST_ATTRIBUTES}`, 'percent-encode each name')
}

export function invalid(parameter: string, why: string, advice: string): ApiError {
  return new ApiError(400, 'invalid_parameter', `cannot read the parameter ${parameter}: ${why}`, {
    advice,
    params: { parameter },
  })
}
