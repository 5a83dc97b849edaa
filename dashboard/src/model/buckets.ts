// How wide the buckets of a page's charts are. Stacked bars draw three nodes a mark, so about 100 is the most.
import type { Step } from '@vitrine/schemas/api'
import type { Window } from './time-range.ts'

const MOST_BUCKETS = 100

const STEP_MS: readonly (readonly [Step, number])[] = [
  ['1m', 60_000],
  ['5m', 300_000],
  ['15m', 900_000],
  ['1h', 3_600_000],
  ['6h', 21_600_000],
  ['1d', 86_400_000],
  ['1w', 604_800_000],
  ['1M', 2_592_000_000],
]

/** The smallest step that keeps the charts light. */
export function stepFor({ fromMs, toMs }: Window): Step {
  const fits = STEP_MS.find(([, size]) => (toMs - fromMs) / size <= MOST_BUCKETS)
  return fits?.[0] ?? '1M'
}

/** No chart draws more, however fine the grain that somebody chose. */
const MOST_CHOSEN = 300

/** The chosen step where the window holds few enough of its buckets, else the smallest that does. */
export function stepWithin(window: Window, chosen: Step | undefined): Step {
  const size = STEP_MS.find(([step]) => step === chosen)?.[1]
  const isFine = size !== undefined && (window.toMs - window.fromMs) / size <= MOST_CHOSEN
  return isFine && chosen !== undefined ? chosen : stepFor(window)
}
