/** An alert as it is kept, every choice made; what it measures, and in which unit. */
import {
  ALERT_WINDOWS,
  type Alert,
  type AlertBody,
  type AlertCondition,
  type AlertSeverity,
  type NoDataChoice,
} from '@vitrine/schemas/api'
import { allOf, EVERYTHING, type Filter, parseFilter, parseSplit, type SplitKey } from '@vitrine/schemas/filter'
import { type Metric, metricNamed } from '../query/metrics.ts'
import { QueryError } from '../query/query-error.ts'

export interface AlertRule {
  readonly name: string
  readonly severity: AlertSeverity
  readonly metric: string
  readonly q: string
  /** One key of /series: each of its values is measured by itself. Rules of old say nothing, and split nothing. */
  readonly by?: string
  readonly windowSeconds: number
  readonly condition: AlertCondition
  readonly compare: 'value' | 'last_week'
  readonly threshold: number | null
  readonly recoverThreshold: number | null
  readonly forSeconds: number
  readonly recoverSeconds: number
  readonly minN: number
  readonly noData: NoDataChoice
  readonly channels: readonly string[]
  readonly note: string
}

/** What a rule measures: a metric of /series, or the share of a budget. */
export type Measured =
  | { readonly kind: 'metric'; readonly metric: Metric; readonly filter: Filter; readonly behind: Filter }
  | { readonly kind: 'budget'; readonly budgetId: string; readonly isForecast: boolean }

const BUDGET = /^budget_(spent|forecast):(.+)$/s

/** Throws QueryError for what cannot be looked at. */
export function ruleFrom(body: AlertBody): AlertRule {
  const isMissing = body.condition === 'missing'
  const by = body.by?.trim() ?? ''
  const rule: AlertRule = {
    name: body.name.trim(),
    severity: body.severity,
    metric: isMissing ? 'spans' : body.metric.trim(),
    q: body.q?.trim() ?? '',
    ...(by === '' ? {} : { by }),
    windowSeconds: body.window_seconds,
    condition: body.condition,
    compare: isMissing ? 'value' : (body.compare ?? 'value'),
    threshold: isMissing ? null : (body.threshold ?? null),
    recoverThreshold: isMissing ? null : (body.recover_threshold ?? null),
    forSeconds: body.for_seconds ?? 0,
    recoverSeconds: body.recover_seconds ?? 0,
    minN: body.min_n ?? 1,
    noData: body.no_data ?? 'quiet',
    channels: [...new Set(body.channels)],
    note: body.note ?? '',
  }
  const { kind } = measuredBy(rule)
  if (rule.name === '') throw bad('name', 'it is empty', 'give it a name')
  if (!isMissing && rule.threshold === null) throw bad('threshold', 'it is not said', 'say when it is too much')
  if (kind === 'budget' && rule.compare === 'last_week') {
    throw bad('compare', 'the share of a budget begins anew each period', 'compare its value')
  }
  if (kind === 'budget' && rule.q !== '') throw bad('q', 'a budget says itself what it is about', 'leave it out')
  if (kind === 'budget' && by !== '') throw bad('by', 'a budget says itself what it is about', 'leave it out')
  if (by !== '' && splitOf(rule) === undefined) {
    throw bad('by', `one cannot split by ${by.slice(0, 100)}`, 'take one field of docs/filter.md, or attribute:<key>')
  }
  requireOrder(rule)
  return rule
}

export function splitOf({ by }: Pick<AlertRule, 'by'>): SplitKey | undefined {
  return by === undefined ? undefined : parseSplit(by)
}

/** A recovery on the wrong side of the threshold would end an alert in the moment that it fires. */
function requireOrder({ condition, threshold, recoverThreshold }: AlertRule): void {
  if (recoverThreshold === null || threshold === null) return
  const isWrong = condition === 'above' ? recoverThreshold > threshold : recoverThreshold < threshold
  if (isWrong) {
    const advice = condition === 'above' ? 'take the threshold or less' : 'take the threshold or more'
    throw bad('recover_threshold', 'it is on the other side of the threshold', advice)
  }
}

export function measuredBy(rule: Pick<AlertRule, 'metric' | 'q' | 'condition'>): Measured {
  const budget = BUDGET.exec(rule.metric)
  if (budget?.[2] !== undefined) {
    return { kind: 'budget', budgetId: budget[2], isForecast: budget[1] === 'forecast' }
  }
  const metric = metricNamed(rule.metric)
  const filter = filterOfText(rule.q)
  const also = metric.also === undefined ? EVERYTHING : filterOfText(metric.also)
  return { kind: 'metric', metric, filter, behind: allOf([filter, also]) }
}

/** Throws for a filter that cannot be read. */
export function filterOfText(q: string): Filter {
  const parsed = parseFilter(q)
  if (parsed.kind === 'ok') return parsed.filter
  throw new QueryError('invalid_filter', `cannot read the filter: ${parsed.message}`, parsed.suggestion, {
    at: parsed.at,
  })
}

export function unitOf(rule: AlertRule): Alert['unit'] {
  if (rule.compare === 'last_week') return '%'
  const measured = measuredBy(rule)
  return measured.kind === 'budget' ? '%' : measured.metric.unit
}

/** Midnight of every time zone falls on a quarter of an hour, so that periods of budgets begin with a look. */
const BUDGET_EVERY_SECONDS = 900

export function everySecondsOf({ metric, windowSeconds }: Pick<AlertRule, 'metric' | 'windowSeconds'>): number {
  if (metric.startsWith('budget_')) return BUDGET_EVERY_SECONDS
  return ALERT_WINDOWS.find(({ seconds }) => seconds === windowSeconds)?.everySeconds ?? 300
}

/** Changing these begins anew; a new name or another channel does not. */
export function measuresAlike(a: AlertRule, b: AlertRule): boolean {
  const what = ({ name: _n, severity: _s, channels: _c, note: _o, ...rest }: AlertRule) => JSON.stringify(rest)
  return what(a) === what(b)
}

function bad(field: string, why: string, advice: string): QueryError {
  return new QueryError('invalid_parameter', `cannot take this alert: ${field}: ${why}`, advice, { parameter: field })
}
