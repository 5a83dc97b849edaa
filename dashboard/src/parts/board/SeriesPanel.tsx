import { lazy, Suspense, useMemo, useState } from 'react'
import { seriesPanelQuery } from '../../api/board-queries.ts'
import { type Bucket, linkOf } from '../../model/boards/drill-down.ts'
import { isStackable, mayBeLog } from '../../model/boards/metric-kind.ts'
import { bandLines, type PanelLine, panelLines, sharesOf, unpricedIn } from '../../model/boards/panel-lines.ts'
import { Legend } from '../../ui/charts/Legend.tsx'
import { colourOf } from '../../ui/charts/palette.ts'
import { useWidth } from '../../ui/charts/use-width.ts'
import { formatValue } from '../../ui/charts/value-format.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { ToggleButton } from '../../ui/ToggleButton.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { CHART_PX, LARGE_CHART_PX } from './body-height.ts'
import { useListLinks } from './ListLink.tsx'
import { PanelFrame, type PanelProps } from './PanelFrame.tsx'
import { chartInput, headOf } from './series-input.ts'
import { behindText, lineText } from './texts.ts'
import { useChartLandmarks } from './use-landmarks.ts'
import { usePanelAnswers } from './use-panel-answers.ts'

const TimeChart = lazy(() => import('../../ui/charts/TimeChart.tsx').then((module) => ({ default: module.TimeChart })))
const NOTHING = { series: [] }

/** Lines, areas or bars over time. */
export function SeriesPanel(props: PanelProps) {
  const { panel, view } = props
  const { t } = useTranslation()
  const format = useFormat()
  const { answer, held, isHeld, frame } = usePanelAnswers(props, seriesPanelQuery)
  const before = isHeld ? held : answer?.compare
  const isShared = panel.share === true && panel.chart !== 'lines'
  const { lines, faint, bands } = useMemo(() => {
    const read = (block: Parameters<typeof panelLines>[1] | undefined) => {
      const own = block === undefined ? [] : panelLines(panel, block)
      return isShared ? sharesOf(own) : own
    }
    const own = read(answer)
    return { lines: own, faint: read(before), bands: bandLines(panel, answer ?? NOTHING, own) }
  }, [answer, before, panel, isShared])
  const [chosenLog, setLog] = useState<boolean>()
  const isLog = panel.chart === 'lines' && (chosenLog ?? panel.scale === 'log')
  const isOneOfMany = panel.query.metrics.length > 1
  const kind = lines[0]?.kind ?? 'count'
  const isStacked = panel.chart !== 'lines' && (isShared || isStackable(kind))
  const beforeText = view.releases === undefined ? t('boards.before') : view.releases[1]
  const input =
    answer === undefined ? undefined : chartInput(answer, { lines, faint, bands, isStacked, isLog, beforeText, t })
  const unpriced = answer === undefined ? 0 : unpricedIn(panel, answer)
  const links = useListLinks(view.project)
  const landmarks = useChartLandmarks(view.project, view.landmarks)
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
  const shown = lines.filter(({ isOther, values }) => values !== undefined && !isOther).length
  const hidden = lines.some(({ isOther }) => isOther) ? (answer?.groups ?? 0) - shown : 0
  const isEmpty = lines.every(({ points }) => points.every((point) => point === null))
  const columns = [...lines, ...[...bands.values()].flat(), ...faint]
  const isBefore = (column: number) => column >= columns.length - faint.length
  const word = (value: number | null, line: PanelLine) => formatValue(format, line.kind, value, t('boards.unknown'))
  return (
    <PanelFrame
      {...props}
      {...frame}
      isEmpty={isEmpty}
      unpriced={unpriced}
      tools={
        panel.chart === 'lines' && mayBeLog(kind) ? (
          <ToggleButton isSelected={isLog} onChange={setLog} label={t('boards.logOf', { title: props.title })}>
            {t('boards.log')}
          </ToggleButton>
        ) : undefined
      }
      headline={[
        lines.length === 1 && lines[0] !== undefined ? word(lines[0].total, lines[0]) : undefined,
        answer === undefined ? undefined : t(`boards.steps.${answer.step}`),
        hidden > 0
          ? t('boards.groupsShown', { shown: format.number(shown), all: format.number(shown + hidden) })
          : undefined,
        faint.length === 0 ? undefined : t('boards.pale', { before: beforeText }),
      ]}
      legend={lines.map((line) => ({ label: lineText(t, line, isOneOfMany), colour: colourOf(line.ink) }))}
      sheet={{
        head: [
          t('boards.time'),
          ...columns.map((line, i) => headOf(lineText(t, line, isOneOfMany), isBefore(i), beforeText)),
        ],
        rows: (input?.starts ?? []).map((start, bucket) => ({
          id: String(start),
          cells: [
            { text: format.dayClock(new Date(start)), raw: new Date(start).toISOString() },
            ...columns.map((line, i) => ({
              text: word(line.points[bucket] ?? null, line),
              raw: line.points[bucket] ?? null,
              target: isBefore(i) ? undefined : targetOf(line, bucket),
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
              landmarks={landmarks}
              widthPx={widthPx}
              heightPx={props.isLarge === true ? LARGE_CHART_PX : CHART_PX * (panel.height ?? 1)}
              hrefOf={(bucket, id) => {
                const target = targetOf(lineNamed(id), bucket)
                return target === undefined ? undefined : links.hrefOf(target)
              }}
              wordsOf={(bucket, id) => {
                const line = lineNamed(id)
                const target = targetOf(line, bucket)
                const count = line?.n?.[bucket] ?? (line?.kind === 'count' ? line.points[bucket] : undefined)
                return target === undefined ? '' : behindText(t, format, target, count)
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
