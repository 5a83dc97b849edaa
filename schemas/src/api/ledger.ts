import * as z from 'zod/mini'
import { windowParameters } from './parameters.ts'
import { count } from './units.ts'

export const LEDGER_SPLITS = ['day', 'key', 'sdk', 'protocol'] as const
export type LedgerSplit = (typeof LEDGER_SPLITS)[number]

/** `from` and `to` are received time here; counts are kept by UTC day, so both are widened to whole days. */
export const ledgerQuery = z.strictObject({ ...windowParameters, by: z.optional(z.enum(LEDGER_SPLITS)) })
export type LedgerQuery = z.infer<typeof ledgerQuery>

/** received = stored + rejected.total + waiting, from three independent counts; `balanced` is that equation. */
export const books = z.object({
  received: count.check(z.describe("the queue's own count")),
  stored: count.check(z.describe("the writer's count")),
  rejected: z.object({ total: count, by_reason: z.record(z.string(), count) }),
  waiting: z
    .nullable(count)
    .check(
      z.describe(
        'acknowledged, not yet stored; null in a part of the books while anything waits: the queue knows it by project alone',
      ),
    ),
  repeats: z.nullable(z.number()).check(z.describe('stored - spans - deleted; null where the split cannot tell')),
  spans: z.nullable(count).check(z.describe('in the store now; null by sdk, which spans do not carry')),
  deleted: z.nullable(count).check(z.describe('by request or retention; null in a part of the books, when any were')),
  lost: count.check(z.describe('a gap in the offsets: alarms')),
  refused_requests: z.record(z.string(), count).check(z.describe('by HTTP status; outside the equation')),
  balanced: z.nullable(z.boolean()).check(z.describe('null where waiting is')),
})
export type Books = z.infer<typeof books>

export const ledgerAnswer = z.object({
  project: z.string(),
  unit: z.literal('spans'),
  consistency: z
    .enum(['immediate', 'eventual'])
    .check(z.describe('eventual: a cluster was told to confirm or read without waiting for its replicas')),
  total: books,
  groups: z.array(z.object({ value: z.string(), total: books })),
})
export type LedgerAnswer = z.infer<typeof ledgerAnswer>
