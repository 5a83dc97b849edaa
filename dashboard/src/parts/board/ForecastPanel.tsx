import { useQuery } from '@tanstack/react-query'
import { requestOf } from '@vitrine/schemas/boards'
import { lazy, Suspense } from 'react'
import { budgetsQuery } from '../../api/alert-queries.ts'
import { seriesPanelQuery } from '../../api/board-queries.ts'
import { linkOf } from '../../model/boards/drill-down.ts'
import { forecastOf, type Month, monthOf } from '../../model/boards/forecast.ts'
import { courseOf } from '../../model/boards/month-course.ts'
import { panelLines, unpricedIn } from '../../model/boards/panel-lines.ts'
import { axisOf } from '../../model/overview.ts'
import { toRfc3339 } from '../../model/time-range.ts'
import { useRefresh } from '../../search/refresh.ts'
import { Legend } from '../../ui/charts/Legend.tsx'
import { colourOf } from '../../ui/charts/palette.ts'
import type { ChartInput, ChartSeries } from '../../ui/charts/prepare.ts'
import { useWidth } from '../../ui/charts/use-width.ts'
import { formatValue } from '../../ui/charts/value-format.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { usePreferences } from '../../ui/preferences.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { ListLink, useListLinks } from './ListLink.tsx'
import { PanelFrame, type PanelProps } from './PanelFrame.tsx'
import { behindText } from './texts.ts'
import { frameOf } from './use-panel-answers.ts'

const TimeChart = lazy(() => import('../../ui/charts/TimeChart.tsx').then((module) => ({ default: module.TimeChart })))
const HEIGHT = 150

/**
 * The reader's calendar month: what it holds so far, where it is going, and what a budget allows. Always the month of
 * now.
 */
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
  const course = courseOf(buckets, month, forecast)
  const budgets = useBudgets(props, month)
  const links = useListLinks(view.project)
  const [ref, widthPx] = useWidth<HTMLDivElement>()
  const upTo = (bucket: number) => {
    const toMs = buckets[bucket]?.toMs
    return line === undefined || toMs === undefined ? undefined : linkOf(line, { ...window, toMs }, window)
  }
  const flat = (value: number) => course.starts.map(() => value)
  const series: readonly ChartSeries[] = [
    { id: 'spent', label: t('boards.soFar'), ink: line?.ink ?? 'neutral', points: course.spent },
    { id: 'ahead', label: t('boards.ahead'), ink: line?.ink ?? 'neutral', points: course.ahead, isFaint: true },
    ...budgets.map(({ name, amount }) => ({
      id: `budget ${name}`,
      label: t('boards.budget', { name }),
      ink: 'bad' as const,
      points: flat(Number(amount)),
      isFaint: true,
    })),
  ]
  const input: ChartInput = {
    starts: course.starts,
    ends: course.ends,
    partial: course.starts.map((_, i) => i === buckets.length - 1),
    series,
    isStacked: false,
  }
  return (
    <PanelFrame
      {...props}
      {...frameOf(request, answer)}
      isEmpty={false}
      unpriced={answer.data === undefined ? 0 : unpricedIn(panel, answer.data)}
      headline={[
        t('boards.month', { from: format.day(new Date(month.startMs)), to: format.day(new Date(month.endMs - 1)) }),
      ]}
      legend={series.map(({ label, ink }) => ({ label, colour: colourOf(ink) }))}
      sheet={{
        head: [t('boards.time'), t('boards.value'), ...series.map(({ label }) => label)],
        rows: course.starts.map((start, i) => ({
          id: String(start),
          cells: [
            { text: format.day(new Date(start)), raw: new Date(start).toISOString() },
            {
              text: i < buckets.length ? write(buckets[i]?.value ?? null) : '',
              raw: buckets[i]?.value ?? null,
              target: line === undefined ? undefined : linkOf(line, buckets[i], window),
            },
            ...series.map(({ id, points }) => {
              const value = points[i] ?? null
              const isSaid = value !== null || (id === 'spent' && i < buckets.length)
              return { text: isSaid ? write(value) : '', raw: value, target: id === 'spent' ? upTo(i) : undefined }
            }),
          ],
        })),
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
      </div>
      <div ref={ref} className="min-h-42">
        {answer.data !== undefined && widthPx > 0 && (
          <Suspense fallback={<Skeleton className="h-38" />}>
            <TimeChart
              title={props.title}
              shape="lines"
              kind={line?.kind ?? 'USD'}
              input={input}
              widthPx={widthPx}
              heightPx={HEIGHT}
              hrefOf={(bucket, id) => {
                const target = id === 'spent' ? upTo(bucket) : undefined
                return target === undefined ? undefined : links.hrefOf(target)
              }}
              wordsOf={(bucket) => {
                const target = upTo(bucket)
                return target === undefined ? '' : behindText(t, format, target, undefined)
              }}
              onPick={(bucket) => {
                const target = upTo(bucket)
                if (target !== undefined) links.follow(target)
              }}
            />
          </Suspense>
        )}
        <Legend series={series} />
      </div>
    </PanelFrame>
  )
}

/** Of the whole project for just this month; of what a filter picks none says how much it may be. */
function useBudgets({ view, panel, isSeen }: PanelProps, month: Month) {
  const isAll = view.q === '' && panel.query.q === undefined && panel.query.metrics[0] === 'cost.ours'
  const budgets = useQuery({ ...budgetsQuery(view.project), enabled: isSeen && isAll })
  if (!isAll) return []
  return (budgets.data?.budgets ?? []).filter(
    ({ subject, period, from }) =>
      subject === 'project' && period === 'month' && Number(BigInt(from) / 1_000_000n) === month.startMs,
  )
}
