/**
 * Where the words of a search stand in a text: an expression for the engine that finds one of them as a whole word, and
 * the words around it as people read them, without the escapes and brackets of the JSON that they stood in.
 */
import { SIGN, SIGNS, wordsOf } from './search.ts'

/** Bytes around a match that the engine hands over. */
export const BEFORE_BYTES = 160
export const AFTER_BYTES = 320
const MOST_BEFORE = 60
const MOST_AFTER = 160

/** Between words: whatever is neither letter nor digit, and escapes of JSON. */
const GAP = '(?:[^\\p{L}\\p{N}]|\\\\[nrtbf])'

export interface MatchPatterns {
  /** All words in a row; null: there is one word only. */
  readonly together: string | null
  readonly any: string
}

/** Expressions of RE2; undefined where the text holds no word. */
export function patternsOf(text: string): MatchPatterns | undefined {
  const words = bareWords(text)
  if (words.length === 0) return undefined
  const longestFirst = [...words].sort((a, b) => b.length - a.length)
  const isSpaced = !words.some((word) => HAS_SIGN.test(word))
  return {
    together: words.length === 1 ? null : `(?i)${bounded(words.map(escaped).join(`${GAP}{${isSpaced ? 1 : 0},8}`))}`,
    any: `(?i)(?:${longestFirst.map((word) => bounded(escaped(word))).join('|')})`,
  }
}

export interface MatchText {
  readonly before: string
  readonly match: string
  readonly after: string
}

/** Three pieces of a text as it is stored, made readable. `match` may hold the signs beside the word. */
export function readableMatch(before: string, match: string, after: string): MatchText {
  const [, opening = '', word = '', closing = ''] = match.match(WORD) ?? ['', '', match, '']
  return {
    before: cutBefore(readable(afterLast(`${before}${opening}`))),
    match: readable(word),
    after: cutAfter(readable(beforeFirst(`${closing}${after}`))),
  }
}

const HAS_SIGN = new RegExp(`[${SIGN}]`, 'u')
const WORD = /^((?:\\[nrtbf]|[^\p{L}\p{N}])*)([\s\S]*?)([^\p{L}\p{N}]*)$/u

function bareWords(text: string): readonly string[] {
  return [...new Set(wordsOf(text).map((word) => word.replace(SIGNS, '').toLowerCase()))].filter((word) => word !== '')
}

/** Signs of scripts without blanks stand in the middle of a text. */
function bounded(pattern: string): string {
  return HAS_SIGN.test(pattern) ? pattern : `(?:^|${GAP})${pattern}(?:[^\\p{L}\\p{N}]|$)`
}

const escaped = (word: string) => word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')

/** The rest of the string of JSON in which the match stands: what stands before it is another value. */
function afterLast(text: string): string {
  const at = Math.max(...[...text.matchAll(/(?<!\\)"/g)].map((quote) => quote.index), -1)
  return text.slice(at + 1)
}

function beforeFirst(text: string): string {
  const at = text.search(/(?<!\\)"/)
  return at < 0 ? text : text.slice(0, at)
}

/** Escapes as what they mean; signs that nobody reads, and halves of letters at a cut, go. */
function readable(text: string): string {
  return text
    .replace(/\\+(["/\\])/g, '$1')
    .replace(/\\+[nrtbf]/g, ' ')
    .replace(/[\p{Cc}\uFFFD]+/gu, ' ')
    .replace(/\s+/g, ' ')
}

function cutBefore(text: string): string {
  if (text.length <= MOST_BEFORE) return text.trimStart()
  const cut = text.slice(-MOST_BEFORE)
  return `…${cut.slice(cut.indexOf(' ') + 1)}`
}

function cutAfter(text: string): string {
  if (text.length <= MOST_AFTER) return text.trimEnd()
  return `${text.slice(0, Math.max(text.lastIndexOf(' ', MOST_AFTER), MOST_AFTER / 2))}…`
}
