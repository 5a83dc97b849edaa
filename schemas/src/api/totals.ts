import * as z from 'zod/mini'
import { SPAN_KINDS, TOKEN_BUCKETS } from '../span.ts'
import { filterParameters, windowParameters } from './parameters.ts'
import { count, limitParameter, maybe, usd } from './units.ts'

/** Token counts: `input` and `output` are sums of their disjoint buckets; null = no call said so. */
export const tokens = z.object({
  input: z.nullable(count).check(z.describe('all input tokens, cache read and write included')),
  output: z.nullable(count).check(z.describe('all output tokens, reasoning included')),
  buckets: z.record(z.enum(TOKEN_BUCKETS), z.nullable(count)),
})
export type Tokens = z.infer<typeof tokens>

/** What calls cost: by our price book, and what clients said. The two are never mixed. */
export const cost = z.object({
  ours: z.nullable(usd).check(z.describe('sum over the priced calls by our price book; null = none was priced')),
  priced_calls: count,
  unpriced_calls: count.check(z.describe('calls with tokens but without a price')),
  reported: z.nullable(usd).check(z.describe('sum of what clients sent; null = none sent any')),
  reported_calls: count,
})
export type Cost = z.infer<typeof cost>

export const modelTotal = z.object({
  model: maybe,
  provider: maybe,
  calls: count,
  errors: count,
  tokens,
  cost,
})
export type ModelTotal = z.infer<typeof modelTotal>

export const toolTotal = z.object({ tool: maybe, calls: count, errors: count })
export type ToolTotal = z.infer<typeof toolTotal>

/** Mean is null for scores without numbers (text). */
export const scoreTotal = z.object({ name: z.string(), n: count, mean: z.nullable(z.number()) })
export type ScoreTotal = z.infer<typeof scoreTotal>

/** Counts by canonical kind; kinds with none are absent. */
export const byKind = z.partialRecord(z.enum(SPAN_KINDS), count)

export const totals = z.object({
  traces: count,
  spans: count,
  spans_by_kind: byKind,
  errors: count,
  errors_by_kind: byKind,
  sessions: count,
  users: count,
  calls: count.check(z.describe('calls to a model, each counted once however many instrumentations saw it')),
  calls_without_usage: count,
  rolled_up_traces: count.check(
    z.describe('traces in which no call carries usage, so that the topmost agent total stands in'),
  ),
  tokens,
  tokens_estimated: tokens,
  cost,
  models: z.array(modelTotal),
  tools: z.array(toolTotal),
  scores: z.array(scoreTotal),
})
export type Totals = z.infer<typeof totals>

/** What one may split by: a field of the filter's table, or `attribute:<key>` (span, then resource, then root). */
export const byParameter = z
  .string()
  .check(z.minLength(1), z.maxLength(300), z.describe('a field (see docs/filter.md), or attribute:<key>'))

export const totalsQuery = z.strictObject({
  ...windowParameters,
  ...filterParameters,
  by: z.optional(byParameter),
  limit: z.optional(limitParameter(1000)),
})
export type TotalsQuery = z.infer<typeof totalsQuery>

export const totalsAnswer = z.object({
  project: z.string(),
  from: maybe,
  to: maybe,
  by: maybe,
  total: totals,
  groups: z.array(z.object({ value: maybe, total: totals })),
  groups_left_out: count,
})
export type TotalsAnswer = z.infer<typeof totalsAnswer>
