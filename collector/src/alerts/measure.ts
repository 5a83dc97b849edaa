/** What an alert sees at each look: a metric over its window, its change against a week ago, or the share of a budget. */
import { picoOfUsd } from '../base/money.ts'
import { metricNamed } from '../query/metrics.ts'
import type { ProjectScope } from '../query/project-scope.ts'
import { QueryError } from '../query/query-error.ts'
import { type Look, querySliding, type SlidingRequest } from '../query/sliding.ts'
import type { Store } from '../store/store.ts'
import { type BudgetRule, filterOfBudget, forecast, periodAt, trailNs } from './budget.ts'
import { type AlertRule, everySecondsOf, type Measured, measuredBy } from './rule.ts'
import type { Sample } from './step.ts'

export interface Looks {
  readonly firstEndMs: number
  readonly looks: number
}

export interface Sources {
  readonly store: Store
  readonly scope: ProjectScope
  readonly budgetOf: (id: string) => BudgetRule | undefined
  readonly signal?: AbortSignal | undefined
}

const NS = 1_000_000n
export const WEEK_MS = 7 * 86_400_000
/** As everySecondsOf looks at budgets. */
const QUARTER_NS = 900_000_000_000n

export async function samplesOf(rule: AlertRule, looks: Looks, sources: Sources): Promise<readonly Sample[]> {
  const measured = measuredBy(rule)
  if (measured.kind === 'budget') {
    const budget = sources.budgetOf(measured.budgetId)
    if (budget === undefined) throw unknownBudget(measured.budgetId)
    return await budgetSamples(budget, measured.isForecast, looks, sources)
  }
  const look = async (firstEndMs: number) => {
    const request = slidingRequest(rule, measured, { ...looks, firstEndMs })
    return await querySliding(sources.store, sources.scope, request, sources.signal)
  }
  const [now, before] = await Promise.all([
    look(looks.firstEndMs),
    rule.compare === 'last_week' ? look(looks.firstEndMs - WEEK_MS) : undefined,
  ])
  return now.map((each, index) => sampleOf(rule, each, before && { look: before[index] }))
}

export function slidingRequest(
  rule: AlertRule,
  { metric, filter }: Extract<Measured, { kind: 'metric' }>,
  { firstEndMs, looks }: Looks,
): SlidingRequest {
  const windowNs = BigInt(rule.windowSeconds) * 1000n * NS
  const everyNs = BigInt(everySecondsOf(rule)) * 1000n * NS
  return { metric, filter, windowNs, everyNs, firstEndNs: BigInt(firstEndMs) * NS, looks }
}

/** `before`: what it is compared with, if it is. */
export function sampleOf(rule: AlertRule, look: Look, before: { readonly look: Look | undefined } | undefined): Sample {
  const value = numberOf(look)
  const at = { endMs: Number(look.endNs / NS), n: look.n }
  if (before === undefined) return { ...at, value }
  const then = before.look
  // Held against a few of a week ago, a change says as little as over a few of now.
  const isKnown = then?.n === null || (then?.n ?? 0) >= rule.minN
  return { ...at, value: changeOf(value, isKnown ? numberOf(then) : null) }
}

const numberOf = (look: Look | undefined) => (look === undefined || look.value === null ? null : Number(look.value))

/** In percent. Against nothing there is no change that could be named. */
function changeOf(now: number | null, before: number | null): number | null {
  if (now === null || before === null || before === 0) return null
  return ((now - before) / before) * 100
}

/** The share of the budget, in percent: of what is spent at each look, or of where that leads. */
async function budgetSamples(
  rule: BudgetRule,
  isForecast: boolean,
  { firstEndMs, looks }: Looks,
  { store, scope, signal }: Sources,
): Promise<readonly Sample[]> {
  const firstEndNs = BigInt(firstEndMs) * NS
  const trail = trailNs(rule)
  const periodNs = periodAt(rule, firstEndNs).fromNs
  const fromNs = periodNs < firstEndNs - 2n * trail ? periodNs : firstEndNs - 2n * trail
  const spend = await querySpend(
    store,
    scope,
    { rule, fromNs, toNs: firstEndNs + QUARTER_NS * BigInt(looks - 1) },
    signal,
  )
  const amount = picoOfUsd(rule.amount)
  return Array.from({ length: looks }, (_, index) => {
    const nowNs = firstEndNs + QUARTER_NS * BigInt(index)
    const spentPico = spend.between(periodAt(rule, nowNs).fromNs, nowNs)
    const trailPico = spend.between(nowNs - trail, nowNs)
    const at = { nowNs, spentPico, trailPico, firstNs: spend.firstNs ?? nowNs }
    const pico = isForecast ? forecast(rule, at) : spentPico
    const value = pico === undefined || amount === 0n ? null : Number((pico * 1_000_000n) / amount) / 10_000
    return { endMs: Number(nowNs / NS), value, n: null }
  })
}

interface Spend {
  /** Of whole buckets in [from, to). */
  between(fromNs: bigint, toNs: bigint): bigint
  readonly firstNs: bigint | undefined
}

interface SpendRequest {
  readonly rule: BudgetRule
  readonly fromNs: bigint
  readonly toNs: bigint
}

async function querySpend(
  store: Store,
  scope: ProjectScope,
  { rule, fromNs, toNs }: SpendRequest,
  signal: AbortSignal | undefined,
): Promise<Spend> {
  const buckets = Number((toNs - fromNs) / QUARTER_NS)
  const looks = await querySliding(
    store,
    scope,
    {
      metric: metricNamed('cost.ours'),
      filter: filterOfBudget(rule),
      windowNs: QUARTER_NS,
      everyNs: QUARTER_NS,
      firstEndNs: toNs - QUARTER_NS * BigInt(buckets - 1),
      looks: buckets,
    },
    signal,
  )
  const spent = looks.flatMap(({ endNs, value }) =>
    value === null ? [] : [{ endNs, startNs: endNs - QUARTER_NS, pico: picoOfUsd(String(value)) }],
  )
  return {
    between: (from, to) =>
      spent.filter(({ startNs, endNs }) => startNs >= from && endNs <= to).reduce((sum, { pico }) => sum + pico, 0n),
    firstNs: spent[0]?.startNs,
  }
}

export interface BudgetFigures {
  readonly fromNs: bigint
  readonly toNs: bigint
  readonly spentPico: bigint
  readonly forecastPico: bigint | undefined
  readonly unpricedCalls: number
}

/** A budget at this moment. */
export async function figuresOf(
  rule: BudgetRule,
  nowNs: bigint,
  { store, scope, signal }: Omit<Sources, 'budgetOf'>,
): Promise<BudgetFigures> {
  const { fromNs, toNs } = periodAt(rule, nowNs)
  const trail = trailNs(rule)
  const whole = async (metric: string) => {
    const windowNs = nowNs - fromNs
    if (windowNs <= 0n) return null
    const request = { windowNs, everyNs: windowNs, firstEndNs: nowNs, looks: 1 }
    const asked = { ...request, metric: metricNamed(metric), filter: filterOfBudget(rule) }
    const [look] = await querySliding(store, scope, asked, signal)
    return look?.value ?? null
  }
  const [spent, unpriced, late] = await Promise.all([
    whole('cost.ours'),
    whole('unpriced_calls'),
    querySpend(store, scope, { rule, fromNs: nowNs - 2n * trail, toNs: nowNs }, signal),
  ])
  const spentPico = picoOfUsd(String(spent ?? '0'))
  const trailPico = late.between(nowNs - trail, nowNs)
  const at = { nowNs, spentPico, trailPico, firstNs: late.firstNs ?? nowNs }
  return { fromNs, toNs, spentPico, forecastPico: forecast(rule, at), unpricedCalls: Number(unpriced ?? 0) }
}

function unknownBudget(id: string): QueryError {
  return new QueryError('unknown_budget', 'cannot find the budget of this alert', 'choose another, or make it anew', {
    budget: id.slice(0, 200),
  })
}
