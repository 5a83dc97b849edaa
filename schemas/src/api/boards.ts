import * as z from 'zod/mini'
import { explained, explainParameter } from './explain.ts'
import { filterParameters, flagParameter, windowParameters } from './parameters.ts'
import { metricParameter, point, STEPS, zoneParameters } from './series.ts'
import { byParameter } from './totals.ts'
import { count, limitParameter, maybe, timeNs } from './units.ts'

const UNITS = ['1', 'ns', 'USD', 'tokens', '1/s'] as const

/** GET /table: groups × metrics over the whole window, sorted by one of the metrics. */
export const tableQuery = z.strictObject({
  ...windowParameters,
  ...filterParameters,
  metric: metricParameter,
  by: byParameter.check(z.describe('one or two keys, comma-separated')),
  root: z.optional(flagParameter.check(z.describe('root spans only'))),
  sort: z.optional(
    z
      .string()
      .check(
        z.maxLength(200),
        z.describe('a metric of the request, - before it sorts descending; default - of the first'),
      ),
  ),
  limit: z.optional(limitParameter(1000)),
  ...explainParameter,
})

const cells = {
  points: z.array(point).check(z.describe('one for each metric')),
  n: z
    .array(z.nullable(count))
    .check(z.describe('how many spans or scores stand behind a ratio or quantile; else null')),
}
export const tableRow = z.object({
  values: z.array(maybe).check(z.describe('the group, one value for each key of by; null = nobody said')),
  ...cells,
  q: z.string().check(z.describe('the filter behind the row')),
})
export const tableAnswer = z.object({
  project: z.string(),
  by: z.array(z.string()),
  metrics: z.array(
    z.object({
      metric: z.string(),
      unit: z.enum(UNITS),
      q: maybe.check(
        z.describe('added to the filter of a row, picks the spans behind the number; null: nothing to add'),
      ),
      scope: z
        .nullable(z.enum(['traces', 'spans', 'sessions', 'users']))
        .check(z.describe('whose /count with both filters equals the number; null: it counts nothing')),
    }),
  ),
  rows: z.array(tableRow),
  total: z.object(cells).check(z.describe('over all spans, computed from the spans, never from the rows')),
  groups_left_out: count,
  ...explained,
})
export type TableAnswer = z.infer<typeof tableAnswer>

export const HEATMAP_METRICS = [
  'duration',
  'ttft',
  'tokens_per_second',
  'tokens',
  'tokens.input',
  'tokens.output',
  'cost',
] as const

/** GET /heatmap: how many spans lie in each bucket of time and of a measure on a logarithmic scale. */
export const heatmapQuery = z.strictObject({
  ...windowParameters,
  ...filterParameters,
  metric: z.enum(HEATMAP_METRICS),
  root: z.optional(flagParameter.check(z.describe('root spans only'))),
  step: z.optional(z.enum(STEPS)),
  ...zoneParameters,
  ...explainParameter,
})
export const heatmapAnswer = z.object({
  project: z.string(),
  metric: z.enum(HEATMAP_METRICS),
  unit: z.enum(UNITS),
  from: timeNs,
  to: timeNs,
  step: z.enum(STEPS),
  tz: z.string(),
  buckets: z.array(timeNs).check(z.describe('start of each bucket')),
  bucket_ends: z.array(timeNs),
  levels: z
    .array(z.string())
    .check(z.describe('lower bound of each level, decimal; the next one is its upper bound. Eight to a tenfold')),
  level_end: maybe.check(z.describe('upper bound of the last level; null when it has none')),
  cells: z.array(z.tuple([count, count, count])).check(z.describe('[bucket, level, spans]; empty ones are left out')),
  unknown: count.check(z.describe('spans that say nothing of the measure')),
  q: z.string().check(z.describe('the filter behind it; a cell adds <metric>>=<level> <metric><<next level>')),
  ...explained,
})
export type HeatmapAnswer = z.infer<typeof heatmapAnswer>

/** GET /differences: in what the spans (or traces) of a selection differ from the rest of what the filter picks. */
export const differencesQuery = z.strictObject({
  ...windowParameters,
  ...filterParameters,
  selection: z.string().check(z.minLength(1), z.maxLength(8000), z.describe('a filter: what is selected')),
  scope: z.optional(z.enum(['spans', 'traces'])).check(z.describe('the unit that is counted, default spans')),
  limit: z.optional(limitParameter(200)),
})
export const difference = z.object({
  field: z.string().check(z.describe('a field of filters, or attribute:<key>')),
  value: z.string(),
  selected: count,
  rest: count,
  selected_share: z.number(),
  rest_share: z.number(),
  score: z
    .number()
    .check(z.describe('how sure the difference is: in standard errors, signed; rows are sorted by its size')),
})
export const differencesAnswer = z.object({
  project: z.string(),
  selected: count,
  rest: count,
  sampled: z.number().check(z.describe('1 = all were looked at, else the share of traces that were')),
  differences: z.array(difference),
})
export type DifferencesAnswer = z.infer<typeof differencesAnswer>
