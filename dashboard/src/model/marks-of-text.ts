import { marksOf } from './marks.ts'
import { readQuery } from './query.ts'

/** The words of a filter that is still text. A file of its own: with the parser it is loaded only after a search. */
export function marksOfText(text: string): RegExp | undefined {
  return marksOf(readQuery(text))
}
