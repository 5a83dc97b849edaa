import * as z from 'zod/mini'
import { FIX_CODES } from './doctor-fixes.ts'
import { count, maybe } from './units.ts'

/** How a span came to be read as it is: what fed each field, what fed none, and what is usually there. */

/** Gaps by name; the dashboard translates them, and a test finds each in every catalogue. */
export const MISSING_CODES = [
  'still_running',
  'stream_without_usage',
  'tokens_not_sent',
  'calls_in_one_span',
  'cache_not_sent',
  'model_not_sent',
  'no_price',
  'content_not_sent',
  'output_not_sent',
  'session_not_sent',
] as const
export type MissingCode = (typeof MISSING_CODES)[number]

export const fieldSource = z.object({
  key: maybe.check(
    z.describe(
      'the attribute (`a.*` for a flattened list); null: the span itself (name, times, status, scope, events)',
    ),
  ),
  how: z
    .enum(['alone', 'shared', 'resource', 'span'])
    .check(z.describe('shared: others say the same, and the first is read')),
  value: maybe,
})
export type FieldSource = z.infer<typeof fieldSource>

export const missing = z.object({
  field: z.string(),
  code: z.enum(MISSING_CODES),
  fix: z.string().check(z.describe('what to do, English')),
  fix_code: z.enum(FIX_CODES).check(z.describe('the same by name, for other languages')),
})
export type Missing = z.infer<typeof missing>

export const spanDoctor = z.object({
  dialect: z.object({
    name: z.string(),
    by: z
      .nullable(z.object({ kind: z.enum(['scope', 'attribute']), key: maybe }))
      .check(z.describe('null: no convention was recognised')),
  }),
  scope: z.object({ name: maybe, version: maybe }),
  fields: z.array(z.object({ field: z.string(), value: z.string(), sources: z.array(fieldSource) })),
  ignored: z
    .array(z.object({ key: z.string(), value: maybe }))
    .check(z.describe('feed no field; they are kept, shown, and can be filtered by')),
  missing: z.array(missing),
  untried: count.check(z.describe('attributes beyond the bound, not looked at')),
})
export type SpanDoctor = z.infer<typeof spanDoctor>
