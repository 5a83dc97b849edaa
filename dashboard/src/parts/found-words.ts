import { createContext, use } from 'react'

/** The words that a reader searched for in the list: what folds or cuts a text shows the part in which they stand. */
export const FoundWords = createContext<RegExp | undefined>(undefined)

export function useFoundWords(): RegExp | undefined {
  return use(FoundWords)
}

/** Where the first of the words stands in a text; -1: nowhere. */
export function placeOf(marks: RegExp | undefined, text: string): number {
  return marks === undefined ? -1 : text.search(marks)
}
