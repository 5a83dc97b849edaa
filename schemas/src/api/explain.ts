import * as z from 'zod/mini'
import { flagParameter } from './parameters.ts'

/** What stands behind a panel: reads that boards are made of say, when asked, which statements they ran. */
export const explainParameter = {
  explain: z.optional(flagParameter).check(z.describe('true: the answer carries the SQL that made it')),
}

export const statement = z.object({
  sql: z.string(),
  params: z.record(z.string(), z.unknown()).check(z.describe('values of {name:Type}')),
  elapsed_ms: z.number(),
})
export type Statement = z.infer<typeof statement>

export const explained = { statements: z.optional(z.array(statement)) }
