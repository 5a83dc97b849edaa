/** Budgets: whose calls, which period, and where spending leads if it goes on. Pure; money is whole pico-dollars. */
import type { BucketCalendar, BudgetBody, BudgetPeriod, BudgetSubject } from '@vitrine/schemas/api'
import { EVERYTHING, type Filter, printFilter } from '@vitrine/schemas/filter'
import { bucketsOf } from '../query/buckets.ts'

export interface BudgetRule {
  readonly name: string
  readonly subject: BudgetSubject
  /** '' of the whole project. */
  readonly value: string
  readonly period: BudgetPeriod
  readonly tz: string
  /** Of weeks and months. Budgets of old say nothing, and mean the Gregorian one. */
  readonly calendar?: BucketCalendar
  /** Decimal dollars. */
  readonly amount: string
}

type PeriodRule = Pick<BudgetRule, 'period' | 'tz' | 'calendar'>

export interface Period {
  readonly fromNs: bigint
  readonly toNs: bigint
}

const STEP_OF = { day: '1d', week: '1w', month: '1M' } as const
const HOUR_NS = 3_600_000_000_000n
const DAY_NS = 24n * HOUR_NS
const MOST_DAYS = 32n

export function budgetFrom(body: BudgetBody): BudgetRule {
  return {
    name: body.name.trim(),
    subject: body.subject,
    value: body.subject === 'project' ? '' : (body.value ?? ''),
    period: body.period,
    tz: body.tz ?? 'UTC',
    calendar: body.calendar ?? 'gregory',
    amount: body.amount,
  }
}

export function filterOfBudget({ subject, value }: Pick<BudgetRule, 'subject' | 'value'>): Filter {
  if (subject === 'project') return EVERYTHING
  return { kind: 'term', field: subject, key: null, op: 'is', values: [value] }
}

export const qOfBudget = (rule: BudgetRule): string => printFilter(filterOfBudget(rule))

/** The period that holds a moment, by its zone and calendar. */
export function periodAt({ period, tz, calendar = 'gregory' }: PeriodRule, atNs: bigint): Period {
  const [fromNs, toNs] = [atNs - MOST_DAYS * DAY_NS, atNs + MOST_DAYS * DAY_NS]
  const wide = bucketsOf(STEP_OF[period], { fromNs, toNs, tz, calendar, nowNs: atNs })
  const index = wide.startsNs.findLastIndex((start) => start <= atNs)
  return { fromNs: wide.startsNs[index] ?? atNs, toNs: wide.endsNs[index] ?? atNs }
}

/** How far back spending is looked at for a forecast: days of one week differ, weeks hardly. */
export function trailNs({ period }: Pick<BudgetRule, 'period'>): bigint {
  return period === 'day' ? DAY_NS : 7n * DAY_NS
}

/**
 * What will have been spent at the end of the period: what is, and the rest of the time at the pace of the trail.
 * `firstNs`: the first call of the trail; before it nothing was there that could have cost. Undefined: less than an hour
 * of it is known.
 */
export function forecast(
  rule: BudgetRule,
  at: { readonly nowNs: bigint; readonly spentPico: bigint; readonly trailPico: bigint; readonly firstNs: bigint },
): bigint | undefined {
  const { nowNs, spentPico, trailPico, firstNs } = at
  const sinceFirstNs = nowNs - firstNs
  const isAllKnown = sinceFirstNs >= trailNs(rule)
  const knownNs = isAllKnown ? trailNs(rule) : sinceFirstNs
  if (knownNs < HOUR_NS) return undefined
  return spentPico + (trailPico * (periodAt(rule, nowNs).toNs - nowNs)) / knownNs
}
