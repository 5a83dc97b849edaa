/** What may be written next at the end of a filter: a field, or a value of the field that stands there. Pure. */

import { FIELDS, fieldNamed } from '@vitrine/schemas/filter'

export type Asked =
  | { readonly kind: 'field'; readonly typed: string; readonly from: number }
  /** Values of a field, which the server knows. */
  | { readonly kind: 'value'; readonly field: string; readonly typed: string; readonly from: number }
  | { readonly kind: 'nothing' }

const MOST = 8

/** The unfinished word before the cursor; inside quotes nothing is suggested. */
export function askedAt(text: string, cursor: number): Asked {
  const before = text.slice(0, cursor)
  if ((before.match(/"/g) ?? []).length % 2 === 1) return { kind: 'nothing' }
  const word = /[^\s(]*$/.exec(before)?.[0] ?? ''
  const from = cursor - word.length
  const plain = word.startsWith('-') ? word.slice(1) : word
  const sign = word.length - plain.length
  const colon = plain.indexOf(':')
  if (colon < 0) return { kind: 'field', typed: plain, from: from + sign }
  const field = plain.slice(0, colon)
  if (fieldNamed(field)?.by !== true && fieldNamed(field)?.values === undefined) return { kind: 'nothing' }
  const values = plain.slice(colon + 1)
  const comma = values.lastIndexOf(',')
  return {
    kind: 'value',
    field,
    typed: values.slice(comma + 1),
    from: from + sign + colon + 1 + comma + 1,
  }
}

export interface FieldSuggestion {
  readonly text: string
  readonly about: string
}

/** Fields that begin so, then fields that hold it. */
export function fieldsLike(typed: string): readonly FieldSuggestion[] {
  const folded = typed.toLowerCase()
  if (folded === '') return []
  const rank = (name: string) => (name.startsWith(folded) ? 0 : name.includes(folded) ? 1 : 2)
  return FIELDS.filter((field) => rank(field.name) < 2)
    .sort((a, b) => rank(a.name) - rank(b.name))
    .slice(0, MOST)
    .map((field) => ({
      text:
        field.keyed === true
          ? `${field.name}.`
          : field.type === 'text' || field.type === 'flag'
            ? `${field.name}:`
            : `${field.name}>`,
      about: field.about,
    }))
}

/** A value as the grammar wants it. */
export function quoted(value: string): string {
  return /^[\p{L}\p{N}_./-]+$/u.test(value) ? value : JSON.stringify(value)
}

/** The text with a suggestion put in place of what was typed so far, and where the cursor then stands. */
export function completed(text: string, cursor: number, from: number, by: string): { text: string; cursor: number } {
  const isWhole = !/[:>.]$/.test(by)
  const next = `${text.slice(0, from)}${by}${isWhole ? ' ' : ''}${text.slice(cursor).trimStart()}`
  return { text: next, cursor: from + by.length + (isWhole ? 1 : 0) }
}
