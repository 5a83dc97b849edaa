import * as z from 'zod/mini'
import { boardDefinition } from './panels.ts'
import { projectParameter } from './parameters.ts'
import { count, maybe, timeNs } from './units.ts'

/** Boards that somebody made and named. One that is not shared is seen by its maker alone; keys see the shared ones. */
const named = {
  name: z.string().check(z.minLength(1), z.maxLength(200)),
  description: z.optional(z.string().check(z.maxLength(2000))),
  shared: z.optional(z.boolean()).check(z.describe('everybody in the project sees it; default true')),
}

/** A board as a file: what is exported, and what is imported. */
export const boardBody = z.strictObject({ ...named, definition: boardDefinition })
export type BoardBody = z.infer<typeof boardBody>

export const boardSaveBody = z.strictObject({
  ...named,
  definition: boardDefinition,
  revision: z.number().check(z.describe('of the board that was changed; 409 when somebody changed it meanwhile')),
})
export type BoardSaveBody = z.infer<typeof boardSaveBody>

const brief = {
  id: z.string(),
  name: z.string(),
  description: maybe,
  shared: z.boolean(),
  revision: count,
  created: timeNs,
  changed: timeNs,
}
export const savedBoard = z.object({ ...brief, definition: boardDefinition })
export type SavedBoard = z.infer<typeof savedBoard>

export const boardListAnswer = z.object({ boards: z.array(z.object({ ...brief, panels: count })) })
export type BoardListAnswer = z.infer<typeof boardListAnswer>

export const boardQuery = z.strictObject({ ...projectParameter })
export const boardParams = z.object({ board_id: z.string().check(z.minLength(1), z.maxLength(200)) })
