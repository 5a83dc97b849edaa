import { ChartColumn, Table2 } from 'lucide-react'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { ErrorState } from '../ErrorState.tsx'
import { IconButton } from '../IconButton.tsx'
import { useTranslation } from '../i18n.ts'
import { Skeleton } from '../Skeleton.tsx'
import { ChartTable } from './ChartTable.tsx'
import { Legend } from './Legend.tsx'
import type { TimeChartProps } from './TimeChart.tsx'
import { useWidth } from './use-width.ts'

const TimeChart = lazy(() => import('./TimeChart.tsx').then((module) => ({ default: module.TimeChart })))

export type ChartPanelProps = Pick<
  TimeChartProps,
  'title' | 'shape' | 'kind' | 'onPick' | 'hrefOf' | 'wordsOf' | 'onZoom' | 'landmarks'
> & {
  /** The headline in words: also what a screen reader hears of the chart. */
  headline: ReactNode
  input: TimeChartProps['input'] | undefined
  error?: unknown
  onRetry?: () => void
  emptyText: string
  /** Further choices about how it is drawn. */
  tools?: ReactNode
  link?: (bucket: number, seriesId: string, text: string) => ReactNode
}

export const CHART_HEIGHT = 196

/** A chart in its frame: title, headline, legend, "as table", and its own loading, empty and failed states. */
export function ChartPanel({ title, headline, error, onRetry, tools, ...rest }: ChartPanelProps) {
  const { t } = useTranslation()
  const [asTable, setAsTable] = useState(false)
  return (
    <figure className="min-w-0 rounded-card border border-line p-3" aria-label={title}>
      <figcaption className="flex items-start justify-between gap-2 pb-2">
        <div>
          <h2 className="text-md">{title}</h2>
          <p className="text-xs text-muted">{headline}</p>
        </div>
        <div className="flex shrink-0 items-center">
          {!asTable && tools}
          <IconButton
            icon={asTable ? ChartColumn : Table2}
            label={asTable ? t('charts.asChart', { title }) : t('charts.asTable', { title })}
            onPress={() => setAsTable(!asTable)}
          />
        </div>
      </figcaption>
      {error === undefined || error === null ? (
        <ChartBody title={title} asTable={asTable} {...rest} />
      ) : (
        <ErrorState title={t('charts.failed', { title })} error={error} {...(onRetry ? { onRetry } : {})} />
      )}
    </figure>
  )
}

type BodyProps = Omit<ChartPanelProps, 'headline' | 'error' | 'onRetry' | 'tools'> & { asTable: boolean }

function ChartBody(props: BodyProps) {
  const { title, shape, kind, input, onPick, hrefOf, wordsOf, onZoom, landmarks, emptyText, link, asTable } = props
  const [ref, widthPx] = useWidth<HTMLDivElement>()
  const picks = {
    ...(onPick ? { onPick } : {}),
    ...(hrefOf && wordsOf ? { hrefOf, wordsOf } : {}),
    ...(onZoom ? { onZoom } : {}),
    ...(landmarks ? { landmarks } : {}),
  }
  const isEmpty = input?.series.every(({ points }) => points.every((point) => point === null)) === true
  return (
    <div ref={ref} className="min-h-53">
      {input === undefined ? (
        <Skeleton className="h-49" />
      ) : isEmpty ? (
        <p className="grid h-49 place-items-center px-4 text-center text-muted">{emptyText}</p>
      ) : asTable ? (
        <ChartTable title={title} input={input} kind={kind} {...(link ? { link } : {})} />
      ) : (
        <>
          <Suspense fallback={<Skeleton className="h-49" />}>
            {widthPx > 0 && (
              <TimeChart
                title={title}
                shape={shape}
                kind={kind}
                input={input}
                widthPx={widthPx}
                heightPx={CHART_HEIGHT}
                {...picks}
              />
            )}
          </Suspense>
          <Legend series={input.series} />
        </>
      )}
    </div>
  )
}
