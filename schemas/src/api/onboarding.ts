import * as z from 'zod/mini'
import { projectParameter } from './parameters.ts'
import { count, maybe, timeNs } from './units.ts'

/** What came so far, for the page that waits for the first span. Cheap: it looks at the newest 1,000 spans. */
export const onboardingQuery = z.strictObject({ ...projectParameter })

/** What is missing, in a closed list the dashboard translates. */
export const MISSING = ['llm_spans', 'model', 'tokens', 'price', 'content', 'user', 'session', 'service'] as const
export type Missing = (typeof MISSING)[number]

export const onboardingAnswer = z.object({
  spans: count.check(z.describe('in the store, exact up to 1,000')),
  waiting: count.check(z.describe('acknowledged, not yet stored')),
  rejected: count,
  first_span: z.nullable(
    z.object({
      trace_id: z.string(),
      span_id: z.string(),
      name: z.string(),
      kind: z.string(),
      start: timeNs,
      received: timeNs,
    }),
  ),
  sources: z.array(
    z.object({
      sdk: maybe,
      dialect: maybe,
      protocol: maybe,
      service: maybe,
      spans: count,
      calls: count,
      tokens_input: z.nullable(count),
      tokens_output: z.nullable(count),
      priced_calls: count,
      unpriced_calls: count,
      unpriced_models: z.array(z.string()),
      missing: z.array(z.enum(MISSING)),
    }),
  ),
  refused: z
    .array(
      z.object({
        day: z.string().check(z.describe('UTC, YYYY-MM-DD')),
        status: count.check(z.describe('HTTP status: 401 wrong key, 413 too large, 415 content type, 429 full')),
        requests: count,
        key_prefix: maybe,
      }),
    )
    .check(z.describe('requests not acknowledged, newest day first, at most 20')),
})
export type OnboardingAnswer = z.infer<typeof onboardingAnswer>
