/** The words a filter searches for, as an expression that finds them in what is shown. */

import { type Filter, searchTexts } from '@vitrine/schemas/filter'

/** Global, with one group, for splitting a text; undefined when the filter searches for no words. */
export function marksOf(filter: Filter | undefined): RegExp | undefined {
  const words = filter === undefined ? [] : wordsOf(filter)
  if (words.length === 0) return undefined
  const longestFirst = [...new Set(words)].sort((a, b) => b.length - a.length)
  return new RegExp(`(${longestFirst.map(whole).join('|')})`, 'giu')
}

/** Whether a filter holds words to search for, wanted ones. */
export function hasWords(filter: Filter | undefined): boolean {
  return filter !== undefined && wordsOf(filter).length > 0
}

function wordsOf(filter: Filter): readonly string[] {
  return searchTexts(filter).flatMap((text) => text.split(/\s+/).filter((word) => word !== ''))
}

/** As the search finds it: as a whole word, unless it is of a script that sets no blanks between words. */
function whole(word: string): string {
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(word)) return escaped(word)
  const before = /^[\p{L}\p{N}]/u.test(word) ? '(?<![\\p{L}\\p{N}])' : ''
  const after = /[\p{L}\p{N}]$/u.test(word) ? '(?![\\p{L}\\p{N}])' : ''
  return `${before}${escaped(word)}${after}`
}

/** Yeh and kaf have an Arabic and a Persian form that readers take for one letter. */
function escaped(word: string): string {
  return word
    .replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
    .replace(/[يی]/g, '[يی]')
    .replace(/[كک]/g, '[كک]')
}
