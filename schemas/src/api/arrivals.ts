import * as z from 'zod/mini'
import { windowParameters } from './parameters.ts'
import { count, maybe, timeNs } from './units.ts'

/** What was seen for the first time in a window: releases, and versions of prompts. Charts mark them. */

export const arrivalsQuery = z.strictObject({ ...windowParameters })
export const arrival = z.object({
  kind: z.enum(['release', 'prompt']),
  name: z.string().check(z.describe('of the release, or of the prompt')),
  version: maybe.check(z.describe('of a prompt')),
  at: timeNs.check(z.describe('start of the first span that says it')),
  q: z.string().check(z.describe('the filter of its spans')),
})
export type Arrival = z.infer<typeof arrival>
export const arrivalsAnswer = z.object({
  arrivals: z
    .array(arrival)
    .check(z.describe('oldest first, at most 50; seen in the window and not in the thirty days before it')),
  left_out: count.check(z.describe('older ones beyond the 50')),
})
export type ArrivalsAnswer = z.infer<typeof arrivalsAnswer>
