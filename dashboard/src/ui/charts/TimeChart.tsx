// The only file that draws with Recharts: stacked bars, stacked areas or lines over time. Always left to right.
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  Area,
  AreaChart,
  Bar,
  BarChart,
  CartesianGrid,
  Line,
  LineChart,
  ReferenceArea,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { usePreferences } from '../preferences.ts'
import { useFormat } from '../use-format.ts'
import { ChartTooltip } from './ChartTooltip.tsx'
import { colourOf, dashOf, variantOf } from './palette.ts'
import { type ChartInput, type ChartSeries, prepareChart } from './prepare.ts'
import { formatValue, type ValueKind } from './value-format.ts'

export type TimeChartProps = {
  /** Read by screen readers: what the chart shows. */
  title: string
  shape: 'bars' | 'areas' | 'lines'
  kind: ValueKind
  input: ChartInput
  widthPx: number
  heightPx: number
  onPick?: (bucket: number, seriesId: string | undefined) => void
  onZoom?: (firstBucket: number, lastBucket: number) => void
}

const CHARTS = { bars: BarChart, areas: AreaChart, lines: LineChart }

type Pointer = { activeTooltipIndex?: number | string | null | undefined }
const bucketOf = (pointer: Pointer): number | undefined => {
  const index = Number(pointer.activeTooltipIndex ?? Number.NaN)
  return Number.isInteger(index) ? index : undefined
}

export function TimeChart({ title, shape, kind, input, widthPx, heightPx, onPick, onZoom }: TimeChartProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { timeZone } = usePreferences()
  const chart = useMemo(() => {
    const offset = (at: number) => (timeZone === 'UTC' ? 0 : -new Date(at).getTimezoneOffset() * 60_000)
    return prepareChart(input, widthPx, offset)
  }, [input, widthPx, timeZone])
  const [drag, setDrag] = useState<{ first: number; last: number }>()
  const hovered = useRef<string | undefined>(undefined)

  const long = chart.domain[1] - chart.domain[0] > 2 * 86_400_000
  const tickText = (at: number) => (long ? format.day(new Date(at)) : format.clock(new Date(at)))
  const write = (value: number | null) => formatValue(format, kind, value, t('common.unknown'))
  const Chart = CHARTS[shape]

  const finish = () => {
    if (drag === undefined) return
    const [first, last] = [Math.min(drag.first, drag.last), Math.max(drag.first, drag.last)]
    setDrag(undefined)
    if (first === last) onPick?.(first, hovered.current)
    else onZoom?.(first, last)
  }
  return (
    <div dir="ltr" className={onPick ? 'cursor-pointer select-none' : 'select-none'}>
      <Chart
        width={widthPx}
        height={heightPx}
        data={chart.rows as { at: number }[]}
        margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
        barSize={Math.max(1, Math.floor(((widthPx - 72) / Math.max(1, input.starts.length)) * 0.8))}
        title={title}
        onMouseDown={(pointer: Pointer) => {
          const bucket = bucketOf(pointer)
          if (bucket !== undefined) setDrag({ first: bucket, last: bucket })
        }}
        onMouseMove={(pointer: Pointer) => {
          const bucket = bucketOf(pointer)
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
          tickFormatter={tickText}
          tick={AXIS_TEXT}
          stroke="var(--border-control)"
        />
        <YAxis
          width={64}
          type="number"
          domain={[0, chart.yMax]}
          ticks={[...chart.yTicks]}
          interval={0}
          tickFormatter={(value: number) => write(value)}
          tick={AXIS_TEXT}
          axisLine={false}
          tickLine={false}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: 'var(--hover)', stroke: 'var(--border-control)' }}
          content={({ active, activeIndex }) =>
            active && drag === undefined ? (
              <ChartTooltip input={input} bucket={Number(activeIndex)} kind={kind} />
            ) : null
          }
        />
        {drag !== undefined && drag.first !== drag.last && (
          <ReferenceArea
            x1={input.starts[Math.min(drag.first, drag.last)] ?? 0}
            x2={input.ends[Math.max(drag.first, drag.last)] ?? 0}
            fill="var(--accent)"
            fillOpacity={0.15}
          />
        )}
        {input.series.map((series) => (
          <Marks
            key={series.id}
            shape={shape}
            series={series}
            lonely={chart.lonely.get(series.id) ?? NONE}
            onHover={(id) => {
              hovered.current = id
            }}
          />
        ))}
      </Chart>
    </div>
  )
}

const AXIS_TEXT = { fill: 'var(--fg-muted)', fontSize: 11 }
const NONE: ReadonlySet<number> = new Set()

type MarksProps = {
  shape: TimeChartProps['shape']
  series: ChartSeries
  lonely: ReadonlySet<number>
  onHover: (id: string | undefined) => void
}

function Marks({ shape, series, lonely, onHover }: MarksProps) {
  const { id, ink } = series
  const common = { dataKey: id, name: series.label, isAnimationActive: false } as const
  const hover = { onMouseEnter: () => onHover(id), onMouseLeave: () => onHover(undefined) }
  if (shape === 'bars') return <Bar {...common} {...hover} stackId="all" fill={fillOf(ink)} />
  const dot = (props: { cx?: number; cy?: number; index?: number }) =>
    lonely.has(props.index ?? -1) && props.cy !== undefined ? (
      <circle key={props.index} cx={props.cx} cy={props.cy} r={2.5} fill={colourOf(ink)} />
    ) : (
      <g key={props.index} />
    )
  const line = { type: 'linear', stroke: colourOf(ink), strokeWidth: 1.75, connectNulls: false } as const
  const dash = dashOf(ink) === undefined ? {} : { strokeDasharray: dashOf(ink) as string }
  if (shape === 'areas')
    return <Area {...common} {...hover} {...line} stackId="all" fill={fillOf(ink)} fillOpacity={0.7} dot={false} />
  return <Line {...common} {...line} {...dash} dot={lonely.size > 0 ? dot : false} />
}

function fillOf(ink: ChartSeries['ink']): string {
  return variantOf(ink) === 0 || typeof ink === 'string' ? colourOf(ink) : `url(#${patternId(ink.slot, ink.variant)})`
}

const patternId = (slot: number, variant: number) => `hatch-${slot}-${variant}`

/** Things that share a colour in one chart are told apart by hatching. */
function Patterns({ series }: { series: readonly ChartSeries[] }) {
  const hatched = series.flatMap(({ ink }) => (typeof ink === 'string' || ink.variant === 0 ? [] : [ink]))
  return (
    <defs>
      {hatched.map((ink) => (
        <pattern
          key={patternId(ink.slot, ink.variant)}
          id={patternId(ink.slot, ink.variant)}
          width={6}
          height={6}
          patternUnits="userSpaceOnUse"
          patternTransform={`rotate(${ink.variant * 45})`}
        >
          <rect width={6} height={6} fill={colourOf(ink)} opacity={0.35} />
          <rect width={2} height={6} fill={colourOf(ink)} />
        </pattern>
      ))}
    </defs>
  )
}
