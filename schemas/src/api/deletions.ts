import * as z from 'zod/mini'
import { JOB_STATES } from './datasets.ts'
import { flagParameter, projectParameter } from './parameters.ts'
import { count, maybe, timeNs } from './units.ts'

export const DELETION_TARGETS = ['trace', 'session', 'user'] as const
export type DeletionTarget = (typeof DELETION_TARGETS)[number]

/**
 * A session or a user goes with every trace that holds a span of theirs. What was deleted stays away: a span of such a
 * trace that is sent again, replayed or imported is rejected as `deleted`.
 */
export const deletion = z.object({
  id: z.string(),
  target: z.enum(DELETION_TARGETS),
  target_id: z.string(),
  state: z.enum(JOB_STATES),
  datasets: z.boolean().check(z.describe('items made from these traces go as well')),
  traces: count.check(z.describe('deleted so far')),
  spans: count.check(z.describe('deleted so far')),
  error: maybe,
  started: timeNs,
  ended: z.nullable(timeNs),
})
export type Deletion = z.infer<typeof deletion>

export const deletionQuery = z.strictObject({
  ...projectParameter,
  datasets: z.optional(flagParameter).check(z.describe('true: also the dataset items made from these traces')),
})
const id = z.string().check(z.minLength(1), z.maxLength(1000))
export const sessionParams = z.object({ session_id: id })
export const userParams = z.object({ user_id: id })

export const deletionListQuery = z.strictObject({ ...projectParameter })
export const deletionListAnswer = z.object({ deletions: z.array(deletion).check(z.describe('the newest 100')) })
export const deletionParams = z.object({ deletion_id: z.string().check(z.minLength(1), z.maxLength(200)) })

/** Days that spans are kept; 0 = for ever. */
export const RETENTION_DAYS = [0, 7, 14, 30, 90, 180, 365, 1000] as const
export const retention = z.object({
  days: z.number().check(z.describe('of spans that start from now on; 0 = for ever')),
  history: z.array(
    z.object({ from: timeNs.check(z.describe('start of the spans that it is about')), days: z.number() }),
  ),
})
export type Retention = z.infer<typeof retention>
export const retentionBody = z.strictObject({ days: z.literal([...RETENTION_DAYS]) })
