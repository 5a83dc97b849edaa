// How the scores of one name lie, for the eye: bars of numbers in their order, and shares of flags and words. Pure.
import type { DistributionAnswer, DistributionBar } from '@vitrine/schemas/api'

export type RangeBar = Extract<DistributionBar, { kind: 'range' }>
export type ShareBar = Exclude<DistributionBar, RangeBar>

export interface Spread {
  readonly ranges: readonly RangeBar[]
  readonly shares: readonly ShareBar[]
  /** Words that have no bar of their own, and the scores that say them. */
  readonly otherWords: { readonly words: number; readonly scores: number }
  /** Numbers that no bar holds, since no filter could name its bounds. */
  readonly undrawn: number
}

export function spreadOf({ bars, words, worded, numbers }: DistributionAnswer): Spread {
  const shown = bars.filter(({ kind }) => kind === 'word')
  return {
    ranges: bars.filter((bar): bar is RangeBar => bar.kind === 'range'),
    shares: bars.filter((bar): bar is ShareBar => bar.kind !== 'range'),
    otherWords: { words: words - shown.filter(({ scores }) => scores > 0).length, scores: worded - sumOf(shown) },
    undrawn: bars.length > shown.length ? 0 : numbers,
  }
}

/** Of those that say a number, or a word: what is missing takes part in neither. */
export function shareOf(
  bar: Pick<DistributionBar, 'kind' | 'scores'>,
  { numbers, worded }: DistributionAnswer,
): number {
  const all = bar.kind === 'word' ? worded : numbers
  return all === 0 ? 0 : bar.scores / all
}

const sumOf = (bars: readonly DistributionBar[]) => bars.reduce((sum, { scores }) => sum + scores, 0)
