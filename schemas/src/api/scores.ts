import * as z from 'zod/mini'
import { cursorParameter, projectParameter, windowParameters } from './parameters.ts'
import { limitParameter, maybe, timeNs } from './units.ts'

export const SCORE_TYPES = ['numeric', 'boolean', 'categorical', 'text'] as const
export type ScoreType = (typeof SCORE_TYPES)[number]
export const SCORE_TARGETS = ['span', 'trace', 'session'] as const
export type ScoreTarget = (typeof SCORE_TARGETS)[number]
export const SCORE_SOURCES = ['api', 'annotation', 'code', 'judge', 'span'] as const
export type ScoreSource = (typeof SCORE_SOURCES)[number]

/** A score as lists show it. Booleans have value 0 or 1; categorical and text have `text`. */
export const scoreBrief = z.object({ name: z.string(), value: z.nullable(z.number()), text: maybe })
export type ScoreBrief = z.infer<typeof scoreBrief>

export const score = z.object({
  id: z.string(),
  name: z.string(),
  type: z.enum(SCORE_TYPES),
  value: z.nullable(z.number()),
  text: maybe,
  target: z.enum(SCORE_TARGETS),
  trace_id: maybe,
  span_id: maybe,
  session_id: maybe,
  source: z.enum(SCORE_SOURCES),
  comment: maybe,
  metadata: z.unknown(),
  user: maybe.check(z.describe('the person who scored, if one did')),
  time: timeNs,
})
export type Score = z.infer<typeof score>

/**
 * POST /scores. Give an `id` and a repeat changes nothing but the values; without one, the id is derived from the
 * target, the name and the source, so that a repeat meets its own row. Exactly one target: trace_id with span_id
 * (span), trace_id alone (trace), session_id alone (session). `type` defaults to what the value is.
 */
export const scoreBody = z.strictObject({
  id: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
  name: z.string().check(z.minLength(1), z.maxLength(200)),
  type: z.optional(z.enum(SCORE_TYPES)),
  value: z.union([z.number(), z.boolean(), z.string().check(z.maxLength(10_000))]),
  trace_id: z.optional(z.string().check(z.minLength(1), z.maxLength(512))),
  span_id: z.optional(z.string().check(z.minLength(1), z.maxLength(512))),
  session_id: z.optional(z.string().check(z.minLength(1), z.maxLength(1000))),
  source: z.optional(z.enum(SCORE_SOURCES)),
  comment: z.optional(z.string().check(z.maxLength(10_000))),
  metadata: z.optional(z.unknown()),
  time: z.optional(z.string()),
})
export type ScoreBody = z.infer<typeof scoreBody>

/** One score, or many at once: the answer has the same shape. */
export const scoresBody = z.union([scoreBody, z.array(scoreBody).check(z.minLength(1), z.maxLength(1000))])
export const scoresAnswer = z.union([score, z.object({ scores: z.array(score) })])

export const scoreListQuery = z.strictObject({
  ...windowParameters,
  name: z.optional(z.string().check(z.maxLength(200))),
  trace_id: z.optional(z.string().check(z.maxLength(512))),
  span_id: z.optional(z.string().check(z.maxLength(512))),
  session_id: z.optional(z.string().check(z.maxLength(1000))),
  source: z.optional(z.enum(SCORE_SOURCES)),
  limit: z.optional(limitParameter(1000)),
  cursor: z.optional(cursorParameter),
})
export type ScoreListQuery = z.infer<typeof scoreListQuery>

export const scoreListAnswer = z.object({ scores: z.array(score), next_cursor: maybe })
export type ScoreListAnswer = z.infer<typeof scoreListAnswer>

export const scoreDeleteQuery = z.strictObject({ ...projectParameter })
export const scoreParams = z.object({ score_id: z.string().check(z.minLength(1), z.maxLength(200)) })
