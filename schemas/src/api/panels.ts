import * as z from 'zod/mini'
import { STEPS } from './series.ts'

/**
 * A panel is a question and how its answer is drawn. The question is what /series, /table, /heatmap, /distribution and /spans take, so a panel,
 * an alert on it and an export of it read the same numbers; `requestOf` in @vitrine/schemas/boards makes the request.
 */
export const PANEL_CHARTS = [
  'lines',
  'areas',
  'bars',
  'number',
  'ranking',
  'table',
  'matrix',
  'heatmap',
  'distribution',
  'spans',
] as const
/** By what a list of spans can be sorted. */
export const SPAN_PANEL_SORTS = ['start', 'duration', 'cost', 'tokens'] as const
export type PanelChart = (typeof PANEL_CHARTS)[number]

const metricName = z.string().check(z.minLength(1), z.maxLength(200))

export const panelQuery = z.strictObject({
  metrics: z
    .array(metricName)
    .check(
      z.minLength(1),
      z.maxLength(12),
      z.describe(
        'metrics of /series and /table; of a heatmap one of its own, of a distribution score:<name>, of a list of spans what sorts it',
      ),
    ),
  q: z
    .optional(z.string().check(z.maxLength(4000)))
    .check(z.describe("the panel's own filter; the board's is added to it")),
  by: z.optional(z.array(z.string().check(z.minLength(1), z.maxLength(300))).check(z.minLength(1), z.maxLength(2))),
  root: z.optional(z.boolean()).check(z.describe('root spans only')),
  step: z.optional(z.enum(STEPS)).check(z.describe('default: by the length of the window')),
  limit: z.optional(z.number().check(z.int(), z.gte(1), z.lte(100))).check(z.describe('groups')),
  per: z
    .optional(z.strictObject({ metric: metricName, times: z.number().check(z.gt(0)) }))
    .check(z.describe('the first metric divided by this one, times a number: likes per 1,000 messages')),
})
export type PanelQuery = z.infer<typeof panelQuery>

export const panel = z.strictObject({
  id: z
    .string()
    .check(
      z.regex(/^[\w.-]{1,64}$/, 'write at most 64 letters, digits, points and dashes'),
      z.describe('unique on its board'),
    ),
  title: z.string().check(z.minLength(1), z.maxLength(200)),
  note: z.optional(z.string().check(z.maxLength(1000))),
  chart: z.enum(PANEL_CHARTS),
  width: z.number().check(z.int(), z.gte(1), z.lte(4), z.describe('of four columns')),
  height: z
    .optional(z.number().check(z.int(), z.gte(1), z.lte(3)))
    .check(z.describe('how tall a chart over time is, of three; default 1')),
  query: panelQuery,
  scale: z.optional(z.literal('log')).check(z.describe('lines on a logarithmic axis')),
  share: z.optional(z.boolean()).check(z.describe('stacked: each part in percent of its bucket')),
  band: z.optional(z.boolean()).check(z.describe('behind means of scores: their middle half, from p25 to p75')),
  forecast: z.optional(z.boolean()).check(z.describe('the calendar month so far, and where it is going')),
})
export type Panel = z.infer<typeof panel>

export const boardDefinition = z.strictObject({
  version: z.literal(1),
  q: z.optional(z.string().check(z.maxLength(4000))).check(z.describe('a filter on all panels')),
  range: z
    .optional(z.string().check(z.regex(/^\d{1,5}[mhdw]$/, 'write a number and m, h, d or w, such as 7d')))
    .check(z.describe('how far back it looks at first')),
  panels: z.array(panel).check(z.maxLength(48)),
})
export type BoardDefinition = z.infer<typeof boardDefinition>
