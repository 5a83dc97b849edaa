/** An item as one line of JSON, in and out; what came in goes out again to the byte. */
import type { ExportLine } from '@vitrine/schemas/api'
import { messageOf } from '../../base/errors.ts'
import { type ItemRow, idOfContent, type NewItem } from './items.ts'
import { membersOf } from './json-text.ts'

const FIELDS: ReadonlySet<string> = new Set([
  'id',
  'input',
  'expected',
  'metadata',
  'source_trace_id',
  'source_span_id',
] satisfies (keyof ExportLine)[])

const MAX_ID = 200

export type ReadItem =
  | { readonly kind: 'item'; readonly item: NewItem }
  | { readonly kind: 'bad'; readonly why: string }

/** One line of an import, or one element of a body. Nothing is dropped: a field that nobody knows is refused. */
export function readItem(text: string): ReadItem {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    return bad(`it is not JSON: ${messageOf(error).slice(0, 150)}`)
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return bad('it is not an object')
  const members = membersOf(text)
  const unknown = [...members.keys()].filter((name) => !FIELDS.has(name))
  if (unknown.length > 0) {
    const named = unknown.slice(0, 5).map((name) => name.slice(0, 100))
    return bad(`nobody knows ${named.join(', ')}; put it under metadata`)
  }
  if (!members.has('input')) return bad('it has no input')
  const fields = parsed as Readonly<Record<string, unknown>>
  for (const name of ['id', 'source_trace_id', 'source_span_id']) {
    const value = fields[name]
    if (value !== undefined && value !== null && typeof value !== 'string') return bad(`${name} should be a text`)
  }
  const id = typeof fields.id === 'string' ? fields.id : ''
  if (id.length > MAX_ID) return bad(`id is longer than ${MAX_ID} characters`)
  const input = textOf(members, 'input')
  const expected = textOf(members, 'expected')
  return {
    kind: 'item',
    item: {
      id: id === '' ? idOfContent(input, expected) : id,
      input,
      expected,
      metadata: textOf(members, 'metadata'),
      sourceTraceId: typeof fields.source_trace_id === 'string' ? fields.source_trace_id : '',
      sourceSpanId: typeof fields.source_span_id === 'string' ? fields.source_span_id : '',
    },
  }
}

/** One line of an export, without its line end. */
export function exportLine(row: ItemRow): string {
  return `{${commonOf(row)}}`
}

/** An item as lists answer it. */
export function itemText(row: ItemRow): string {
  return `{${commonOf(row)},"position":${row.position},"created":"${row.created_ms}000000"}`
}

function commonOf(row: ItemRow): string {
  return [
    `"id":${JSON.stringify(row.item_id)}`,
    `"input":${row.input || 'null'}`,
    `"expected":${row.expected || 'null'}`,
    `"metadata":${row.metadata || 'null'}`,
    `"source_trace_id":${orNull(row.source_trace_id)}`,
    `"source_span_id":${orNull(row.source_span_id)}`,
  ].join(',')
}

function textOf(members: ReadonlyMap<string, string>, name: string): string {
  const text = members.get(name) ?? ''
  return text === 'null' ? '' : text
}

function orNull(text: string): string {
  return text === '' ? 'null' : JSON.stringify(text)
}

function bad(why: string): ReadItem {
  return { kind: 'bad', why }
}
