import * as z from 'zod/mini'
import { timeParameter } from './units.ts'

/**
 * Query parameters that many reads share. Unknown parameters are refused (400), so every query schema is strict.
 * The flat filters are sugar for `q`: `service=a` means `q=service:a`; a repeated one (`model=a&model=b`) means
 * any of them. An empty value (`user=`) asks for spans where nobody said.
 */

/** Admins and people name the project; a key's own project needs no name. */
export const projectParameter = {
  project: z.optional(z.string().check(z.maxLength(200), z.describe('id or name of the project'))),
}

/** Half-open [from, to) on the start of a span; default everything. */
export const windowParameters = {
  ...projectParameter,
  from: z.optional(timeParameter),
  to: z.optional(timeParameter),
}

const text = z.string().check(z.maxLength(1000))
const oneOrMany = z.union([text, z.array(text).check(z.maxLength(100))])

/** Names of the flat parameters, in the order of docs/filter.md. */
export const FLAT_FILTERS = [
  'service',
  'environment',
  'user',
  'session',
  'trace',
  'model',
  'kind',
  'name',
  'status',
] as const
export type FlatFilter = (typeof FLAT_FILTERS)[number]

export const filterParameters = {
  q: z.optional(z.string().check(z.maxLength(8000), z.describe('a filter, see docs/filter.md'))),
  service: z.optional(oneOrMany),
  environment: z.optional(oneOrMany),
  user: z.optional(oneOrMany),
  session: z.optional(oneOrMany),
  trace: z.optional(oneOrMany),
  model: z.optional(oneOrMany),
  kind: z.optional(oneOrMany),
  name: z.optional(oneOrMany),
  status: z.optional(oneOrMany),
}

/** true or false as a query parameter. */
export const flagParameter = z.enum(['true', 'false'])

export const cursorParameter = z
  .string()
  .check(z.maxLength(2000), z.describe('next_cursor of the page before; valid with the same filter and sort only'))
