// Moments that charts mark across their lines: a flag on top that leads somewhere, and a thin line down.
import { ReferenceLine } from 'recharts'
import { LANDMARK_COLOURS, type LandmarkLook, LandmarkShape } from './LandmarkShape.tsx'
import { isPlainPress } from './plain-press.ts'

export type ChartLandmark = {
  readonly id: string
  readonly atMs: number
  readonly look: LandmarkLook
  readonly label: string
  readonly href: string
  readonly onFollow: () => void
}

/** Within the bounds of the axis. The keyboard has them in words, beside the charts. */
export function ChartLandmarks({
  landmarks,
  domain: [first, last],
}: {
  landmarks: readonly ChartLandmark[]
  domain: readonly [number, number]
}) {
  return landmarks
    .filter(({ atMs }) => atMs >= first && atMs <= last)
    .map((landmark) => (
      <ReferenceLine
        key={landmark.id}
        x={landmark.atMs}
        stroke={LANDMARK_COLOURS[landmark.look]}
        strokeOpacity={0.6}
        strokeDasharray="2 3"
        label={({ viewBox }: { viewBox?: { x?: number; y?: number } }) => (
          <Flag landmark={landmark} x={viewBox?.x ?? 0} y={viewBox?.y ?? 0} />
        )}
      />
    ))
}

function Flag({ landmark: { look, label, href, onFollow }, x, y }: { landmark: ChartLandmark; x: number; y: number }) {
  return (
    <a
      href={href}
      aria-label={label}
      tabIndex={-1}
      draggable={false}
      data-landmark={look}
      // The chart below takes a press for the start of a drag.
      onMouseDown={(event) => event.stopPropagation()}
      onMouseUp={(event) => event.stopPropagation()}
      onClick={(event) => {
        if (!isPlainPress(event)) return
        event.preventDefault()
        onFollow()
      }}
    >
      <title>{label}</title>
      <g transform={`translate(${x} ${y - 2})`}>
        <rect x={-8} y={-6} width={16} height={14} fill="transparent" />
        <LandmarkShape look={look} />
      </g>
    </a>
  )
}
