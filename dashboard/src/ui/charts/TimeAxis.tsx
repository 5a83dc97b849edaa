// What stands along the axis of time: its labels, and which buckets are no whole ones.
import { ReferenceArea } from 'recharts'
import type { ChartInput } from './prepare.ts'

/** Behind buckets that are cut by the window or not over yet: what they hold is no whole. */
export function PartialBuckets({ starts, ends, partial }: Pick<ChartInput, 'starts' | 'ends' | 'partial'>) {
  return starts.flatMap((start, bucket) =>
    partial[bucket] === true ? (
      <ReferenceArea key={start} x1={start} x2={ends[bucket] ?? start} fill="var(--fg-muted)" fillOpacity={0.12} />
    ) : (
      []
    ),
  )
}

export type TimeLabelProps = {
  x?: number | string
  y?: number | string
  payload?: { value?: number | string }
  textOf: (atMs: number) => string
  widthPx: number
}

/** Half of the widest label. */
const EDGE_PX = 24
export const AXIS_TEXT = { fill: 'var(--fg-muted)', fontSize: 11 }

/** Under its tick, and beside it at the edge, where half of it would be cut off. */
export function TimeLabel({ x, y, payload, textOf, widthPx }: TimeLabelProps) {
  const isCut = Number(x) + EDGE_PX > widthPx
  return (
    <text x={isCut ? widthPx : x} y={y} dy="0.71em" textAnchor={isCut ? 'end' : 'middle'} {...AXIS_TEXT}>
      {textOf(Number(payload?.value))}
    </text>
  )
}
