/** The bars of a histogram: even, round, and such that a filter can name their bounds. Pure. */

/** From `from` on and below `to`, or up to it where it `holdsEnd`; plain decimals. */
export interface Range {
  readonly from: string
  readonly to: string
  readonly holdsEnd: boolean
}

const MOST_BARS = 20
/** Digits behind the point that a filter takes. */
const DIGITS = 12
const FINEST = 1e-12
/** Beyond it the bounds of bars are lost in the digits of a double. */
const LARGEST = 1e12
const ROUND = [1, 2, 2.5, 5, 10]
/** Two and a half would hold two whole numbers, then three. */
const WHOLE = [1, 2, 5, 10]

export interface Extent {
  readonly min: number
  readonly max: number
  /** All numbers in it are whole: they have a bar each as far as they are few. */
  readonly areWhole: boolean
}

/** All of [min, max] once; none where no filter could name the bounds. */
export function evenRanges({ min, max, areWhole }: Extent): readonly Range[] {
  if (Math.abs(min) > LARGEST || Math.abs(max) > LARGEST) return []
  if (min === max && Number(written(min)) === min) return [only(min)]
  if (areWhole && max - min <= MOST_BARS) return Array.from({ length: max - min + 1 }, (_, index) => only(min + index))
  const step = stepOf(min, max, areWhole ? WHOLE : ROUND)
  const first = Math.floor(min / step) - 1
  const bounds = Array.from({ length: MOST_BARS + 5 }, (_, index) => written((first + index) * step))
  const start = bounds.findLastIndex((bound) => Number(bound) <= min)
  const end = bounds.findIndex((bound) => Number(bound) >= max)
  if (start < 0 || end < 0) return []
  return bounds.slice(start, end).map((from, index) => {
    const to = bounds[start + index + 1] ?? from
    return { from, to, holdsEnd: Number(to) === max && start + index + 1 === end }
  })
}

const only = (value: number): Range => ({ from: written(value), to: written(value), holdsEnd: true })

function stepOf(min: number, max: number, round: readonly number[]): number {
  const least = Math.max((max - min) / MOST_BARS, FINEST)
  const tenfold = 10 ** Math.floor(Math.log10(least))
  // What a double adds in its last digits is no reason for wider bars.
  const factor = round.find((each) => each * tenfold >= least * (1 - 1e-9)) ?? 10
  return Number((factor * tenfold).toFixed(DIGITS))
}

/** Without an exponent, and without what a double adds to a decimal. */
function written(value: number): string {
  const text = value.toFixed(DIGITS).replace(/\.?0+$/, '')
  return text === '-0' ? '0' : text
}
