import { useQuery } from '@tanstack/react-query'
import { joined } from '@vitrine/schemas/boards'
import { lazy, Suspense, useMemo, useState } from 'react'
import { heatmapPanelQuery } from '../../api/board-queries.ts'
import { linkOf } from '../../model/boards/drill-down.ts'
import { type Box, boxFilter, boxWindow, levelsFilter } from '../../model/boards/heat.ts'
import { kindOfMetric } from '../../model/boards/metric-kind.ts'
import { Button } from '../../ui/Button.tsx'
import type { HeatCell } from '../../ui/charts/Heatmap.tsx'
import { useWidth } from '../../ui/charts/use-width.ts'
import { formatValue } from '../../ui/charts/value-format.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { BoxFields } from './BoxFields.tsx'
import { requestsOf } from './board-view.ts'
import { HEATMAP_PX } from './body-height.ts'
import { useListLinks } from './ListLink.tsx'
import { PanelFrame, type PanelProps } from './PanelFrame.tsx'
import { frameOf } from './use-panel-answers.ts'

const Heatmap = lazy(() => import('../../ui/charts/Heatmap.tsx').then((module) => ({ default: module.Heatmap })))
const Differences = lazy(() => import('./Differences.tsx').then((module) => ({ default: module.Differences })))

/** How many runs lie where; a box that is drawn, or named by its bounds, asks what is different about it. */
export function HeatmapPanel(props: PanelProps) {
  const { panel, view } = props
  const { t } = useTranslation()
  const format = useFormat()
  const { now } = requestsOf(panel, view)
  const answer = useQuery({ ...heatmapPanelQuery(view.project, now), enabled: props.isSeen })
  const heat = answer.data
  const [box, setBox] = useState<Box>()
  const [ref, widthPx] = useWidth<HTMLDivElement>()
  const links = useListLinks(view.project)
  const kind = heat === undefined ? 'ns' : kindOfMetric(heat.metric, heat.unit)
  const cells = useMemo(() => (heat?.cells ?? []).map(([column, level, n]): HeatCell => ({ column, level, n })), [heat])
  const write = (value: string | number | null | undefined) =>
    formatValue(format, kind, value === null || value === undefined ? null : Number(value), '∞')
  const levelText = (level: number) =>
    `${write(heat?.levels[level])} – ${write(heat?.levels[level + 1] ?? heat?.level_end)}`
  const timeText = (column: number) => format.dayClock(new Date(startOf(heat?.buckets[column])))
  const targetOf = ({ column, level }: HeatCell) => {
    if (heat === undefined) return undefined
    const q = joined(heat.q, levelsFilter(heat, [level, level]))
    return linkOf({ q, scope: 'spans', isFirst: false }, boxWindow(heat, [column, column]), view.window)
  }
  const sorted = [...cells].sort((a, b) => a.column - b.column || a.level - b.level)
  const all = cells.reduce((sum, { n }) => sum + n, 0)
  return (
    <PanelFrame
      {...props}
      {...frameOf(now, answer)}
      isEmpty={cells.length === 0}
      unpriced={0}
      headline={[
        t('boards.heat', { count: all, n: format.number(all) }),
        heat !== undefined && heat.unknown > 0
          ? t('boards.heatUnknown', { n: format.number(heat.unknown) })
          : undefined,
        heat === undefined ? undefined : t(`boards.steps.${heat.step}`),
      ]}
      legend={[]}
      sheet={{
        head: [t('boards.time'), t('boards.level'), t('boards.spans')],
        rows: sorted.map((cell) => ({
          id: `${cell.column} ${cell.level}`,
          cells: [
            { text: timeText(cell.column), raw: new Date(startOf(heat?.buckets[cell.column])).toISOString() },
            { text: levelText(cell.level), raw: heat?.levels[cell.level] ?? null },
            { text: format.number(cell.n), raw: cell.n, target: targetOf(cell) },
          ],
        })),
        isNewestFirst: true,
      }}
    >
      <div ref={ref} className="flex min-h-60 flex-col gap-2">
        {heat !== undefined && widthPx > 0 && (
          <Suspense fallback={<Skeleton className="h-60" />}>
            <Heatmap
              title={props.title}
              kind={kind}
              starts={heat.buckets.map(startOf)}
              ends={heat.bucket_ends.map(startOf)}
              levels={heat.levels.map(Number)}
              cells={cells}
              selected={box}
              widthPx={widthPx}
              heightPx={HEATMAP_PX * (panel.height ?? 1)}
              textOf={(cell) =>
                t('boards.heatCell', {
                  count: cell.n,
                  n: format.number(cell.n),
                  level: levelText(cell.level),
                  time: timeText(cell.column),
                })
              }
              hrefOf={(cell) => {
                const target = targetOf(cell)
                return target === undefined ? '' : links.hrefOf(target)
              }}
              onFollow={(cell) => {
                const target = targetOf(cell)
                if (target !== undefined) links.follow(target)
              }}
              onSelect={setBox}
            />
          </Suspense>
        )}
        {heat !== undefined && heat.levels.length > 0 && (
          <BoxFields
            box={box}
            columns={heat.buckets.map((_, column) => timeText(column))}
            levels={heat.levels.map((level) => write(level))}
            onChange={setBox}
          />
        )}
        {heat !== undefined && box !== undefined && (
          <>
            <p className="flex flex-wrap items-center gap-2">
              <Button
                size="small"
                onPress={() => {
                  const q = joined(heat.q, levelsFilter(heat, box.levels))
                  const target = linkOf(
                    { q, scope: 'spans', isFirst: false },
                    boxWindow(heat, box.columns),
                    view.window,
                  )
                  if (target !== undefined) links.follow(target)
                }}
              >
                {t('boards.openSelection')}
              </Button>
              <Button size="small" look="quiet" onPress={() => setBox(undefined)}>
                {t('boards.dropSelection')}
              </Button>
            </p>
            <Suspense fallback={<Skeleton className="h-40" />}>
              <Differences view={view} q={heat.q} selection={boxFilter(heat, box)} />
            </Suspense>
          </>
        )}
      </div>
    </PanelFrame>
  )
}

const startOf = (ns: string | undefined) => Number(BigInt(ns ?? '0') / 1_000_000n)
