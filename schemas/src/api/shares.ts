import * as z from 'zod/mini'
import { projectParameter } from './parameters.ts'
import { maybe, timeNs, traceId } from './units.ts'

/**
 * A link by which anybody may read one trace, until it expires or is taken back. What it shows is redacted: never
 * users, sessions, attributes, media or other traces; texts with secrets and personal data masked, or no texts at all.
 */
export const shareBody = z.strictObject({
  trace_id: z.string().check(z.minLength(1), z.maxLength(512)),
  days: z.number().check(z.multipleOf(1), z.gte(1), z.lte(90), z.describe('until it expires')),
  content: z
    .boolean()
    .check(z.describe('false: names, times, tokens and costs only; true: texts as well, with secrets masked')),
})
export type ShareBody = z.infer<typeof shareBody>

export const share = z.object({
  id: z.string(),
  trace_id: traceId,
  content: z.boolean(),
  created: timeNs,
  expires: timeNs,
  expired: z.boolean(),
  user: maybe,
  token: z.string().check(z.describe('the page is /s/<token>')),
})
export type Share = z.infer<typeof share>

export const shareListAnswer = z.object({ shares: z.array(share) })
export const shareQuery = z.strictObject({ ...projectParameter })
export const shareParams = z.object({ share_id: z.string().check(z.minLength(1), z.maxLength(200)) })

/** What the public page knows of the link itself. */
export const shared = z.object({ trace_id: traceId, content: z.boolean(), expires: timeNs })
export type Shared = z.infer<typeof shared>

const token = { token: z.string().check(z.minLength(1), z.maxLength(500)) }
export const sharedParams = z.object(token)
export const sharedSpanParams = z.object({ ...token, span_id: z.string().check(z.minLength(1), z.maxLength(512)) })
