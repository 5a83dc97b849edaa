import * as z from 'zod/mini'
import { projectParameter } from './parameters.ts'
import { maybe, timeNs } from './units.ts'

/** A list that a project keeps under a name: what makes it stands in the URL of the list, and here. */
export const viewBody = z.strictObject({
  name: z.string().check(z.minLength(1), z.maxLength(200)),
  search: z
    .record(z.string().check(z.maxLength(20)), z.string().check(z.maxLength(8000)))
    .check(z.describe('parameters of the page of the list: scope, q, sort, cols, density, group, range, from, to')),
})
export type ViewBody = z.infer<typeof viewBody>

export const view = z.object({ id: z.string(), ...viewBody.shape, created: timeNs, user: maybe })
export type View = z.infer<typeof view>

export const viewListAnswer = z.object({ views: z.array(view) })
export const viewQuery = z.strictObject({ ...projectParameter })
export const viewParams = z.object({ view_id: z.string().check(z.minLength(1), z.maxLength(200)) })
