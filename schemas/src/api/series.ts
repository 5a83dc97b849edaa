import * as z from 'zod/mini'
import { explained, explainParameter } from './explain.ts'
import { filterParameters, flagParameter, windowParameters } from './parameters.ts'
import { byParameter } from './totals.ts'
import { count, limitParameter, maybe, timeNs } from './units.ts'

export const STEPS = ['1m', '5m', '15m', '1h', '6h', '1d', '1w', '1M'] as const
export type Step = (typeof STEPS)[number]

/** Whose weeks and months buckets follow: weeks begin on Monday, or on Saturday in the Persian calendar. */
export const BUCKET_CALENDARS = ['gregory', 'persian'] as const
export type BucketCalendar = (typeof BUCKET_CALENDARS)[number]

export const zoneParameters = {
  tz: z.optional(z.string().check(z.maxLength(64), z.describe('IANA zone of the bucket bounds, default UTC'))),
  calendar: z.optional(
    z.enum(BUCKET_CALENDARS).check(z.describe('of weeks and months, default gregory (weeks from Monday)')),
  ),
}

/** Metrics whose buckets add up (sessions and users apart: those are distinct in each bucket). */
export const COUNT_METRICS = [
  'traces',
  'spans',
  'calls',
  'errors',
  'sessions',
  'users',
  'unpriced_calls',
  'calls_without_usage',
  'tool_calls',
  'tool_errors',
  'tool_retries',
  'retrievals',
  'empty_retrievals',
  'documents',
] as const
const quantilesOf = (name: string, ...more: readonly number[]) =>
  [...more, 50, 75, 90, 95, 99].map((level) => `${name}_p${level}`)
export const RATIO_METRICS: readonly string[] = [
  'error_rate',
  'tool_error_rate',
  'cache_hit_rate',
  'documents_mean',
  'empty_retrieval_rate',
  'traces_per_session',
  'tokens_per_second',
  ...quantilesOf('duration'),
  'duration_mean',
  ...quantilesOf('ttft'),
  'ttft_mean',
  ...quantilesOf('tokens_per_second', 5),
  'cost_per_trace',
  'cost_per_session',
  'cost_per_user',
]
/** Of the costs of single traces; not in tables. */
export const TRACE_COST_METRICS: readonly string[] = ['cost_per_trace_p50', 'cost_per_trace_p95']
const SUM_METRICS = [
  'duration_total',
  'self_time',
  'tokens.total',
  'tokens.input',
  'tokens.output',
  'tokens.<bucket>',
  'tokens.input_not_cached',
  'tokens.output_not_reasoning',
  'cost.ours',
  'cost.reported',
  'cost.cache_savings',
]
const SCORE_METRICS = [
  'score:<name> (mean)',
  'score_interval:<name> (the 95 % interval of the mean is it and this much more and less)',
  'score_p25:<name>',
  'score_p50:<name>',
  'score_p75:<name>',
  'score_n:<name>',
  'score_positive:<name> (more than zero)',
]

/** Metrics of /series and /table, as their page lists them. */
export const metricParameter = z
  .string()
  .check(
    z.minLength(1),
    z.maxLength(2000),
    z.describe(
      `one or several, comma-separated: ${[...COUNT_METRICS, ...SUM_METRICS, ...RATIO_METRICS, ...TRACE_COST_METRICS, ...SCORE_METRICS].join(', ')}`,
    ),
  )

export const seriesQuery = z.strictObject({
  ...windowParameters,
  ...filterParameters,
  metric: metricParameter,
  by: z.optional(byParameter.check(z.describe('one or two keys, comma-separated'))),
  root: z.optional(flagParameter.check(z.describe('root spans only'))),
  step: z.optional(z.enum(STEPS)),
  ...zoneParameters,
  limit: z.optional(limitParameter(100)),
  compare: z.optional(z.string().check(z.maxLength(100), z.describe('previous, or <from>,<to>'))),
  ...explainParameter,
})
export type SeriesQuery = z.infer<typeof seriesQuery>

/** Counts are numbers; tokens numbers or null; money decimal strings or null; ratios and quantiles numbers or null. */
export const point = z.union([z.number(), z.string(), z.null()])
export type Point = z.infer<typeof point>

export const series = z.object({
  metric: z.string(),
  unit: z.enum(['1', 'ns', 'USD', 'tokens', '1/s']),
  value: maybe.check(z.describe('the group; null = nobody said (or no split). With two keys, see values')),
  values: z.optional(z.array(maybe)).check(z.describe('with two keys in by: one value for each')),
  other: z.boolean().check(z.describe('all groups beyond limit in one')),
  points: z.array(point),
  n: z.optional(z.array(count)).check(z.describe('how many spans (or scores) stand behind each ratio or quantile')),
  total: point.check(z.describe('over the whole window, computed from the spans, never from the buckets')),
  total_n: z.optional(count),
  q: maybe.check(z.describe('the filter of the spans behind the series; null for other')),
  scope: z
    .nullable(z.enum(['traces', 'spans', 'sessions', 'users']))
    .check(
      z.describe(
        'with q and the bounds of a bucket, the scope whose /count equals the point, or its n where it has one; null: the point counts nothing, and /count of spans is its n',
      ),
    ),
  first: z
    .optional(z.boolean())
    .check(
      z.describe(
        'each trace counts in the bucket of its first span in scope only: to q add -has(q start>=<from> start<<bucket>), in filter.md',
      ),
    ),
})
export type Series = z.infer<typeof series>

const seriesBlock = {
  from: timeNs,
  to: timeNs,
  buckets: z.array(timeNs).check(z.describe('start of each bucket')),
  bucket_ends: z.array(timeNs).check(z.describe('end of each bucket, cut to the window')),
  partial: z.array(z.boolean()).check(z.describe('the bucket is not over, or the window cuts it')),
  series: z.array(series),
}

export const seriesAnswer = z.object({
  project: z.string(),
  step: z.enum(STEPS),
  tz: z.string(),
  groups: z.optional(count).check(z.describe('with by: how many there are; those beyond limit are in one')),
  ...seriesBlock,
  compare: z.optional(z.object(seriesBlock)),
  ...explained,
})
export type SeriesAnswer = z.infer<typeof seriesAnswer>
