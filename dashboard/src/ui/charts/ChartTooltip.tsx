import type { ReactNode } from 'react'
import { useTranslation } from '../i18n.ts'
import { useFormat } from '../use-format.ts'
import { useSharedMoment } from './Crosshair.tsx'
import { Swatch } from './Legend.tsx'
import { type ChartInput, type ChartSeries, FEW } from './prepare.ts'
import { formatValue, type ValueKind } from './value-format.ts'

type Props = {
  input: ChartInput
  bucket: number
  kind: ValueKind
  /** Of one that stands: the way to what is behind a value. */
  behind?: (series: ChartSeries) => ReactNode
  corner?: ReactNode
}

export function ChartTooltip({ input, bucket, kind, behind, corner }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const start = input.starts[bucket]
  const end = input.ends[bucket]
  useSharedMoment(start === undefined || end === undefined ? undefined : (start + end) / 2)
  if (start === undefined || end === undefined) return null
  const rows = input.series
    .map((series) => ({ series, value: series.points[bucket] ?? null }))
    .sort((a, b) => (b.value ?? -1) - (a.value ?? -1))
  const stacked = input.isStacked ? rows.filter(({ series }) => series.isFaint !== true) : []
  const whole = stacked.reduce((sum, { value }) => sum + (value ?? 0), 0)
  const shareOf = (series: ChartSeries, value: number | null) =>
    kind === 'ratio' || stacked.length < 2 || whole <= 0 || value === null || series.isFaint === true
      ? undefined
      : format.percent(value / whole)
  return (
    <div
      dir={document.documentElement.dir}
      className="rounded-card border border-line bg-raised p-2 text-xs text-fg shadow-float"
    >
      <div className="flex items-center gap-2 pb-1">
        <p className="grow font-bold">
          <bdi>{t('charts.span', { from: format.dayClock(new Date(start)), to: format.clock(new Date(end)) })}</bdi>
          {input.partial[bucket] === true && <span className="text-muted"> {t('charts.partial')}</span>}
        </p>
        {corner}
      </div>
      <ul>
        {rows.map(({ series, value }) => (
          <li key={series.id} className="flex flex-wrap items-center gap-x-2">
            <Swatch ink={series.ink} />
            <bdi className="max-w-56 truncate">{series.label}</bdi>
            <span className="ms-auto ps-3 tabular-nums">
              {formatValue(format, kind, value, t('charts.noValue'))}
              {shareOf(series, value) !== undefined && <span className="text-muted"> · {shareOf(series, value)}</span>}
              {series.band?.[bucket] != null && (
                <span className="text-muted">
                  {' '}
                  ({series.band[bucket].map((end) => formatValue(format, kind, end, '')).join(' – ')})
                </span>
              )}
              {series.n !== undefined && <span className="text-muted"> n={format.number(series.n[bucket] ?? 0)}</span>}
              {value !== null && (series.n?.[bucket] ?? FEW) < FEW && (
                <span className="text-muted"> ({t('charts.fewHere')})</span>
              )}
            </span>
            {value !== null && series.isFaint !== true && behind?.(series)}
          </li>
        ))}
      </ul>
    </div>
  )
}
