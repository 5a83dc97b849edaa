import * as z from 'zod/mini'
import { MAPPED_FIELDS, PRICE_COLUMNS } from '../project-rules.ts'
import { SERVICE_TIERS } from '../span.ts'
import { projectParameter, windowParameters } from './parameters.ts'
import { count, maybe, timeNs, timeParameter, usd } from './units.ts'

/** Prices of a project, what has none, the mapping rules, and the job that applies them to what is stored. */

const perMillion = z
  .string()
  .check(
    z.regex(/^\d{1,9}(\.\d{1,6})?$/, 'write US dollars with at most six decimals, such as 2.50'),
    z.describe('US dollars a million tokens'),
  )

export const priceTier = z.strictObject({
  above: z.number().check(z.multipleOf(1), z.gte(0), z.describe('input tokens; the first tier is 0')),
  per_million: z.partialRecord(z.enum(PRICE_COLUMNS as [string, ...string[]]), perMillion),
})

/** A price of the project's own: it comes before the public book. */
export const priceBody = z.strictObject({
  model: z.string().check(z.minLength(1), z.maxLength(200), z.describe('a name; * stands for anything')),
  provider: z.optional(maybe).check(z.describe('as spans name it; null for any')),
  service: z.optional(z.nullable(z.enum(SERVICE_TIERS))).check(z.describe('null for the standard service')),
  from: z.optional(z.nullable(timeParameter)).check(z.describe('null: it has always held')),
  tiers: z.array(priceTier).check(z.minLength(1), z.maxLength(10)),
})
export type PriceBody = z.infer<typeof priceBody>

export const price = z.object({
  id: z.string(),
  model: z.string(),
  provider: maybe,
  service: z.nullable(z.enum(SERVICE_TIERS)),
  from: z.nullable(timeNs),
  tiers: z.array(priceTier),
  created: timeNs,
})
export type ProjectPriceAnswer = z.infer<typeof price>
export const priceListAnswer = z.object({
  prices: z.array(price),
  book: z.object({ version: z.string(), sources: z.array(z.string()) }),
})
export type PriceListAnswer = z.infer<typeof priceListAnswer>
export const moneyQuery = z.strictObject({ ...projectParameter })
export const priceParams = z.object({ price_id: z.string().check(z.minLength(1), z.maxLength(200)) })

/** The inbox: models of calls that carry tokens and have no price. */
export const unpricedQuery = z.strictObject({ ...windowParameters })
export const unpricedModel = z.object({
  model: maybe,
  provider: maybe,
  calls: count,
  input_tokens: z.nullable(count),
  output_tokens: z.nullable(count),
  reported_cost: z.nullable(usd).check(z.describe('what clients said these calls cost')),
  first_seen: timeNs,
  last_seen: timeNs,
  example: z.object({ trace_id: z.string(), span_id: z.string() }),
})
export type UnpricedModel = z.infer<typeof unpricedModel>
export const unpricedAnswer = z.object({
  models: z.array(unpricedModel),
  /** Calls that carry tokens and no price, and all calls. */
  unpriced_calls: count,
  calls: count,
})
export type UnpricedAnswer = z.infer<typeof unpricedAnswer>

export const mappingRuleBody = z.strictObject({
  attribute: z.string().check(z.minLength(1), z.maxLength(300)),
  field: z.enum(MAPPED_FIELDS),
  scope: z.optional(maybe).check(z.describe('only spans of this instrumentation scope')),
})
export const mappingBody = z.strictObject({
  rules: z
    .array(mappingRuleBody)
    .check(z.maxLength(200), z.describe('all of them, in order; of one field the first that finds a value wins')),
})
export type MappingBody = z.infer<typeof mappingBody>
export const mappingRule = z.object({
  id: z.string(),
  attribute: z.string(),
  field: z.enum(MAPPED_FIELDS),
  scope: maybe,
})
export type MappingRuleAnswer = z.infer<typeof mappingRule>
export const mappingAnswer = z.object({ rules: z.array(mappingRule), fields: z.array(z.enum(MAPPED_FIELDS)) })
export type MappingAnswer = z.infer<typeof mappingAnswer>

/** The test pane: a stored span as it is read with the project's rules, and as it would be with these. */
export const mappingTestBody = z.strictObject({
  trace_id: z.string().check(z.maxLength(200)),
  span_id: z.string().check(z.maxLength(200)),
  rules: z.array(mappingRuleBody).check(z.maxLength(200)),
})
export const mappingTestAnswer = z.object({
  trace_id: z.string(),
  span_id: z.string(),
  name: z.string(),
  scope: maybe,
  attributes: z
    .record(z.string(), z.string())
    .check(z.describe('the keys a rule may name, with a glimpse of each value')),
  fields: z.array(z.object({ field: z.string(), before: maybe, after: maybe })),
})
export type MappingTestAnswer = z.infer<typeof mappingTestAnswer>

/** How a project reads its spans, beside prices and rules. */
export const readingBody = z.strictObject({ estimate_tokens: z.boolean() })
export const readingAnswer = z.object({ estimate_tokens: z.boolean(), epoch: count })
export type ReadingAnswer = z.infer<typeof readingAnswer>

/**
 * POST /jobs: derive what is stored anew, with the prices and rules of now. A dry run changes nothing and says what
 * would; it may be given a price or rules that are not saved yet.
 */
export const rederiveBody = z.strictObject({
  action: z.literal('rederive'),
  dry_run: z.boolean(),
  draft_price: z.optional(priceBody),
  draft_rules: z.optional(z.array(mappingRuleBody).check(z.maxLength(200))),
})
export type RederiveBody = z.infer<typeof rederiveBody>

/** Of one model and provider (as they are after): calls that count, and what they cost. */
export const modelDifference = z.object({
  model: maybe,
  provider: maybe,
  calls: count,
  changed: count,
  cost_before: z.nullable(usd),
  cost_after: z.nullable(usd),
  unpriced_before: count,
  unpriced_after: count,
})
export type ModelDifference = z.infer<typeof modelDifference>
export const difference = z.object({
  spans: count,
  changed: count.check(z.describe('spans of which any field differs')),
  fields: z.record(z.string(), count).check(z.describe('how many spans differ in a field')),
  models: z.array(modelDifference),
  calls: count,
  cost_before: z.nullable(usd),
  cost_after: z.nullable(usd),
  unpriced_before: count,
  unpriced_after: count,
})
export type Difference = z.infer<typeof difference>
