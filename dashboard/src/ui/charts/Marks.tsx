// What a chart over time is made of: bars, areas, lines and their points, each a link where it leads somewhere.
import type { ReactNode } from 'react'
import { Area, Bar, Line, Rectangle, type RectangleProps } from 'recharts'
import { colourOf, dashOf, variantOf } from './palette.ts'
import { isPlainPress } from './plain-press.ts'
import { bandKey, type ChartSeries, sureKey } from './prepare.ts'

type MarksProps = {
  shape: 'bars' | 'areas' | 'lines'
  series: ChartSeries
  lonely: ReadonlySet<number>
  /** Of a line that is pale where few stand behind it: the lonely points of the rest. */
  sureLonely: ReadonlySet<number> | undefined
  onHover: (id: string | undefined) => void
  hrefOf: ((bucket: number) => string | undefined) | undefined
}

export function Marks({ shape, series, lonely, sureLonely, onHover, hrefOf }: MarksProps) {
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
      onClick={(event) => isPlainPress(event) && event.preventDefault()}
    >
      {children}
    </a>
  )
}

const ACTIVE_DOT = { r: 4, pointerEvents: 'none' } as const
/** Mostly grey; the rest still tells lines apart. */
const paleOf = (ink: ChartSeries['ink']) => `color-mix(in oklab, ${colourOf(ink)} 30%, var(--border-control))`

function fillOf(ink: ChartSeries['ink']): string {
  return variantOf(ink) === 0 || typeof ink === 'string' ? colourOf(ink) : `url(#${patternId(ink.slot, ink.variant)})`
}

const patternId = (slot: number, variant: number) => `hatch-${slot}-${variant}`

/** Things that share a colour in one chart are told apart by hatching. */
export function Patterns({ series }: { series: readonly ChartSeries[] }) {
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

/** Where most of what a line is the mean of lies. */
export function Band({ series: { id, ink } }: { series: ChartSeries }) {
  return (
    <Area
      dataKey={bandKey(id)}
      type="linear"
      stroke="none"
      fill={colourOf(ink)}
      fillOpacity={0.16}
      connectNulls={false}
      dot={false}
      activeDot={false}
      isAnimationActive={false}
      tooltipType="none"
      style={{ pointerEvents: 'none' }}
    />
  )
}
