import { Link, useNavigate } from '@tanstack/react-router'
import type { SeriesAnswer } from '@vitrine/schemas/api'
import { type ReactNode, useMemo, useState } from 'react'
import type { Landmark } from '../../model/boards/landmarks.ts'
import { mayBeLog } from '../../model/boards/metric-kind.ts'
import { axisOf, type Line } from '../../model/overview.ts'
import { windowSearch } from '../../model/time-range.ts'
import { useListLinks } from '../../parts/board/ListLink.tsx'
import { behindText } from '../../parts/board/texts.ts'
import { useChartLandmarks } from '../../parts/board/use-landmarks.ts'
import { ChartPanel, type ChartPanelProps } from '../../ui/charts/ChartPanel.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { ToggleButton } from '../../ui/ToggleButton.tsx'
import { useFormat } from '../../ui/use-format.ts'

type Answer = Pick<SeriesAnswer, 'buckets' | 'bucket_ends' | 'partial' | 'step'>

export type OverviewChartProps = Pick<ChartPanelProps, 'shape' | 'kind'> & {
  id: 'traffic' | 'latency' | 'cost' | 'tokens'
  project: string
  q: string | undefined
  answer: { data: Answer | undefined; error: unknown; refetch: () => unknown }
  lines: readonly Line[]
  headline: ReactNode
  onZoom: (fromMs: number, toMs: number) => void
  landmarks: readonly Landmark[]
}

/** Keeps its line: what is not answered yet is not unknown. */
export const NOT_YET = '\u00a0'

/** A chart of the overview: a bucket leads to the traces it counts, a drag narrows the time range. */
export function OverviewChart({
  id,
  project,
  q,
  answer,
  lines,
  headline,
  onZoom,
  landmarks,
  ...shape
}: OverviewChartProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const navigate = useNavigate()
  const links = useListLinks(project)
  const { data } = answer
  const drawn = useChartLandmarks(project, landmarks)
  const title = t(`overview.charts.${id}`)
  const [isLog, setLog] = useState(false)
  const input = useMemo(() => {
    if (data === undefined) return undefined
    const series = lines.map((line) => ({ ...line, label: line.isText ? t(line.label) : line.label }))
    return {
      ...axisOf(data),
      series,
      isStacked: shape.shape !== 'lines',
      isDuration: shape.kind === 'ns',
      isLog,
      isWhole: shape.kind === 'count' || shape.kind === 'tokens',
    }
  }, [data, lines, t, shape.shape, shape.kind, isLog])

  const lineOf = (seriesId: string | undefined) => lines.find((one) => one.id === seriesId)
  const tracesOf = (bucket: number, seriesId: string | undefined) => {
    const filter = lineOf(seriesId)?.q ?? q
    const times = windowSearch({ fromMs: input?.starts[bucket] ?? 0, toMs: input?.ends[bucket] ?? 0 })
    return { ...times, ...(filter === undefined || filter === '' ? {} : { q: filter }) }
  }
  return (
    <ChartPanel
      {...shape}
      title={title}
      tools={
        shape.shape === 'lines' && mayBeLog(shape.kind) ? (
          <ToggleButton isSelected={isLog} onChange={setLog} label={t('boards.logOf', { title })}>
            {t('boards.log')}
          </ToggleButton>
        ) : undefined
      }
      headline={
        <>
          {data === undefined ? NOT_YET : headline}
          {data !== undefined && data.buckets.length > 0 && <> · {t(`overview.steps.${data.step}`)}</>}
        </>
      }
      input={input}
      landmarks={drawn}
      error={answer.error}
      onRetry={() => void answer.refetch()}
      emptyText={t(`overview.empty.${id}`)}
      onPick={(bucket, seriesId) =>
        void navigate({ to: '/p/$project/traces', params: { project }, search: tracesOf(bucket, seriesId) })
      }
      hrefOf={(bucket, seriesId) =>
        lineOf(seriesId)?.q === null ? undefined : links.hrefOf({ list: 'traces', search: tracesOf(bucket, seriesId) })
      }
      wordsOf={(bucket, seriesId) => {
        const count = shape.kind === 'count' ? lineOf(seriesId)?.points[bucket] : undefined
        return behindText(t, format, { list: 'traces', search: tracesOf(bucket, seriesId) }, count)
      }}
      onZoom={(first, last) => onZoom(input?.starts[first] ?? 0, input?.ends[last] ?? 0)}
      link={(bucket, seriesId, text) => (
        <Link
          to="/p/$project/traces"
          params={{ project }}
          search={tracesOf(bucket, seriesId)}
          className="text-link hover:underline"
        >
          {text}
        </Link>
      )}
    />
  )
}
