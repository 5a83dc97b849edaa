/**
 * Full-text search: every word of the text stands somewhere in what the span carried, in its attributes, its events, or
 * one of the log records and announcements that belong to it. It asks the text indexes by whole words, on the current
 * version, and never scans content with LIKE.
 */
import type { Bindings } from './sql.ts'
import { type Range, type Window, windowSql } from './window.ts'

/** Scripts without blanks between words: the indexes take each of their signs for a word. */
export const SIGN = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}'
const PIECES = new RegExp(`[${SIGN}]|[^${SIGN}]+`, 'gu')
const RUNS = new RegExp(`[${SIGN}]{2,}`, 'gu')

/** The indexes part text at ASCII characters that are neither letters nor digits; so must the question. */
export function wordsOf(text: string): readonly string[] {
  const parts = text.split(/[\0-/:-@[-`{-\x7f]+/).flatMap((part) => {
    const pieces = part.match(PIECES) ?? []
    return pieces.length === 1 ? pieces : pieces.filter((piece) => /[\p{L}\p{N}]/u.test(piece))
  })
  return [...new Set(parts)].slice(0, 32)
}

/** Signs that the indexes take for letters: what people type stands with and without them. */
const AFTER = ['،', '؛', '؟', '»', '。', '，', '！', '？', '：', '”', '…']
const BEFORE = ['«', '“']
export const SIGNS = /^[«“»”،؛؟。，！？：…]+|[«“»”،؛؟。，！？：…]+$/gu

/** The spellings under which a word stands in the indexes, which know only the lower case of ASCII. */
export function spellingsOf(word: string): readonly string[] {
  const bare = word.replace(SIGNS, '')
  const lower = bare.toLowerCase()
  if (/^\w*$/.test(lower)) return [lower === '' ? word : lower]
  const [first = ''] = lower
  const cases = [bare, lower, bare.toUpperCase(), first.toUpperCase() + lower.slice(first.length)].map(lowerAscii)
  const signed = [...BEFORE.map((sign) => sign + lower), ...AFTER.map((sign) => lower + sign)]
  return [...new Set([lowerAscii(word), ...cases, ...signed])]
}

const lowerAscii = (text: string) => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())

export interface SearchContext {
  readonly bind: Bindings
  readonly window: Window
  readonly ranges?: readonly Range[] | undefined
}

export function searchSql(text: string, { bind, window, ranges }: SearchContext): string {
  const words = wordsOf(text).map((word) => bind.add('Array(String)', spellingsOf(word)))
  if (words.length === 0) return '0'
  const all = (columns: readonly string[]) =>
    words.map((spellings) => `(${columns.map((column) => `hasAnyTokens(${column}, ${spellings})`).join(' or ')})`)
  // Their signs one by one say nothing about their order.
  const runs = (text.match(RUNS) ?? []).map((run) => bind.add('String', run))
  const inOrder = (holds: (run: string) => string) => runs.map((run) => ` and ${holds(run)}`).join('')
  const inContent = inOrder(
    (run) => `(arrayExists(value -> position(value, ${run}) > 0, attribute_values) or position(events, ${run}) > 0)`,
  )
  const inName = `positionCaseInsensitiveUTF8(name, ${bind.add('String', text)}) > 0`
  return `(${inName} or (trace_id, span_id) in (
        select trace_id, span_id
        from span_content final
        where project_id = {project:String}${windowSql({ window, ranges }, bind)} and ${all(['attribute_values', 'events']).join(' and ')}${inContent}
        union all
        select trace_id, span_id
        from span_fragments final
        where project_id = {project:String} and ${all(['payload']).join(' and ')}${inOrder((run) => `position(payload, ${run}) > 0`)}
    ))`
}
