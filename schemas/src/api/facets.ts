import * as z from 'zod/mini'
import { filterParameters, windowParameters } from './parameters.ts'
import { count, limitParameter, maybe } from './units.ts'

export const SCOPES = ['traces', 'spans', 'sessions', 'users'] as const
export type Scope = (typeof SCOPES)[number]

/** Many fields in one request; each field's counts are made without its own term. */
export const facetsQuery = z.strictObject({
  ...windowParameters,
  ...filterParameters,
  fields: z.string().check(z.minLength(1), z.maxLength(2000), z.describe('comma-separated; attr.<key> allowed')),
  search: z.optional(z.string().check(z.maxLength(200), z.describe('values that contain this text, any case'))),
  scope: z.optional(z.enum(SCOPES)).check(z.describe('the unit that is counted, default spans')),
  limit: z.optional(limitParameter(200)),
})
export type FacetsQuery = z.infer<typeof facetsQuery>

export const facet = z.object({
  field: z.string(),
  values: z.array(z.object({ value: maybe.check(z.describe('null = nobody said')), count })),
  other: count.check(z.describe('in values beyond limit')),
  distinct: count,
})
export type Facet = z.infer<typeof facet>
export const facetsAnswer = z.object({ facets: z.array(facet) })
export type FacetsAnswer = z.infer<typeof facetsAnswer>

export const countQuery = z.strictObject({
  ...windowParameters,
  ...filterParameters,
  scope: z.optional(z.enum(SCOPES)).check(z.describe('the unit that is counted, default traces')),
})
export type CountQuery = z.infer<typeof countQuery>
export const countAnswer = z.object({ n: count, exact: z.boolean() })
export type CountAnswer = z.infer<typeof countAnswer>
