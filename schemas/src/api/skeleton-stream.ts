import * as z from 'zod/mini'
import { TOKEN_BUCKETS } from '../span.ts'
import { traceRow } from './traces.ts'
import { count, maybe, timeNs } from './units.ts'

/**
 * GET /traces/{trace_id}/skeleton: NDJSON. The first line is a header, then column blocks of at most 2,000 spans in
 * order of start, then one end line (its absence means that the stream broke). Columns of a block have one length;
 * readers check the header and the columns' types, not each row.
 *
 * `*_index` columns point into the block's own string tables, -1 = nobody said. Times are nanoseconds from the
 * trace's start; they are JSON numbers, exact up to 104 days. Money is an exact decimal string.
 */
export const SKELETON_BLOCK_SPANS = 2000

export const skeletonHeader = z.object({
  type: z.literal('header'),
  format: z.literal(1),
  trace: z.omit(traceRow, { matched: true }),
  start: timeNs,
  span_count: count,
  buckets: z.array(z.enum(TOKEN_BUCKETS)).check(z.describe('order of the token columns')),
})
export type SkeletonHeader = z.infer<typeof skeletonHeader>

const numbers = z.array(z.number())
const numbersOrNull = z.array(z.nullable(z.number()))
const texts = z.array(z.string())
const textsOrNull = z.array(maybe)

export const skeletonBlock = z.object({
  type: z.literal('spans'),
  n: count,
  /** String tables of this block. */
  tables: z.object({
    name: texts,
    kind: texts,
    service: texts,
    model: texts,
    provider: texts,
    error_type: texts,
    agent: texts,
    tool: texts,
    user: texts,
    session: texts,
  }),
  span_id: texts,
  parent_span_id: textsOrNull,
  name_index: numbers,
  kind_index: numbers,
  service_index: numbers,
  model_index: numbers,
  provider_index: numbers,
  error_type_index: numbers,
  agent_index: numbers,
  tool_index: numbers,
  user_index: numbers,
  session_index: numbers,
  start: numbers.check(z.describe('ns after the start of the trace')),
  end: numbersOrNull.check(z.describe('ns after the start of the trace; null while running')),
  running: numbers.check(z.describe('0 or 1')),
  status: numbers.check(z.describe('0 unset, 1 ok, 2 error')),
  calls: numbers.check(z.describe('0 or 1')),
  usage: numbers.check(z.describe('1: its tokens and cost are in the sums')),
  ttft: numbersOrNull.check(z.describe('ns')),
  tokens_input: numbersOrNull,
  tokens_output: numbersOrNull,
  tokens: z.array(numbersOrNull).check(z.describe('one column for each bucket of the header')),
  cost_ours: textsOrNull,
  cost_reported: textsOrNull,
  scores: z
    .array(z.tuple([z.number(), z.string(), z.nullable(z.number()), maybe]))
    .check(z.describe('[row in this block, name, value, text]')),
})
export type SkeletonBlock = z.infer<typeof skeletonBlock>

export const skeletonEnd = z.object({ type: z.literal('end'), span_count: count })
export type SkeletonEnd = z.infer<typeof skeletonEnd>

/** The stream broke after it began: the error in the common shape. */
export const skeletonError = z.object({ type: z.literal('error'), code: z.string(), message: z.string() })

export const skeletonLine = z.discriminatedUnion('type', [skeletonHeader, skeletonBlock, skeletonEnd, skeletonError])
export type SkeletonLine = z.infer<typeof skeletonLine>
