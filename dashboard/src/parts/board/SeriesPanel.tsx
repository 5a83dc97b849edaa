import type { SeriesAnswer } from '@vitrine/schemas/api'
import { lazy, Suspense, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { seriesPanelQuery } from '../../api/board-queries.ts'
import { type Bucket, linkOf } from '../../model/boards/drill-down.ts'
import { isStackable } from '../../model/boards/metric-kind.ts'
import { type PanelLine, panelLines, unpricedIn } from '../../model/boards/panel-lines.ts'
import { axisOf } from '../../model/overview.ts'
import { Legend } from '../../ui/charts/Legend.tsx'
import { colourOf } from '../../ui/charts/palette.ts'
import type { ChartInput, ChartSeries } from '../../ui/charts/prepare.ts'
import { useWidth } from '../../ui/charts/use-width.ts'
import { formatValue } from '../../ui/charts/value-format.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { useListLinks } from './ListLink.tsx'
import { PanelFrame, type PanelProps } from './PanelFrame.tsx'
import { lineText } from './texts.ts'
import { usePanelAnswers } from './use-panel-answers.ts'

const TimeChart = lazy(() => import('../../ui/charts/TimeChart.tsx').then((module) => ({ default: module.TimeChart })))
const HEIGHT = 196
const LARGE = 480

/** Lines, areas or bars over time. */
export function SeriesPanel(props: PanelProps) {
  const { panel, view } = props
  const { t } = useTranslation()
  const format = useFormat()
  const { answer, held, isHeld, frame } = usePanelAnswers(props, seriesPanelQuery)
  const before = isHeld ? held : answer?.compare
  const { lines, faint } = useMemo(() => {
    const own = answer === undefined ? [] : panelLines(panel, answer)
    return { lines: own, faint: before === undefined ? [] : panelLines(panel, before) }
  }, [answer, before, panel])
  const isOneOfMany = panel.query.metrics.length > 1
  const kind = lines[0]?.kind ?? 'count'
  const isStacked = panel.chart !== 'lines' && isStackable(kind)
  const beforeText = view.releases === undefined ? t('boards.before') : view.releases[1]
  const input = answer === undefined ? undefined : chartInput(answer, { lines, faint, isStacked, beforeText, t })
  const unpriced = answer === undefined ? 0 : unpricedIn(panel, answer)
  const links = useListLinks(view.project)
  const [ref, widthPx] = useWidth<HTMLDivElement>()
  const whole: Bucket = view.window
  const targetOf = (line: PanelLine | undefined, bucket: number) => {
    const [fromMs, toMs] = [input?.starts[bucket], input?.ends[bucket]]
    return line === undefined || fromMs === undefined || toMs === undefined
      ? undefined
      : linkOf(line, { fromMs, toMs }, whole)
  }
  const lineNamed = (id: string | undefined) =>
    lines.find((line) => line.id === id) ?? (lines.length === 1 ? lines[0] : undefined)
  const isEmpty = lines.every(({ points }) => points.every((point) => point === null))
  const word = (value: number | null, line: PanelLine) => formatValue(format, line.kind, value, t('boards.unknown'))
  return (
    <PanelFrame
      {...props}
      {...frame}
      isEmpty={isEmpty}
      unpriced={unpriced}
      headline={[
        lines.length === 1 && lines[0] !== undefined ? word(lines[0].total, lines[0]) : undefined,
        answer === undefined ? undefined : t(`boards.steps.${answer.step}`),
        faint.length === 0 ? undefined : t('boards.pale', { before: beforeText }),
      ]}
      legend={lines.map((line) => ({ label: lineText(t, line, isOneOfMany), colour: colourOf(line.ink) }))}
      sheet={{
        head: [
          t('boards.time'),
          ...[...lines, ...faint].map((line, i) =>
            headOf(lineText(t, line, isOneOfMany), i >= lines.length, beforeText),
          ),
        ],
        rows: (input?.starts ?? []).map((start, bucket) => ({
          id: String(start),
          cells: [
            { text: format.dayClock(new Date(start)), raw: new Date(start).toISOString() },
            ...[...lines, ...faint].map((line, i) => ({
              text: word(line.points[bucket] ?? null, line),
              raw: line.points[bucket] ?? null,
              target: i < lines.length ? targetOf(line, bucket) : undefined,
            })),
          ],
        })),
        isNewestFirst: true,
      }}
    >
      <div ref={ref} className="min-h-53">
        {input !== undefined && widthPx > 0 && (
          <Suspense fallback={<Skeleton className="h-49" />}>
            <TimeChart
              title={props.title}
              shape={panel.chart === 'bars' || panel.chart === 'areas' ? panel.chart : 'lines'}
              kind={kind}
              input={input}
              widthPx={widthPx}
              heightPx={props.isLarge === true ? LARGE : HEIGHT}
              hrefOf={(bucket, id) => {
                const target = targetOf(lineNamed(id), bucket)
                return target === undefined ? undefined : links.hrefOf(target)
              }}
              onPick={(bucket, id) => {
                const target = targetOf(lineNamed(id) ?? lines[0], bucket)
                if (target !== undefined) links.follow(target)
              }}
              onZoom={(first, last) => view.onZoom(input.starts[first] ?? 0, input.ends[last] ?? 0)}
            />
          </Suspense>
        )}
        {input !== undefined && (
          <Legend series={input.series.filter(({ isFaint }) => isFaint !== true)} isStacked={isStacked} />
        )}
      </div>
    </PanelFrame>
  )
}

const headOf = (text: string, isBefore: boolean, beforeText: string) => (isBefore ? `${text} (${beforeText})` : text)

type Drawn = {
  lines: readonly PanelLine[]
  faint: readonly PanelLine[]
  isStacked: boolean
  beforeText: string
  t: Parameters<typeof lineText>[0]
}

function chartInput(answer: SeriesAnswer, { lines, faint, isStacked, beforeText, t }: Drawn): ChartInput {
  const isOneOfMany = new Set(lines.map(({ metric }) => metric)).size > 1
  const drawn = lines.map((line): ChartSeries => {
    const series = { id: line.id, label: lineText(t, line, isOneOfMany), ink: line.ink, points: line.points }
    return line.n === undefined ? series : { ...series, n: line.n }
  })
  const kind = lines[0]?.kind
  return {
    ...axisOf(answer),
    series: [...drawn, ...faintSeries(faint, { isStacked, beforeText, isOneOfMany, t })],
    isStacked,
    isDuration: kind === 'ns',
    isWhole: kind === 'count' || kind === 'tokens',
  }
}

/** What is compared with: beside lines a pale line each, behind stacks their sum. */
function faintSeries(
  faint: readonly PanelLine[],
  { isStacked, beforeText, isOneOfMany, t }: Omit<Drawn, 'lines' | 'faint'> & { isOneOfMany: boolean },
): readonly ChartSeries[] {
  const [first] = faint
  if (first === undefined) return []
  if (!isStacked) {
    return faint.map((line) => ({
      id: `${line.id} before`,
      label: headOf(lineText(t, line, isOneOfMany), true, beforeText),
      ink: line.ink,
      points: line.points,
      isFaint: true,
    }))
  }
  const points = first.points.map((_, i) => {
    const known = faint.flatMap(({ points: own }) => own[i] ?? [])
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0)
  })
  return [{ id: 'before', label: beforeText, ink: 'neutral', points, isFaint: true }]
}
