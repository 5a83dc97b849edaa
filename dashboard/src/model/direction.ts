/**
 * Which way a block of text runs. The browser's `dir=auto` lets the first strong letter decide, so a Persian
 * sentence that begins with "GPT-4o" comes out left to right. Here the share of right-to-left letters decides, with
 * code, links and digits left out of the count.
 */

export type Direction = 'ltr' | 'rtl'

/** From this share of strong letters on a block reads right to left: Persian prose full of English names keeps above it. */
const RTL_SHARE = 0.3

/** A judgement needs no more than this; a message may have megabytes. */
const SAMPLE_CHARACTERS = 4_000

const NOT_PROSE = /```[\s\S]*?(?:```|$)|`[^`\n]*`|\b(?:https?|ftp):\/\/\S+|\bwww\.\S+/g
const RTL_LETTER =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u
const LETTER = /\p{L}/gu

export function directionOf(text: string): Direction {
  const prose = text.slice(0, SAMPLE_CHARACTERS).replace(NOT_PROSE, ' ')
  const letters = prose.match(LETTER) ?? []
  if (letters.length === 0) return 'ltr'
  const rtl = letters.filter((letter) => RTL_LETTER.test(letter)).length
  return rtl / letters.length >= RTL_SHARE ? 'rtl' : 'ltr'
}
