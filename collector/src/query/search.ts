/**
 * Full-text search: every word of the text stands somewhere in the span's attributes, as typed or in the usual
 * cases. It asks the text index by whole words, on the current version, and never scans content with LIKE.
 */
import type { Bindings } from './sql.ts'
import { type Range, type Window, windowSql } from './window.ts'

/** The index parts text at ASCII characters that are neither letters nor digits; so must the question. */
export function wordsOf(text: string): readonly string[] {
  return [...new Set(text.split(/[\0-/:-@[-`{-\x7f]+/).filter((word) => word !== ''))].slice(0, 32)
}

/** The index knows cases apart; people do not. */
export function casesOf(word: string): readonly string[] {
  const lower = word.toLowerCase()
  const [first = ''] = lower
  return [...new Set([word, lower, word.toUpperCase(), first.toUpperCase() + lower.slice(first.length)])]
}

export function searchSql(
  text: string,
  {
    bind,
    window,
    ranges,
  }: { readonly bind: Bindings; readonly window: Window; readonly ranges?: readonly Range[] | undefined },
): string {
  const words = wordsOf(text)
  if (words.length === 0) return '0'
  const inContent = words.map((word) => `hasAnyTokens(attribute_values, ${bind.add('Array(String)', casesOf(word))})`)
  const inName = `positionCaseInsensitiveUTF8(name, ${bind.add('String', text)}) > 0`
  return `(${inName} or (trace_id, span_id) in (
        select trace_id, span_id
        from span_content final
        where project_id = {project:String}${windowSql({ window, ranges }, bind)} and ${inContent.join(' and ')}
    ))`
}
