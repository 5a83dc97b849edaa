/** Short glimpses of long text: whitespace folded to one line, cut by whole characters, never in the middle of one. */

export interface Glimpse {
  readonly text: string
  readonly isCut: boolean
  /** Characters left out. */
  readonly rest: number
}

export function oneLine(text: string, most: number): Glimpse {
  const source = text.length > most * 8 ? text.slice(0, most * 8) : text
  const folded = source.replace(/\s+/gu, ' ').trim()
  return { ...cut(folded, most), isCut: folded.length > most || source.length < text.length }
}

/** The first `most` characters as they are, and how many are left. */
export function cut(text: string, most: number): Glimpse {
  if (text.length <= most) return { text, isCut: false, rest: 0 }
  const end = isHighSurrogate(text.charCodeAt(most - 1)) ? most - 1 : most
  return { text: text.slice(0, end), isCut: true, rest: text.length - end }
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff
}
