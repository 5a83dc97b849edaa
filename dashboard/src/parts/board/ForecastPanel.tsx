import { useQuery } from '@tanstack/react-query'
import { requestOf } from '@vitrine/schemas/boards'
import { useTranslation } from 'react-i18next'
import { seriesPanelQuery } from '../../api/board-queries.ts'
import { linkOf } from '../../model/boards/drill-down.ts'
import { forecastOf, monthOf } from '../../model/boards/forecast.ts'
import { panelLines, unpricedIn } from '../../model/boards/panel-lines.ts'
import { axisOf } from '../../model/overview.ts'
import { toRfc3339 } from '../../model/time-range.ts'
import { useRefresh } from '../../search/refresh.ts'
import { Sparkline } from '../../ui/charts/Sparkline.tsx'
import { formatValue } from '../../ui/charts/value-format.ts'
import { usePreferences } from '../../ui/preferences.ts'
import { useFormat } from '../../ui/use-format.ts'
import { ListLink } from './ListLink.tsx'
import { PanelFrame, type PanelProps } from './PanelFrame.tsx'

/** The reader's calendar month: what it holds so far, and where it is going. Always the month of now. */
export function ForecastPanel(props: PanelProps) {
  const { panel, view } = props
  const { t } = useTranslation()
  const format = useFormat()
  const { calendar } = usePreferences()
  const { readAtMs } = useRefresh()
  const month = monthOf(readAtMs, calendar, view.tz)
  const request = requestOf(panel, {
    from: toRfc3339(month.startMs),
    to: toRfc3339(readAtMs),
    step: '1d',
    tz: view.tz,
    q: view.q,
  })
  const answer = useQuery({ ...seriesPanelQuery(view.project, request), enabled: props.isSeen })
  const [line] = answer.data === undefined ? [] : panelLines(panel, answer.data)
  const axis = answer.data === undefined ? { starts: [], ends: [] } : axisOf(answer.data)
  const buckets = axis.starts.map((fromMs, i) => ({
    fromMs,
    toMs: axis.ends[i] ?? fromMs,
    value: line?.points[i] ?? null,
  }))
  const forecast = forecastOf(buckets, month, readAtMs)
  const write = (value: number | null) => formatValue(format, line?.kind ?? 'USD', value, t('boards.unknown'))
  const window = { fromMs: month.startMs, toMs: readAtMs }
  return (
    <PanelFrame
      {...props}
      request={request}
      error={answer.error}
      isPending={answer.isPending}
      isStale={answer.isPlaceholderData}
      isEmpty={false}
      onRetry={() => void answer.refetch()}
      unpriced={answer.data === undefined ? 0 : unpricedIn(panel, answer.data)}
      headline={[
        t('boards.month', { from: format.day(new Date(month.startMs)), to: format.day(new Date(month.endMs - 1)) }),
      ]}
      legend={[]}
      sheet={{
        head: [t('boards.time'), t('boards.value')],
        rows: [
          ...buckets.map(({ fromMs, toMs, value }) => ({
            id: String(fromMs),
            cells: [
              { text: format.day(new Date(fromMs)), raw: new Date(fromMs).toISOString() },
              {
                text: write(value),
                raw: value,
                target: line === undefined ? undefined : linkOf(line, { fromMs, toMs }, window),
              },
            ],
          })),
          {
            id: 'end',
            cells: [
              { text: t('boards.atEnd'), raw: 'forecast' },
              { text: write(forecast?.atEnd ?? null), raw: forecast?.atEnd ?? null },
            ],
          },
        ],
      }}
    >
      <div className="flex flex-wrap items-end justify-between gap-3">
        <p>
          <span className="block text-2xl font-bold">
            <ListLink
              project={view.project}
              target={line === undefined ? undefined : linkOf(line, window, window)}
              className="hover:underline"
            >
              <bdi>{write(forecast?.soFar ?? null)}</bdi>
            </ListLink>
          </span>
          <span className="text-xs text-muted">{t('boards.soFar')}</span>
        </p>
        <p>
          <span className="block text-xl">
            <bdi>
              {forecast === undefined || forecast.atEnd === null ? t('boards.unknown') : `≈ ${write(forecast.atEnd)}`}
            </bdi>
          </span>
          <span className="text-xs text-muted" title={t('boards.paceHint')}>
            {t('boards.atEnd')}
          </span>
        </p>
        <span dir="ltr">
          <Sparkline points={buckets.map(({ value }) => value)} widthPx={120} heightPx={32} />
        </span>
      </div>
    </PanelFrame>
  )
}
