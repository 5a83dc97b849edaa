import { useQuery } from '@tanstack/react-query'
import type { Alert } from '@vitrine/schemas/api'
import { budgetsQuery } from '../../api/alert-queries.ts'
import { keyText, metricText } from '../../parts/board/texts.ts'
import type { ValueKind } from '../../ui/charts/value-format.ts'
import { formatValue } from '../../ui/charts/value-format.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'
import { Unknown } from '../../ui/Values.tsx'

/** How charts and texts write a measure. Percents come as such, shares as parts of one. */
export function kindOf(unit: Alert['unit'], metric: string): ValueKind {
  if (unit === 'ns' || unit === 'USD') return unit
  if (unit === 'tokens') return 'tokens'
  if (unit === '%' || metric.endsWith('_rate')) return 'ratio'
  return 'real'
}

/** What `kindOf` expects: a part of one where the API says percent. */
export const scaledFor = (unit: Alert['unit'], value: number | null): number | null =>
  value === null || unit !== '%' ? value : value / 100

export function useMeasure(): (value: number | null, unit: Alert['unit'], metric: string) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return (value, unit, metric) => formatValue(format, kindOf(unit, metric), scaledFor(unit, value), t('common.unknown'))
}

export function Measure({ value, unit, metric = '' }: { value: number | null; unit: Alert['unit']; metric?: string }) {
  const write = useMeasure()
  if (value === null) return <Unknown />
  return (
    <data value={value} dir="auto">
      {write(value, unit, metric)}
    </data>
  )
}

/** "Error rate above 5% over 15 min of service:shop", in words of the language. */
export function Condition({ project, alert }: { project: string; alert: Alert }) {
  const { t } = useTranslation()
  const format = useFormat()
  const write = useMeasure()
  const { metric, unit, condition, compare, threshold, q, by, window_seconds: seconds } = alert
  const isBudget = metric.startsWith('budget_')
  const budgets = useQuery({ ...budgetsQuery(project), enabled: isBudget })
  const [watched = '', budgetId] = metric.split(':')
  const budget = budgets.data?.budgets.find(({ id }) => id === budgetId)?.name
  const measured = isBudget
    ? [t(`alerts.metrics.${watched}`), budget].filter((part) => part !== undefined).join(' · ')
    : metricText(t, metric)
  const window = format.durationMs(seconds * 1000)
  return (
    <span className="text-muted">
      {condition !== 'missing' && (
        <bdi className="text-fg" title={metric}>
          {measured}
        </bdi>
      )}{' '}
      {t(`alerts.conditionText.${condition === 'missing' ? condition : `${condition}_${compare}`}`, {
        threshold: write(threshold, unit, metric),
      })}
      {!isBudget && <> {t('alerts.over', { window })}</>}
      {by !== null && <> {t('alerts.byKey', { key: keyText(t, by) })}</>}
      {q !== '' && (
        <>
          {' · '}
          <bdi dir="ltr" className="font-mono text-xs">
            {q}
          </bdi>
        </>
      )}
    </span>
  )
}
