import * as z from 'zod/mini'
import { filterParameters, windowParameters } from './parameters.ts'

/** Of units that a list has shown. */
export const UNIT_IDS = z
  .string()
  .check(
    z.maxLength(6000),
    z.regex(
      /^[0-9a-f]{32}(\.[0-9a-f]{16,32})?(,[0-9a-f]{32}(\.[0-9a-f]{16,32})?){0,99}$/,
      'write trace ids or trace.span ids, 100 at most, with commas between',
    ),
    z.describe('up to 100 trace ids, or <trace id>.<span id>, comma-separated'),
  )

/** Where the words of a search stand, for units that a list has shown already: it never keeps a list waiting. */
export const matchesQuery = z.strictObject({ ...windowParameters, ...filterParameters, ids: UNIT_IDS })
export type MatchesQuery = z.infer<typeof matchesQuery>

export const MATCH_PLACES = ['attribute', 'event', 'name'] as const

export const match = z.object({
  trace_id: z.string(),
  span_id: z.string(),
  span_name: z.string(),
  place: z.enum(MATCH_PLACES),
  key: z.nullable(z.string()).check(z.describe('of the attribute; null elsewhere')),
  before: z.string(),
  match: z.string(),
  after: z.string(),
})
export type Match = z.infer<typeof match>
/** One for each unit in which a place was found; a filter without words has none. */
export const matchesAnswer = z.object({ matches: z.array(match) })
export type MatchesAnswer = z.infer<typeof matchesAnswer>
