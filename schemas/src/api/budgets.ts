import * as z from 'zod/mini'
import { projectParameter } from './parameters.ts'
import { BUCKET_CALENDARS } from './series.ts'
import { count, maybe, timeNs, usd } from './units.ts'

/** Budgets: how much may be spent on what in a day, a week or a month. */

export const BUDGET_SUBJECTS = ['project', 'model', 'user', 'tag'] as const
export type BudgetSubject = (typeof BUDGET_SUBJECTS)[number]
export const BUDGET_PERIODS = ['day', 'week', 'month'] as const
export type BudgetPeriod = (typeof BUDGET_PERIODS)[number]

export const budgetBody = z.strictObject({
  name: z.string().check(z.minLength(1), z.maxLength(200)),
  subject: z.enum(BUDGET_SUBJECTS),
  value: z
    .optional(z.string().check(z.minLength(1), z.maxLength(500)))
    .check(z.describe('the model, user or tag; not of the whole project')),
  period: z.enum(BUDGET_PERIODS),
  calendar: z
    .optional(z.enum(BUCKET_CALENDARS))
    .check(z.describe('of weeks and months, default gregory: weeks begin on Monday; persian: on Saturday')),
  tz: z.optional(
    z.string().check(z.maxLength(64), z.describe('IANA zone whose midnight begins a period; default UTC')),
  ),
  amount: usd.check(z.maxLength(24)),
})
export type BudgetBody = z.infer<typeof budgetBody>

export const budget = z.object({
  id: z.string(),
  name: z.string(),
  subject: z.enum(BUDGET_SUBJECTS),
  value: maybe,
  period: z.enum(BUDGET_PERIODS),
  calendar: z.enum(BUCKET_CALENDARS),
  tz: z.string(),
  amount: usd,
  created: timeNs,
  from: timeNs.check(z.describe('start of the period under way')),
  to: timeNs.check(z.describe('its end')),
  spent: usd.check(z.describe('our price of its calls so far; what is unpriced is not in it')),
  forecast: z
    .nullable(usd)
    .check(z.describe('at the end of the period, if spending goes on as of late; null: too little is known')),
  unpriced_calls: count.check(z.describe('more than 0: the figure is not complete; GET /unpriced lists the models')),
  q: z.string().check(z.describe('the filter of its calls')),
})
export type Budget = z.infer<typeof budget>
export const budgetQuery = z.strictObject({ ...projectParameter })
export const budgetListAnswer = z.object({ budgets: z.array(budget) })
export type BudgetListAnswer = z.infer<typeof budgetListAnswer>
export const budgetParams = z.object({ budget_id: z.string().check(z.minLength(1), z.maxLength(200)) })
