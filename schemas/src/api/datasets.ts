import * as z from 'zod/mini'
import { difference, rederiveBody } from './money.ts'
import { cursorParameter, filterParameters, projectParameter, windowParameters } from './parameters.ts'
import { count, limitParameter, maybe, timeNs } from './units.ts'

export const dataset = z.object({
  id: z.string(),
  name: z.string(),
  description: maybe,
  items: count,
  created: timeNs,
})
export type Dataset = z.infer<typeof dataset>

export const datasetItem = z.object({
  id: z.string(),
  input: z.unknown(),
  expected: z.unknown().check(z.describe('null = nobody said')),
  metadata: z.unknown(),
  source_trace_id: maybe,
  source_span_id: maybe,
  position: count,
  created: timeNs,
})
export type DatasetItem = z.infer<typeof datasetItem>

export const datasetBody = z.strictObject({
  name: z.string().check(z.minLength(1), z.maxLength(200)),
  description: z.optional(z.string().check(z.maxLength(10_000))),
})
export type DatasetBody = z.infer<typeof datasetBody>

export const datasetListQuery = z.strictObject({
  ...projectParameter,
  limit: z.optional(limitParameter(1000)),
  cursor: z.optional(cursorParameter),
})
export const datasetListAnswer = z.object({ datasets: z.array(dataset), next_cursor: maybe })
export type DatasetListAnswer = z.infer<typeof datasetListAnswer>

export const datasetParams = z.object({ dataset_id: z.string().check(z.minLength(1), z.maxLength(200)) })
export const datasetItemParams = z.object({
  dataset_id: z.string().check(z.minLength(1), z.maxLength(200)),
  item_id: z.string().check(z.minLength(1), z.maxLength(200)),
})
export const itemListAnswer = z.object({ dataset, items: z.array(datasetItem), next_cursor: maybe })
export type ItemListAnswer = z.infer<typeof itemListAnswer>

/** Items added by hand or by a program. Without an id it is derived from the content, so that repeats meet. */
export const itemsBody = z.strictObject({
  items: z
    .array(
      z.strictObject({
        id: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
        input: z.unknown(),
        expected: z.optional(z.unknown()),
        metadata: z.optional(z.unknown()),
        source_trace_id: z.optional(maybe),
        source_span_id: z.optional(maybe),
      }),
    )
    .check(z.minLength(1), z.maxLength(1000)),
})
export type ItemsBody = z.infer<typeof itemsBody>

/** What an add or an import did: `repeats` were there already and changed nothing. */
export const addAnswer = z.object({ dataset, added: count, repeats: count })
export type AddAnswer = z.infer<typeof addAnswer>

/**
 * Which runs become items: one span, one trace (its root), or all that match a filter (`scope` says whether matching
 * spans or the roots of matching traces). The mapping names what becomes input and what expected output.
 */
export const datasetSource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('span'), trace_id: z.string(), span_id: z.string() }),
  z.strictObject({ kind: z.literal('trace'), trace_id: z.string() }),
  z.strictObject({
    kind: z.literal('filter'),
    scope: z.enum(['spans', 'traces']),
    filter: z.strictObject({ ...filterParameters, from: windowParameters.from, to: windowParameters.to }),
    until: z
      .optional(timeNs)
      .check(z.describe('only what was received before: `until` of the preview that somebody agreed to')),
    limit: z.optional(z.number().check(z.multipleOf(1), z.gte(1), z.lte(100_000))),
  }),
])
export type DatasetSource = z.infer<typeof datasetSource>

export const FIELD_CHOICES = ['input', 'output', 'messages', 'attributes', 'none'] as const
export const fieldMapping = z.strictObject({ input: z.enum(FIELD_CHOICES), expected: z.enum(FIELD_CHOICES) })
export type FieldMapping = z.infer<typeof fieldMapping>

/** Either an existing dataset or a name for a new one (created on the spot; an existing name is used). */
export const fromBody = z.strictObject({
  dataset_id: z.optional(z.string()),
  name: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
  source: datasetSource,
  mapping: z.optional(fieldMapping).check(z.describe('default: input → input, output → expected')),
})
export type FromBody = z.infer<typeof fromBody>

/** POST /jobs: the same, as the general way to ask for bulk work. */
export const jobBody = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('add_to_dataset'), ...fromBody.shape }),
  rederiveBody,
])
export type JobBody = z.infer<typeof jobBody>

/** The first items that a source and a mapping would make, without making them. */
export const previewAnswer = z.object({
  total: count,
  items: z.array(z.omit(datasetItem, { created: true })),
  until: timeNs.check(z.describe('what was received before is in `total`')),
})
export type PreviewAnswer = z.infer<typeof previewAnswer>

export const JOB_STATES = ['running', 'done', 'failed', 'cancelled'] as const
/** A piece of work whose progress is visible. */
export const job = z.object({
  id: z.string(),
  action: z.enum(['add_to_dataset', 'rederive']),
  state: z.enum(JOB_STATES),
  dataset_id: maybe,
  total: z.nullable(count).check(z.describe('null until counted')),
  done: count,
  added: count,
  repeats: count,
  failed: count,
  error: maybe,
  started: timeNs,
  ended: z.nullable(timeNs),
  /** Of a rederive. */
  dry_run: z.optional(z.boolean()),
  difference: z.optional(z.nullable(difference)),
})
export type Job = z.infer<typeof job>
export const jobListAnswer = z.object({ jobs: z.array(job).check(z.describe('newest first')) })
export type JobListAnswer = z.infer<typeof jobListAnswer>
export const jobParams = z.object({ job_id: z.string().check(z.minLength(1), z.maxLength(200)) })

/** One line of the JSONL export, and of an import. Exported and imported again, nothing is lost. */
export const exportLine = z.object({
  id: z.string(),
  input: z.unknown(),
  expected: z.unknown(),
  metadata: z.unknown(),
  source_trace_id: maybe,
  source_span_id: maybe,
})
export type ExportLine = z.infer<typeof exportLine>

export const importAnswer = z.object({
  dataset,
  added: count,
  repeats: count,
  rejected: z.array(z.object({ line: count, message: z.string() })),
})
export type ImportAnswer = z.infer<typeof importAnswer>
