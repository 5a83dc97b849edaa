// The only file that draws with Recharts: stacked bars, stacked areas or lines over time. Always left to right.
import { type ReactNode, useMemo, useRef, useState } from 'react'
import {
  Area,
  Bar,
  CartesianGrid,
  ComposedChart,
  Line,
  Rectangle,
  type RectangleProps,
  ReferenceArea,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { usePreferences } from '../preferences.ts'
import { useFormat } from '../use-format.ts'
import { ChartTooltip } from './ChartTooltip.tsx'
import { placeBetween, SharedCrosshair } from './Crosshair.tsx'
import { colourOf, dashOf, variantOf } from './palette.ts'
import { type ChartInput, type ChartSeries, prepareChart, sureKey } from './prepare.ts'
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
  onZoom?: (firstBucket: number, lastBucket: number) => void
}

type Pointer = { activeTooltipIndex?: number | string | null | undefined }
const bucketOf = (pointer: Pointer): number | undefined => {
  const index = Number(pointer.activeTooltipIndex ?? Number.NaN)
  return Number.isInteger(index) ? index : undefined
}

export function TimeChart({ title, shape, kind, input, widthPx, heightPx, onPick, hrefOf, onZoom }: TimeChartProps) {
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

  const finish = () => {
    if (drag === undefined) return
    const [first, last] = [Math.min(drag.first, drag.last), Math.max(drag.first, drag.last)]
    setDrag(undefined)
    if (first === last) onPick?.(first, hovered.current)
    else onZoom?.(first, last)
  }
  return (
    <div dir="ltr" className={onPick ? 'relative cursor-pointer select-none' : 'relative select-none'}>
      <SharedCrosshair placeOf={(at) => placeBetween(chart.domain, at)} leftPx={AXIS_PX} rightPx={EDGE_PX} />
      <ComposedChart
        width={widthPx}
        height={heightPx}
        data={chart.rows as { at: number }[]}
        margin={{ top: 8, right: EDGE_PX, bottom: 0, left: 0 }}
        barSize={Math.max(1, Math.floor(((widthPx - AXIS_PX - EDGE_PX) / Math.max(1, input.starts.length)) * 0.8))}
        title={title}
        onMouseDown={(pointer: Pointer, event) => {
          const bucket = isPlain(event) ? bucketOf(pointer) : undefined
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
          width={AXIS_PX}
          type="number"
          domain={[0, chart.yMax]}
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
            sureLonely={chart.unsure.has(series.id) ? (chart.lonely.get(sureKey(series.id)) ?? NONE) : undefined}
            onHover={(id) => {
              hovered.current = id
            }}
            hrefOf={hrefOf === undefined ? undefined : (bucket) => hrefOf(bucket, series.id)}
          />
        ))}
      </ComposedChart>
    </div>
  )
}

/** Between the edges of the drawing and what is drawn; on the left as much as beside a heatmap. */
const AXIS_PX = 72
const EDGE_PX = 8
const AXIS_TEXT = { fill: 'var(--fg-muted)', fontSize: 11 }
const NONE: ReadonlySet<number> = new Set()

type MarksProps = {
  shape: TimeChartProps['shape']
  series: ChartSeries
  lonely: ReadonlySet<number>
  /** Of a line that is pale where few stand behind it: the lonely points of the rest. */
  sureLonely: ReadonlySet<number> | undefined
  onHover: (id: string | undefined) => void
  hrefOf: ((bucket: number) => string | undefined) | undefined
}

function Marks({ shape, series, lonely, sureLonely, onHover, hrefOf }: MarksProps) {
  const { id, ink, isFaint = false } = series
  const common = { dataKey: id, name: series.label, isAnimationActive: false } as const
  const hover = { onMouseEnter: () => onHover(id), onMouseLeave: () => onHover(undefined) }
  const linked = isFaint ? undefined : hrefOf
  if (shape === 'bars' && !isFaint) {
    const bar = (props: RectangleProps & { index?: number }) => (
      <MarkLink href={linked?.(props.index ?? -1)} label={series.label}>
        <Rectangle {...props} />
      </MarkLink>
    )
    return (
      <Bar {...common} {...hover} stackId="all" fill={fillOf(ink)} {...(linked === undefined ? {} : { shape: bar })} />
    )
  }
  const dot = ({ cx, cy, index = -1 }: { cx?: number; cy?: number; index?: number }) => {
    const isLonely = lonely.has(index)
    if (cy === undefined || cy === null || (!isLonely && linked === undefined)) return <g key={index} />
    return (
      <MarkLink key={index} href={linked?.(index)} label={series.label}>
        {linked !== undefined && <circle cx={cx} cy={cy} r={6} fill="transparent" {...hover} />}
        {isLonely && (
          <circle
            cx={cx}
            cy={cy}
            r={2.5}
            fill={sureLonely === undefined ? colourOf(ink) : paleOf(ink)}
            pointerEvents="none"
          />
        )}
      </MarkLink>
    )
  }
  const line = {
    type: 'linear',
    stroke: colourOf(ink),
    strokeWidth: 1.75,
    connectNulls: false,
    ...(isFaint ? { strokeOpacity: 0.55, strokeDasharray: '2 3' } : {}),
  } as const
  const dash = isFaint || dashOf(ink) === undefined ? {} : { strokeDasharray: dashOf(ink) as string }
  const dots = lonely.size > 0 || linked !== undefined ? dot : false
  if (shape === 'areas' && !isFaint) {
    return <Area {...common} {...hover} {...line} stackId="all" fill={fillOf(ink)} fillOpacity={0.7} dot={dots} />
  }
  const own = <Line {...common} {...line} {...dash} dot={dots} activeDot={isFaint ? false : ACTIVE_DOT} />
  if (sureLonely === undefined) return own
  const sureDot = ({ cx, cy, index = -1 }: { cx?: number; cy?: number; index?: number }) =>
    sureLonely.has(index) && typeof cy === 'number' ? (
      <circle key={index} cx={cx} cy={cy} r={2.5} fill={colourOf(ink)} pointerEvents="none" />
    ) : (
      <g key={index} />
    )
  return (
    <>
      <Line {...common} {...line} {...dash} stroke={paleOf(ink)} dot={dots} activeDot={ACTIVE_DOT} />
      <Line
        {...common}
        {...line}
        {...dash}
        dataKey={sureKey(id)}
        dot={sureLonely.size > 0 ? sureDot : false}
        activeDot={false}
        style={{ pointerEvents: 'none' }}
      />
    </>
  )
}

/** A mark that can be opened elsewhere; a plain click stays with the chart, which knows a click from a drag. The keyboard has the table. */
function MarkLink({ href, label, children }: { href: string | undefined; label: string; children: ReactNode }) {
  if (href === undefined) return <g>{children}</g>
  return (
    <a
      href={href}
      aria-label={label}
      tabIndex={-1}
      draggable={false}
      onDragStart={(event) => event.preventDefault()}
      onClick={(event) => isPlain(event) && event.preventDefault()}
    >
      {children}
    </a>
  )
}

/** The first button alone: with a modifier or another button the browser has its own way with links. */
const isPlain = ({
  button,
  ctrlKey,
  metaKey,
  shiftKey,
}: Pick<MouseEvent, 'button' | 'ctrlKey' | 'metaKey' | 'shiftKey'>) => button === 0 && !ctrlKey && !metaKey && !shiftKey

const ACTIVE_DOT = { r: 4, pointerEvents: 'none' } as const
/** Mostly grey; the rest still tells lines apart. */
const paleOf = (ink: ChartSeries['ink']) => `color-mix(in oklab, ${colourOf(ink)} 30%, var(--border-control))`

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
