import * as z from 'zod/mini'
import { UNIT_IDS } from './matches.ts'
import { projectParameter } from './parameters.ts'

/** Values of attributes, for units that a list has shown already: any attribute can be a column of it. */
export const valuesQuery = z.strictObject({
  ...projectParameter,
  ids: UNIT_IDS,
  keys: z
    .string()
    .check(
      z.minLength(1),
      z.maxLength(4000),
      z.describe('names of attributes, 8 at most, each percent-encoded, with commas between'),
    ),
})
export type ValuesQuery = z.infer<typeof valuesQuery>

export const unitValues = z.object({
  trace_id: z.string(),
  span_id: z.nullable(z.string()).check(z.describe('null where the unit is a trace')),
  key: z.string(),
  values: z
    .array(z.string())
    .check(
      z.describe('the first of them, the one that most spans have in front; of the span, its resource or its root'),
    ),
  different: z.int().check(z.describe('how many there are')),
  too_long: z.boolean().check(z.describe('a span has it with a value that is kept with its content only')),
})
export type UnitValues = z.infer<typeof unitValues>
/** One for each unit and key that has a value; the others have none. */
export const valuesAnswer = z.object({ values: z.array(unitValues) })
export type ValuesAnswer = z.infer<typeof valuesAnswer>
