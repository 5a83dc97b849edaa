/** Budgets, what is spent of them, and where that leads. */
import type { Budget, BudgetBody } from '@vitrine/schemas/api'
import type { Alerting } from '../../alerts/alerting.ts'
import { type BudgetRule, budgetFrom, periodAt, qOfBudget } from '../../alerts/budget.ts'
import { figuresOf } from '../../alerts/measure.ts'
import type { Setting } from '../../alerts/settings.ts'
import type { Clock } from '../../base/clock.ts'
import { picoOfUsd, usdOfPico } from '../../base/money.ts'
import { randomId } from '../../control/keys.ts'
import type { ProjectScope } from '../../query/project-scope.ts'
import { ApiError } from '../api-error.ts'
import type { Handlers } from '../handlers.ts'
import { nsOfMs } from './projects.ts'

export function budgetRoutes({ alerting, clock }: { alerting: Alerting; clock: Clock }) {
  const { settings } = alerting
  const find = async (projectId: string, id: string): Promise<Setting<'budget'>> => {
    await alerting.ready()
    return settings.find(projectId, 'budget', id) ?? unknownBudget(id)
  }
  const answer = async (scope: ProjectScope, budget: Setting<'budget'>): Promise<Budget> => {
    const { body: rule } = budget
    const figures = await figuresOf(rule, clock.nowNs(), alerting.sourcesOf(scope))
    return {
      id: budget.id,
      name: rule.name,
      subject: rule.subject,
      value: rule.value === '' ? null : rule.value,
      period: rule.period,
      calendar: rule.calendar ?? 'gregory',
      tz: rule.tz,
      amount: rule.amount,
      created: nsOfMs(budget.createdMs),
      from: String(figures.fromNs),
      to: String(figures.toNs),
      spent: usdOfPico(figures.spentPico),
      forecast: figures.forecastPico === undefined ? null : usdOfPico(figures.forecastPico),
      unpriced_calls: figures.unpricedCalls,
      q: qOfBudget(rule),
    }
  }
  const save = async (scope: ProjectScope, asked: { id: string; body: BudgetBody; userId: string }) => {
    const body = checked(budgetFrom(asked.body), clock.nowNs())
    const { projectId } = scope
    return await answer(scope, await settings.save('budget', { projectId, id: asked.id, body, userId: asked.userId }))
  }
  return {
    async listBudgets({ scope }) {
      await alerting.ready()
      const granted = scope()
      const budgets: Budget[] = []
      // One after the other: each is a few reads, and boards wait beside them.
      for (const budget of settings.list(granted.projectId, 'budget')) budgets.push(await answer(granted, budget))
      return { budgets }
    },
    async createBudget({ scope, body, userId }) {
      await alerting.ready()
      return await save(scope(), { id: randomId('budget'), body, userId })
    },
    async changeBudget({ scope, params, body, userId }) {
      const { id } = await find(scope().projectId, params.budget_id)
      return await save(scope(), { id, body, userId })
    },
    async deleteBudget({ scope, params, userId }) {
      const { projectId } = scope()
      const { id } = await find(projectId, params.budget_id)
      await settings.remove('budget', { projectId, id, userId })
      return { done: true }
    },
  } satisfies Handlers
}

function checked(rule: BudgetRule, nowNs: bigint): BudgetRule {
  if (picoOfUsd(rule.amount) <= 0n) throw bad('amount', 'it is not more than nothing', 'write dollars, such as 100')
  if (rule.subject !== 'project' && rule.value === '') throw bad('value', `which ${rule.subject} is not said`, 'say it')
  // Throws for a zone that nobody knows.
  periodAt(rule, nowNs)
  return rule
}

function bad(field: string, why: string, advice: string): ApiError {
  return new ApiError(400, 'invalid_body', `cannot take this budget: ${field}: ${why}`, { advice, params: { field } })
}

function unknownBudget(id: string): never {
  throw new ApiError(404, 'unknown_budget', 'cannot find that budget in this project', {
    advice: 'GET /api/v1/budgets lists them',
    params: { budget: id.slice(0, 200) },
  })
}
