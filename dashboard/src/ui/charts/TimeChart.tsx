// Stacked bars, stacked areas or lines over time, drawn with Recharts. Always left to right.
import { useMemo, useRef, useState } from 'react'
import { CartesianGrid, ComposedChart, ReferenceArea, Tooltip, XAxis, YAxis } from 'recharts'
import { usePreferences } from '../preferences.ts'
import { useFormat } from '../use-format.ts'
import { zoneOffsetMs } from '../zone.ts'
import { type ChartLandmark, ChartLandmarks } from './ChartLandmarks.tsx'
import { ChartTooltip } from './ChartTooltip.tsx'
import { placeBetween, SharedCrosshair } from './Crosshair.tsx'
import { Band, Marks, Patterns } from './Marks.tsx'
import { PinnedMoment, usePinned } from './PinnedMoment.tsx'
import { isPlainPress } from './plain-press.ts'
import { type ChartInput, prepareChart, sureKey } from './prepare.ts'
import { AXIS_TEXT, PartialBuckets, TimeLabel, type TimeLabelProps } from './TimeAxis.tsx'
import { formatTick, type ValueKind } from './value-format.ts'

export type TimeChartProps = {
  /** Read by screen readers: what the chart shows. */
  title: string
  shape: 'bars' | 'areas' | 'lines'
  kind: ValueKind
  input: ChartInput
  widthPx: number
  heightPx: number
  onPick?: (bucket: number, seriesId: string | undefined) => void
  /** Where a mark leads: it is then a link, for other tabs and the clipboard too. */
  hrefOf?: (bucket: number, seriesId: string) => string | undefined
  /** The same way in words, for a tooltip that stands. */
  wordsOf?: ((bucket: number, seriesId: string) => string) | undefined
  onZoom?: (firstBucket: number, lastBucket: number) => void
  landmarks?: readonly ChartLandmark[]
}

type Pointer = { activeTooltipIndex?: number | string | null | undefined }
const bucketOf = (pointer: Pointer): number | undefined => {
  const index = Number(pointer.activeTooltipIndex ?? Number.NaN)
  return Number.isInteger(index) ? index : undefined
}

export function TimeChart(props: TimeChartProps) {
  const { title, shape, kind, input, widthPx, heightPx, onPick, hrefOf, wordsOf, onZoom, landmarks = [] } = props
  const format = useFormat()
  const { timeZone } = usePreferences()
  const chart = useMemo(() => {
    return prepareChart(input, widthPx, (at) => zoneOffsetMs(timeZone, at))
  }, [input, widthPx, timeZone])
  const [drag, setDrag] = useState<{ first: number; last: number }>()
  const [isDismissed, setDismissed] = useState(false)
  const hovered = useRef<string | undefined>(undefined)
  /** Where the tooltip stands. */
  const shown = useRef<number | undefined>(undefined)
  const root = useRef<HTMLDivElement>(null)
  const pin = usePinned(input, hrefOf !== undefined && wordsOf !== undefined)

  const long = chart.domain[1] - chart.domain[0] > 2 * 86_400_000
  const tickText = (at: number) => (long ? format.day(new Date(at)) : format.clock(new Date(at)))

  const finish = () => {
    if (drag === undefined) return
    const [first, last] = [Math.min(drag.first, drag.last), Math.max(drag.first, drag.last)]
    setDrag(undefined)
    if (first !== last) onZoom?.(first, last)
    // Beside the marks of many lines it is not said which of them is meant.
    else if (hovered.current === undefined && input.series.length > 1 && hrefOf !== undefined) pin.at(first)
    else onPick?.(first, hovered.current)
  }
  return (
    // Escape puts the tooltip away, and whatever moves it next brings it back. Enter lets it stand.
    // biome-ignore lint/a11y/noStaticElementInteractions: the chart inside has the focus and the role
    <div
      ref={root}
      dir="ltr"
      onKeyDown={({ key, target }) => {
        if (key === 'Enter' && target instanceof SVGElement && shown.current !== undefined) pin.at(shown.current)
        setDismissed(key === 'Escape')
      }}
      className={onPick ? 'relative cursor-pointer select-none' : 'relative select-none'}
    >
      <SharedCrosshair placeOf={(at) => placeBetween(chart.domain, at)} leftPx={AXIS_PX} rightPx={EDGE_PX} />
      <ComposedChart
        width={widthPx}
        height={heightPx}
        data={chart.rows as { at: number }[]}
        margin={{ top: 8, right: EDGE_PX, bottom: 0, left: 0 }}
        barSize={Math.max(1, Math.floor(((widthPx - AXIS_PX - EDGE_PX) / Math.max(1, input.starts.length)) * 0.8))}
        title={title}
        onMouseDown={(pointer: Pointer, event) => {
          const bucket = isPlainPress(event) ? bucketOf(pointer) : undefined
          if (bucket !== undefined) setDrag({ first: bucket, last: bucket })
        }}
        onMouseMove={(pointer: Pointer) => {
          const bucket = bucketOf(pointer)
          if (isDismissed) setDismissed(false)
          if (drag !== undefined && bucket !== undefined && bucket !== drag.last) setDrag({ ...drag, last: bucket })
        }}
        onMouseUp={finish}
        onMouseLeave={() => setDrag(undefined)}
      >
        <Patterns series={input.series} />
        <CartesianGrid vertical={false} stroke="var(--border)" />
        <XAxis
          dataKey="at"
          type="number"
          domain={[...chart.domain]}
          ticks={[...chart.xTicks]}
          interval={0}
          tick={(tick: Omit<TimeLabelProps, 'textOf' | 'widthPx'>) => (
            <TimeLabel {...tick} textOf={tickText} widthPx={widthPx} />
          )}
          stroke="var(--border-control)"
        />
        <YAxis
          width={AXIS_PX}
          type="number"
          scale={input.isLog === true ? 'log' : 'linear'}
          domain={[chart.yMin, chart.yMax]}
          ticks={[...chart.yTicks]}
          interval={0}
          tickFormatter={(value: number) => formatTick(format, kind, value)}
          tick={AXIS_TEXT}
          axisLine={false}
          tickLine={false}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: 'var(--hover)', stroke: 'var(--border-control)' }}
          content={({ active, activeIndex }) => {
            shown.current = active && !isDismissed ? Number(activeIndex) : undefined
            return active && drag === undefined && !isDismissed && pin.bucket === undefined ? (
              <ChartTooltip input={input} bucket={Number(activeIndex)} kind={kind} />
            ) : null
          }}
        />
        {drag !== undefined && drag.first !== drag.last && (
          <ReferenceArea
            x1={input.starts[Math.min(drag.first, drag.last)] ?? 0}
            x2={input.ends[Math.max(drag.first, drag.last)] ?? 0}
            fill="var(--accent)"
            fillOpacity={0.15}
          />
        )}
        <PartialBuckets {...input} />
        {input.series.map((series) => series.band !== undefined && <Band key={series.id} series={series} />)}
        {input.series.map((series) => (
          <Marks
            key={series.id}
            shape={shape}
            series={series}
            lonely={chart.lonely.get(series.id) ?? NONE}
            sureLonely={chart.unsure.has(series.id) ? (chart.lonely.get(sureKey(series.id)) ?? NONE) : undefined}
            onHover={(id) => {
              hovered.current = id
            }}
            hrefOf={hrefOf === undefined ? undefined : (bucket) => hrefOf(bucket, series.id)}
          />
        ))}
        <ChartLandmarks landmarks={landmarks} domain={chart.domain} />
      </ComposedChart>
      {pin.bucket !== undefined && hrefOf !== undefined && wordsOf !== undefined && (
        <PinnedMoment
          input={input}
          bucket={pin.bucket}
          kind={kind}
          place={placeBetween(chart.domain, input.starts[pin.bucket] ?? 0) ?? 0}
          leftPx={AXIS_PX}
          rightPx={EDGE_PX}
          hrefOf={hrefOf}
          wordsOf={wordsOf}
          onFollow={(bucket, series) => onPick?.(bucket, series)}
          onClose={() => {
            pin.off()
            root.current?.querySelector<SVGElement>('svg.recharts-surface')?.focus()
          }}
        />
      )}
    </div>
  )
}

/** Between the edges of the drawing and what is drawn; on the left as much as beside a heatmap. */
const AXIS_PX = 72
const EDGE_PX = 8
const NONE: ReadonlySet<number> = new Set()
