import { beforeAll, expect, it } from 'vitest'
import { picoOfUsd } from '../base/money.ts'
import { grantScope } from '../query/project-scope.ts'
import { type BudgetRule, periodAt } from './budget.ts'
import { figuresOf, samplesOf } from './measure.ts'
import { ruleFrom } from './rule.ts'
import { alertHome, FAILED, START_MS } from './test-alerting.ts'

const HOURS = 60
const DAY = 24 * HOURS
const call = (usd: string) => ({ kind: 'llm', own_counts: 1, tokens_input_uncached: 10, cost_total: usd, model: 'm' })
const rule = (body: object) =>
  ruleFrom({
    name: 'x',
    severity: 'info',
    metric: 'errors',
    window_seconds: 3600,
    condition: 'above',
    threshold: 1,
    channels: [],
    ...body,
  })
// 2026-03-01T10:00Z is the first day of a month, in Tehran half past one in the afternoon.
const budget: BudgetRule = { name: 'b', subject: 'model', value: 'm', period: 'day', tz: 'Asia/Tehran', amount: '10' }

const home = alertHome()
beforeAll(async () => {
  // Tehran's day began 13 hours and a half ago; the call before it is of the day before.
  for (const [minute, usd] of [
    [-14 * HOURS, '5'],
    [-13 * HOURS, '1'],
    [-2 * HOURS, '2'],
    [-30, '0.5'],
  ] as const)
    await home.spans('a~1', minute, [call(usd)])
  await home.spans('a~1', -20, [{ ...call('1'), cost_total: null }])
  await home.spans('b~1', -10, [FAILED, FAILED, FAILED])
  await home.spans('b~1', -7 * DAY - 10, [FAILED, FAILED])
})
const sources = (project: string) => ({ store: home.store, scope: grantScope(project), budgetOf: () => budget })

it('measures the change against the same window a week ago, and none against nothing', async () => {
  const changed = rule({ compare: 'last_week' })
  const look = (project: string) => samplesOf(changed, { firstEndMs: START_MS, looks: 1 }, sources(project))
  expect(await look('b~1')).toMatchObject([{ value: 50 }])
  expect(await look('a~1')).toMatchObject([{ value: null }])
})

it('names no change against fewer spans of a week ago than it takes', async () => {
  const slow = (minN: number) => rule({ metric: 'error_rate', compare: 'last_week', min_n: minN })
  const look = async (minN: number) =>
    (await samplesOf(slow(minN), { firstEndMs: START_MS, looks: 1 }, sources('b~1')))[0]
  expect(await look(2)).toMatchObject({ value: 0, n: 3 })
  expect(await look(3)).toMatchObject({ value: null, n: 3 })
})

it('counts a budget by the midnight of its zone, and goes on at the pace of late', async () => {
  const figures = await figuresOf(budget, BigInt(START_MS) * 1_000_000n, sources('a~1'))
  expect(figures.spentPico).toBe(picoOfUsd('3.5'))
  expect(figures.unpricedCalls).toBe(1)
  expect(figures.fromNs).toBe(BigInt(Date.UTC(2026, 1, 28, 20, 30)) * 1_000_000n)
  expect(figures.toNs).toBe(BigInt(Date.UTC(2026, 2, 1, 20, 30)) * 1_000_000n)
  // 8.5 dollars since the first call fourteen hours ago, and ten hours and a half to go.
  expect(figures.forecastPico).toBe(picoOfUsd('3.5') + (picoOfUsd('8.5') * 105n) / 140n)
})

it.each([
  ['month', 'persian', [1, 20], [2, 21]],
  ['month', 'gregory', [2, 1], [3, 1]],
  ['week', 'persian', [1, 28], [2, 7]],
  ['week', 'gregory', [1, 23], [2, 2]],
] as const)('counts a %s of a budget by the %s calendar', (period, calendar, from, to) => {
  const midnight = ([month, day]: readonly [number, number]) =>
    BigInt(Date.UTC(2026, month, day) - 3.5 * 3_600_000) * 1_000_000n
  const found = periodAt({ period, calendar, tz: 'Asia/Tehran' }, midnight([2, 1]) + 1n)
  expect(found).toEqual({ fromNs: midnight(from), toNs: midnight(to) })
})

it('gives an alert the same share of it', async () => {
  const looks = { firstEndMs: START_MS, looks: 1 }
  const share = async (metric: string) => (await samplesOf(rule({ metric }), looks, sources('a~1')))[0]?.value
  expect(await share('budget_spent:b')).toBe(35)
  expect(await share('budget_forecast:b')).toBeCloseTo(98.75, 3)
})
