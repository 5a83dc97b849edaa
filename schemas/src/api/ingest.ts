import * as z from 'zod/mini'
import { projectParameter } from './parameters.ts'
import { count, limitParameter, maybe, timeNs } from './units.ts'

/** "Where are my traces?": who sent what, what was turned away before it was kept, and what was set aside after. */
export const ingestQuery = z.strictObject({ ...projectParameter })

const byReason = z.record(z.string(), count)

export const ingestAnswer = z.object({
  project: z.string(),
  queue: z
    .object({
      name: z.string(),
      waiting_records: count,
      waiting_spans: count,
      waiting_bytes: count,
      max_bytes: count,
      oldest: z.nullable(timeNs).check(z.describe('received time of the oldest record that waits')),
    })
    .check(z.describe('of all projects: they share it')),
  dead_letter: z.object({ is_full: z.boolean(), spans: count, by_reason: byReason }),
  senders: z
    .array(
      z.object({
        key_id: z.string(),
        key_name: maybe,
        key_prefix: maybe.check(z.describe('null when the key was revoked, or none was sent')),
        key_state: z.enum(['valid', 'revoked', 'keyless']),
        sdk: z.string(),
        protocol: z.string(),
        received: count,
        rejected: count,
        by_reason: byReason,
        last_day: z.string().check(z.describe('UTC day of the newest receipt, YYYY-MM-DD')),
      }),
    )
    .check(z.describe('per key and SDK, newest first')),
  refused: z
    .array(
      z.object({
        day: z.string(),
        status: count.check(z.describe('HTTP status: 401 wrong key, 413 too large, 415 content type, 429 full')),
        requests: count,
        key_prefix: maybe.check(z.describe('of a key that nobody knows: shown to the admin and the owner only')),
        is_ours: z.boolean().check(z.describe('false: it named no project that there is')),
      }),
    )
    .check(z.describe('requests not acknowledged, newest day first')),
})
export type IngestAnswer = z.infer<typeof ingestAnswer>

export const deadLetterQuery = z.strictObject({ ...projectParameter, limit: z.optional(limitParameter(500)) })

export const deadLetterAnswer = z.object({
  entries: z.array(
    z.object({
      id: z.string(),
      reason: z.string(),
      detail: z.string(),
      spans: count,
      bytes: count,
      received: timeNs,
      key_id: z.string(),
      sdk: z.string(),
      protocol: z.string(),
      is_whole: z.boolean().check(z.describe('a whole request, and not one span of it')),
      replayed: z.nullable(timeNs).check(z.describe('when it was last sent again; it stays in the dead letter')),
      preview: maybe.check(z.describe('the start of the body, where it is text')),
    }),
  ),
})
export type DeadLetterAnswer = z.infer<typeof deadLetterAnswer>

/** Sends entries through the front door once more. What was stored meanwhile counts once all the same. */
export const replayBody = z.strictObject({
  ids: z.optional(z.array(z.string()).check(z.minLength(1), z.maxLength(500))),
  reason: z.optional(z.string().check(z.describe('all entries with this reason, at most 500'))),
})
export type ReplayBody = z.infer<typeof replayBody>

export const replayAnswer = z.object({ entries: count, spans: count })
