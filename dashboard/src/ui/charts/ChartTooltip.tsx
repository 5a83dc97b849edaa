import { useTranslation } from 'react-i18next'
import { useFormat } from '../use-format.ts'
import { useSharedMoment } from './Crosshair.tsx'
import { Swatch } from './Legend.tsx'
import { type ChartInput, FEW } from './prepare.ts'
import { formatValue, type ValueKind } from './value-format.ts'

export function ChartTooltip({ input, bucket, kind }: { input: ChartInput; bucket: number; kind: ValueKind }) {
  const { t } = useTranslation()
  const format = useFormat()
  const start = input.starts[bucket]
  const end = input.ends[bucket]
  useSharedMoment(start === undefined || end === undefined ? undefined : (start + end) / 2)
  if (start === undefined || end === undefined) return null
  const rows = input.series
    .map((series) => ({ series, value: series.points[bucket] ?? null }))
    .sort((a, b) => (b.value ?? -1) - (a.value ?? -1))
  return (
    <div
      dir={document.documentElement.dir}
      className="rounded-card border border-line bg-raised p-2 text-xs text-fg shadow-float"
    >
      <p className="pb-1 font-bold">
        <bdi>{t('charts.span', { from: format.dayClock(new Date(start)), to: format.clock(new Date(end)) })}</bdi>
        {input.partial[bucket] === true && <span className="text-muted"> {t('charts.partial')}</span>}
      </p>
      <ul>
        {rows.map(({ series, value }) => (
          <li key={series.id} className="flex items-center gap-2">
            <Swatch ink={series.ink} />
            <bdi className="max-w-56 truncate">{series.label}</bdi>
            <span className="ms-auto ps-3 tabular-nums">
              {formatValue(format, kind, value, t('charts.noValue'))}
              {series.n !== undefined && <span className="text-muted"> n={format.number(series.n[bucket] ?? 0)}</span>}
              {value !== null && (series.n?.[bucket] ?? FEW) < FEW && (
                <span className="text-muted"> ({t('charts.fewHere')})</span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
