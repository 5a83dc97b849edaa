// An alert while it is written: texts in the units that people write, and what the API takes made of them. Pure.
import { ALERT_WINDOWS, type Alert, type AlertBody } from '@vitrine/schemas/api'
import { parseFilter } from '@vitrine/schemas/filter'

/** What the list of metrics offers; `score`, `other` and the budgets want a name beside them. */
export const ALERT_METRICS = [
  'errors',
  'error_rate',
  'tool_error_rate',
  'duration_p50',
  'duration_p95',
  'duration_p99',
  'ttft_p50',
  'ttft_p95',
  'tokens_per_second_p50',
  'cost.ours',
  'tokens.total',
  'tokens.input',
  'tokens.output',
  'cache_hit_rate',
  'traces',
  'spans',
  'calls',
  'sessions',
  'users',
  'unpriced_calls',
  'score',
  'budget_spent',
  'budget_forecast',
  'other',
] as const
export type AlertMetric = (typeof ALERT_METRICS)[number]
export const NAMED_METRICS: ReadonlySet<AlertMetric> = new Set(['score', 'other', 'budget_spent', 'budget_forecast'])

/** Of `by`: an attribute, named beside it. */
export const ATTRIBUTE = 'attribute'

export interface AlertDraft {
  readonly name: string
  readonly severity: Alert['severity']
  readonly metric: AlertMetric
  /** Of a score, a budget (its id) or any other metric. */
  readonly metricName: string
  readonly q: string
  /** A field that each value of is looked at by itself; '' for none, or ATTRIBUTE with the key beside it. */
  readonly by: string
  readonly byAttribute: string
  readonly windowSeconds: number
  readonly condition: Alert['condition']
  readonly compare: Alert['compare']
  readonly threshold: string
  readonly recoverThreshold: string
  readonly forMinutes: string
  readonly recoverMinutes: string
  readonly minN: string
  readonly noData: Alert['no_data']
  readonly channels: readonly string[]
  readonly note: string
}

export const NEW_ALERT: AlertDraft = {
  name: '',
  severity: 'warning',
  metric: 'errors',
  metricName: '',
  q: '',
  by: '',
  byAttribute: '',
  windowSeconds: 900,
  condition: 'above',
  compare: 'value',
  threshold: '',
  recoverThreshold: '',
  forMinutes: '0',
  recoverMinutes: '5',
  minN: '1',
  noData: 'quiet',
  channels: [],
  note: '',
}

/** The unit that a threshold is written in. */
export type DraftUnit = 's' | '%' | 'USD' | 'plain'

export function unitOfDraft({ metric, compare }: Pick<AlertDraft, 'metric' | 'compare'>): DraftUnit {
  if (compare === 'last_week' || metric.startsWith('budget_') || metric.endsWith('_rate')) return '%'
  if (metric.startsWith('duration') || metric.startsWith('ttft')) return 's'
  return metric.startsWith('cost') ? 'USD' : 'plain'
}

/** How many units of the API one written unit is. */
function factorOf({ metric, compare }: Pick<AlertDraft, 'metric' | 'compare'>): number {
  if (compare === 'last_week') return 1
  if (metric.endsWith('_rate')) return 0.01
  return unitOfDraft({ metric, compare }) === 's' ? 1e9 : 1
}

const NUMBER = /^-?\d{1,15}(?:\.\d{1,9})?$/
const WHOLE = /^\d{1,6}$/

export type DraftField =
  | 'name'
  | 'metricName'
  | 'q'
  | 'threshold'
  | 'recoverThreshold'
  | 'forMinutes'
  | 'recoverMinutes'
  | 'minN'

/** Fields that cannot be taken as they stand; an empty one is only waited for. */
export function draftErrors(draft: AlertDraft): ReadonlySet<DraftField> {
  const isNumber = (text: string) => text === '' || NUMBER.test(text)
  const bad: [DraftField, boolean][] = [
    ['q', parseFilter(draft.q).kind === 'error'],
    ['threshold', !isNumber(draft.threshold)],
    ['recoverThreshold', !isNumber(draft.recoverThreshold) || isBeyond(draft)],
    ['forMinutes', !WHOLE.test(draft.forMinutes)],
    ['recoverMinutes', !WHOLE.test(draft.recoverMinutes)],
    ['minN', !WHOLE.test(draft.minN)],
  ]
  return new Set(bad.flatMap(([field, isBad]) => (isBad ? [field] : [])))
}

/** An alert that recovers beyond its own threshold would end as it begins. */
function isBeyond({ threshold, recoverThreshold, condition }: AlertDraft): boolean {
  if (!NUMBER.test(threshold) || !NUMBER.test(recoverThreshold)) return false
  const [limit, recovered] = [Number(threshold), Number(recoverThreshold)]
  return condition === 'above' ? recovered > limit : recovered < limit
}

export function isComplete(draft: AlertDraft): boolean {
  const isMissing = draft.condition === 'missing'
  const isNamed = isMissing || !NAMED_METRICS.has(draft.metric) || draft.metricName.trim() !== ''
  const isSplit = draft.by !== ATTRIBUTE || draft.byAttribute.trim() !== ''
  return isNamed && isSplit && (isMissing || draft.threshold !== '') && draftErrors(draft).size === 0
}

/** undefined while it is not an alert yet; the name may be missing, for a preview. */
export function bodyOfDraft(draft: AlertDraft): AlertBody | undefined {
  if (!isComplete(draft)) return undefined
  const factor = factorOf(draft)
  const scaled = (text: string) => (text === '' ? null : Number((Number(text) * factor).toPrecision(15)))
  const window = ALERT_WINDOWS.find(({ seconds }) => seconds === draft.windowSeconds) ?? ALERT_WINDOWS[1]
  const isBudget = draft.metric.startsWith('budget_')
  return {
    name: draft.name.trim() === '' ? '–' : draft.name.trim(),
    severity: draft.severity,
    metric: metricOf(draft),
    q: isBudget ? '' : draft.q.trim(),
    by: isBudget ? null : byOf(draft),
    window_seconds: window.seconds,
    condition: draft.condition,
    compare: isBudget ? 'value' : draft.compare,
    threshold: scaled(draft.threshold),
    recover_threshold: scaled(draft.recoverThreshold),
    for_seconds: Number(draft.forMinutes) * 60,
    recover_seconds: Number(draft.recoverMinutes) * 60,
    min_n: Number(draft.minN),
    no_data: draft.noData,
    channels: [...draft.channels],
    note: draft.note,
  }
}

function byOf({ by, byAttribute }: AlertDraft): string | null {
  if (by === ATTRIBUTE) return `${ATTRIBUTE}:${byAttribute.trim()}`
  return by === '' ? null : by
}

function metricOf({ metric, metricName, condition }: AlertDraft): string {
  if (condition === 'missing') return 'spans'
  if (metric === 'other') return metricName.trim()
  return NAMED_METRICS.has(metric) ? `${metric}:${metricName.trim()}` : metric
}

export function draftOf(alert: Alert): AlertDraft {
  const [prefix = '', ...rest] = alert.metric.split(':')
  const known = ALERT_METRICS.find((metric) => metric === (rest.length > 0 ? prefix : alert.metric))
  const metric = known ?? 'other'
  const metricName = metric === 'other' ? alert.metric : rest.join(':')
  const factor = factorOf({ metric, compare: alert.compare })
  const written = (value: number | null) => (value === null ? '' : String(Number((value / factor).toPrecision(12))))
  return {
    name: alert.name,
    severity: alert.severity,
    metric,
    metricName,
    q: alert.q,
    ...draftBy(alert.by ?? ''),
    windowSeconds: alert.window_seconds,
    condition: alert.condition,
    compare: alert.compare,
    threshold: written(alert.threshold),
    recoverThreshold: written(alert.recover_threshold),
    forMinutes: String(Math.round(alert.for_seconds / 60)),
    recoverMinutes: String(Math.round(alert.recover_seconds / 60)),
    minN: String(alert.min_n),
    noData: alert.no_data,
    channels: alert.channels,
    note: alert.note,
  }
}

function draftBy(by: string): Pick<AlertDraft, 'by' | 'byAttribute'> {
  const attribute = /^(?:attribute:|attr\.)(.+)$/s.exec(by)?.[1]
  return attribute === undefined ? { by, byAttribute: '' } : { by: ATTRIBUTE, byAttribute: attribute }
}
