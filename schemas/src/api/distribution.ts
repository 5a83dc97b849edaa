import * as z from 'zod/mini'
import { explained, explainParameter } from './explain.ts'
import { filterParameters, flagParameter, windowParameters } from './parameters.ts'
import { count } from './units.ts'

/** GET /distribution: how the scores of one name lie. */
export const distributionQuery = z.strictObject({
  ...windowParameters,
  ...filterParameters,
  score: z.string().check(z.minLength(1), z.maxLength(200), z.describe('the name of a score')),
  beside: z
    .optional(z.string().check(z.maxLength(8000)))
    .check(z.describe('a second filter: bars hold its scores as well, so that both, asked by turns, share one axis')),
  root: z.optional(flagParameter.check(z.describe('scores of root spans, their traces and sessions only'))),
  ...explainParameter,
})

const counts = {
  scores: count,
  traces: count.check(z.describe('that have such a score, on themselves, a span or their session; /count of q')),
  q: z.string().check(z.describe('the filter that picks those traces')),
}
export const distributionBar = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('range'),
    from: z.string().check(z.describe('decimal, in the bar')),
    to: z.string().check(z.describe('decimal; in the bar only where it holds its end')),
    holds_end: z.boolean(),
    ...counts,
  }),
  z.object({ kind: z.literal('flag'), value: z.boolean(), ...counts }),
  z.object({ kind: z.literal('word'), word: z.string(), ...counts }),
])
export type DistributionBar = z.infer<typeof distributionBar>

export const distributionAnswer = z.object({
  project: z.string(),
  score: z.string(),
  ...counts,
  numbers: count.check(z.describe('scores that say a number, true or false')),
  worded: count.check(z.describe('scores that say a word; some say a number as well')),
  words: count.check(z.describe('how many different ones; the 20 that most say, with beside in both, have a bar')),
  unknown: count.check(z.describe('scores that say neither')),
  min: z.nullable(z.number()),
  max: z.nullable(z.number()),
  bars: z
    .array(distributionBar)
    .check(
      z.describe(
        'ranges in their order, empty ones too, or false and true; then words, the most said first. No range where no filter could name its bounds',
      ),
    ),
  ...explained,
})
export type DistributionAnswer = z.infer<typeof distributionAnswer>
