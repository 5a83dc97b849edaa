import { useQuery } from '@tanstack/react-query'
import type { AlertBody, AlertPreview } from '@vitrine/schemas/api'
import { useEffect, useMemo, useState } from 'react'
import { alertPreviewQuery } from '../../api/alert-queries.ts'
import type { AlertDraft } from '../../model/alert-draft.ts'
import { chartOfPreview } from '../../model/alert-preview.ts'
import { ChartPanel } from '../../ui/charts/ChartPanel.tsx'
import type { ChartInput } from '../../ui/charts/prepare.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'
import { Time } from '../../ui/Values.tsx'
import { kindOf, scaledFor } from './Measure.tsx'
import { TracesBehind } from './TracesBehind.tsx'

const REST_MS = 600
const NO_BODY: AlertBody = {
  name: '–',
  severity: 'info',
  metric: 'spans',
  window_seconds: 900,
  condition: 'above',
  channels: [],
}

/** The last seven days, looked at as the alert will be: "would have fired 3 times", and when. */
export function PreviewPanel({
  project,
  body,
  draft,
}: {
  project: string
  body: AlertBody | undefined
  draft: AlertDraft
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const settled = useSettled(body)
  // Names, notes and channels change nothing of it.
  const asked = settled === undefined ? undefined : { ...settled, name: '–', note: '', channels: [] }
  const preview = useQuery({ ...alertPreviewQuery(project, asked ?? NO_BODY), enabled: asked !== undefined })
  const { data, error, isFetching } = preview
  const isBelow = draft.condition === 'below'
  const input = useMemo(() => (data === undefined ? undefined : inputOf(data, isBelow, t)), [data, isBelow, t])
  const times = data?.fired.length ?? 0
  if (asked === undefined && data === undefined) {
    return <p className="self-start rounded-card border border-line p-6 text-muted">{t('alerts.previewFirst')}</p>
  }
  return (
    <div className="flex min-w-0 flex-col gap-3" aria-busy={isFetching}>
      <ChartPanel
        title={t('alerts.preview')}
        shape="lines"
        kind={kindOf(data?.unit ?? '1', body?.metric ?? '')}
        headline={
          <strong role="status">
            {data === undefined ? '' : t('alerts.wouldHaveFired', { count: times, n: format.number(times) })}
          </strong>
        }
        input={input}
        error={error ?? undefined}
        onRetry={() => void preview.refetch()}
        emptyText={t('alerts.previewEmpty')}
      />
      {data !== undefined && draft.by !== '' && data.groups > 0 && (
        <p className="text-muted">
          {t('alerts.previewGroups', { count: data.groups, n: format.number(data.groups) })}{' '}
          {data.groups_left_out > 0 &&
            t('alerts.leftOut', { count: data.groups_left_out, n: format.number(data.groups_left_out) })}
        </p>
      )}
      {data !== undefined && times > 0 && (
        <ul className="flex max-h-64 flex-col gap-1 overflow-y-auto" aria-label={t('alerts.firedList')}>
          {[...data.fired].reverse().map(({ group, from, to, behind }) => (
            <li key={`${group} ${from}`} className="flex flex-wrap items-center gap-2">
              {group !== null && <bdi>{group}</bdi>}
              <Time at={from} />
              <span className="text-muted">{t('alerts.until')}</span>
              {to === null ? <span>{t('alerts.still')}</span> : <Time at={to} />}
              <TracesBehind project={project} behind={behind} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** What was written, once nobody has written for a moment. */
function useSettled(body: AlertBody | undefined): AlertBody | undefined {
  const text = JSON.stringify(body)
  const [settled, setSettled] = useState(body)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text === undefined ? undefined : JSON.parse(text)), REST_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}

function inputOf(preview: AlertPreview, isBelow: boolean, t: (key: string) => string): ChartInput {
  const chart = chartOfPreview(preview, isBelow)
  const scaled = (points: readonly (number | null)[]) => points.map((value) => scaledFor(preview.unit, value))
  return {
    starts: chart.starts,
    ends: chart.ends,
    partial: chart.starts.map(() => false),
    isStacked: false,
    isDuration: preview.unit === 'ns',
    series: [
      { id: 'value', label: t('alerts.value'), ink: { slot: 0, variant: 0 }, points: scaled(chart.values) },
      { id: 'firing', label: t('alerts.states.firing'), ink: 'bad', points: scaled(chart.firing) },
      { id: 'threshold', label: t('alerts.threshold'), ink: 'neutral', points: scaled(chart.threshold) },
    ],
  }
}
