import * as z from 'zod/mini'
import { SPAN_KINDS, SPAN_STATUSES } from '../span.ts'
import { cursorParameter, filterParameters, projectParameter, windowParameters } from './parameters.ts'
import { scoreBrief } from './scores.ts'
import { cost, tokens } from './totals.ts'
import { count, limitParameter, maybe, spanId, timeNs, traceId, usd } from './units.ts'

/** `-` sorts descending. Rows where nobody said come last in both directions. */
export const LIST_SORTS = [
  'start',
  '-start',
  'duration',
  '-duration',
  'cost',
  '-cost',
  'tokens',
  '-tokens',
  'spans',
  '-spans',
  'errors',
  '-errors',
] as const
export type ListSort = (typeof LIST_SORTS)[number]

/** What /traces, /spans, /sessions and /users all take. */
export const listQuery = z.strictObject({
  ...windowParameters,
  ...filterParameters,
  sort: z.optional(z.enum(LIST_SORTS)),
  limit: z.optional(limitParameter(1000)),
  cursor: z.optional(cursorParameter),
  after: z
    .optional(z.string().check(z.maxLength(4000)))
    .check(z.describe('watermark of an earlier answer: only what a span that came since then belongs to')),
})
export type ListQuery = z.infer<typeof listQuery>

/** The part of a trace (session, user) that matches the filter; summed over a list it equals /totals. */
export const matched = z.object({
  spans: count,
  calls: count,
  errors: count,
  tokens: z.object({ input: z.nullable(count), output: z.nullable(count) }),
  cost: z.object({ ours: z.nullable(usd), reported: z.nullable(usd) }),
})
export type Matched = z.infer<typeof matched>

const traceFacts = {
  trace_id: traceId,
  client_trace_id: maybe.check(z.describe('the id a vendor client used, when it is not the hex id')),
  name: maybe,
  start: timeNs,
  end: z.nullable(timeNs).check(z.describe('null while running')),
  duration: z.nullable(z.string()).check(z.describe('nanoseconds, decimal string; null while running')),
  running: z.boolean(),
  status: z.enum(SPAN_STATUSES).check(z.describe('of the root; error when any span failed')),
  spans: count,
  errors: count,
  service: maybe,
  user: maybe,
  session: maybe,
  tags: z.array(z.string()),
  environment: maybe,
  release: maybe,
  calls: count,
  calls_without_usage: count,
  rolled_up: z.boolean().check(z.describe('tokens are an agent total, since no call carries any')),
  tokens,
  cost,
  models: z.array(z.string()),
  ttft: z.nullable(z.string()).check(z.describe('of the first call that says, nanoseconds as decimal string')),
  scores: z.array(scoreBrief),
}

/** One row of the list. Its numbers are the whole trace's; `matched` is the part the filter picks. */
export const traceRow = z.object({ ...traceFacts, input_preview: maybe, output_preview: maybe, matched })
export type TraceRow = z.infer<typeof traceRow>

const listEnd = {
  next_cursor: maybe,
  watermark: z.string().check(z.describe('for `after`, to ask what came since')),
}
export const traceListAnswer = z.object({ traces: z.array(traceRow), ...listEnd })
export type TraceListAnswer = z.infer<typeof traceListAnswer>

/** One span without content. */
export const spanFacts = {
  span_id: spanId,
  parent_span_id: maybe,
  client_id: maybe,
  name: z.string(),
  kind: z.enum(SPAN_KINDS),
  start: timeNs,
  end: z.nullable(timeNs).check(z.describe('null while running')),
  running: z.boolean(),
  status: z.enum(SPAN_STATUSES),
  error_type: maybe,
  error_message: maybe,
  service: maybe,
  model: maybe,
  provider: maybe,
  user: maybe,
  session: maybe,
  agent: maybe,
  tool: maybe,
  ttft: z.nullable(z.string()).check(z.describe('nanoseconds, decimal string')),
  calls: z.union([z.literal(0), z.literal(1)]).check(z.describe('1: a call to a model that counts')),
  merged_into: maybe.check(z.describe('the span that counts in its place, when several saw one call')),
  rolled_up: z.boolean().check(z.describe('its usage stands in for a trace whose calls carry none')),
  tokens,
  cost,
  scores: z.array(scoreBrief),
}

export const skeletonSpan = z.object(spanFacts)
export type SkeletonSpan = z.infer<typeof skeletonSpan>

export const traceQuery = z.strictObject({
  ...projectParameter,
  limit: z.optional(limitParameter(10_000)),
  cursor: z.optional(cursorParameter),
})
export type TraceQuery = z.infer<typeof traceQuery>

/** GET /traces/{trace_id}: the trace and its spans by start, in pages (default 1,000). */
export const traceSkeletonAnswer = z.object({
  ...traceFacts,
  spans: z.array(skeletonSpan),
  span_count: count,
  next_cursor: maybe,
})
export type TraceSkeletonAnswer = z.infer<typeof traceSkeletonAnswer>

/** One row of GET /spans. */
export const spanRow = z.object({
  trace_id: traceId,
  ...spanFacts,
  duration: z.nullable(z.string()).check(z.describe('nanoseconds, decimal string; null while running')),
  environment: maybe,
  release: maybe,
  tags: z.array(z.string()),
  input_preview: maybe,
  output_preview: maybe,
})
export type SpanListRow = z.infer<typeof spanRow>

export const spanListAnswer = z.object({ spans: z.array(spanRow), ...listEnd })
export type SpanListAnswer = z.infer<typeof spanListAnswer>

/** One row of GET /sessions and GET /users; `id` is the session's or the user's. */
export const groupRow = z.object({
  id: z.string(),
  start: timeNs,
  end: timeNs,
  duration: z.string().check(z.describe('first start to last end, nanoseconds as decimal string')),
  traces: count,
  spans: count,
  errors: count,
  sessions: count,
  users: z.array(z.string()).check(z.describe('at most 10')),
  calls: count,
  tokens,
  cost,
  models: z.array(z.string()),
  input_preview: maybe.check(z.describe('of the first trace')),
  output_preview: maybe.check(z.describe('of the last trace')),
  matched,
})
export type GroupRow = z.infer<typeof groupRow>

export const sessionListAnswer = z.object({ sessions: z.array(groupRow), ...listEnd })
export type SessionListAnswer = z.infer<typeof sessionListAnswer>
export const userListAnswer = z.object({ users: z.array(groupRow), ...listEnd })
export type UserListAnswer = z.infer<typeof userListAnswer>

export const traceParams = z.object({ trace_id: z.string().check(z.minLength(1), z.maxLength(512)) })
export const spanParams = z.object({
  trace_id: z.string().check(z.minLength(1), z.maxLength(512)),
  span_id: z.string().check(z.minLength(1), z.maxLength(512)),
})
