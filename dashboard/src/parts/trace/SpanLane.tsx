import clsx from 'clsx'
import type { CSSProperties } from 'react'
import type { Piece } from '../../model/critical-path.ts'
import type { SkeletonSpan } from '../../model/skeleton-span.ts'
import { type Bar, percentAt, type TimeWindow } from '../../model/waterfall.ts'
import { kindLook } from '../kind.tsx'

interface LaneBarProps {
  readonly span: SkeletonSpan
  readonly bar: Bar
  /** Stands beside the bar. */
  readonly label: string
}

/** A span in its lane of time: bar, time to the first token, and its numbers. */
export function LaneBar({ span, bar, label }: LaneBarProps) {
  const look = kindLook(span.kind)
  if (bar.isOutside) return null
  const place = { insetInlineStart: `${bar.startPercent}%`, inlineSize: `${bar.widthPercent}%` }
  return (
    <>
      {bar.shape === 'instant' ? (
        <span
          className={clsx('ink absolute top-1/2 size-2 -translate-x-1/2 -translate-y-1/2 rotate-45', look.bar)}
          style={{ insetInlineStart: place.insetInlineStart }}
        />
      ) : (
        <span
          className={clsx(
            'ink absolute top-1/2 h-3 min-w-[2px] -translate-y-1/2 rounded-[2px]',
            look.bar,
            bar.shape === 'open' && 'border-running border-e-4 border-dashed',
            bar.isInverted && 'opacity-50',
          )}
          style={place}
        >
          {span.ttftNs !== null && span.endNs !== null && span.endNs > span.startNs && (
            <span
              className="absolute inset-y-0 start-0 border-bg border-e bg-bg/55"
              style={{ inlineSize: `${Math.min(100, (span.ttftNs / (span.endNs - span.startNs)) * 100)}%` }}
            />
          )}
        </span>
      )}
      <bdi
        className={clsx(
          'pointer-events-none absolute top-1/2 -translate-y-1/2 truncate text-2xs text-muted tabular-nums',
          labelSide(bar) === 'over' && 'rounded-control bg-bg px-1',
        )}
        style={labelPlace(bar)}
      >
        {label}
      </bdi>
    </>
  )
}

interface LaneMarksProps {
  readonly span: SkeletonSpan
  readonly pieces: readonly Piece[] | undefined
  readonly window: TimeWindow
  readonly parentEndNs: number | null
}

/** On the bar: the critical path as a line with a halo, and a notch where the parent was over already. */
export function LaneMarks({ span, pieces, window, parentEndNs }: LaneMarksProps) {
  const isLate = parentEndNs !== null && span.endNs !== null && span.endNs > parentEndNs && span.startNs < parentEndNs
  return (
    <>
      {pieces?.map((piece) => {
        const from = percentAt(window, piece.fromNs)
        const to = percentAt(window, piece.toNs)
        if (to <= from) return null
        return (
          <span
            key={piece.fromNs}
            data-path=""
            className="ink pointer-events-none absolute top-1/2 h-0.5 -translate-y-1/2 bg-fg shadow-[0_0_0_1px_var(--bg)]"
            style={{ insetInlineStart: `${from}%`, inlineSize: `${to - from}%` }}
          />
        )
      })}
      {isLate && (
        <span
          className="ink pointer-events-none absolute inset-y-1 w-0.5 bg-warning-mark"
          style={{ insetInlineStart: `${percentAt(window, parentEndNs)}%` }}
        />
      )}
    </>
  )
}

/** Beside the bar where there is room, after it or before it; a bar that fills the lane carries its label on a plate. */
function labelSide(bar: Bar): 'after' | 'before' | 'over' {
  if (bar.startPercent + bar.widthPercent < 62) return 'after'
  return bar.startPercent > 38 ? 'before' : 'over'
}

/**
 * No wider than the room it has: cut at its end, never at its first digit. The lane runs left to right whatever the label
 * is written in, and a logical inset would follow the label.
 */
function labelPlace(bar: Bar): CSSProperties {
  const side = labelSide(bar)
  const end = bar.startPercent + bar.widthPercent
  const within = (percent: number) => `calc(${percent}% - 6px)`
  if (side === 'after') return { left: `calc(${end}% + 6px)`, maxWidth: within(100 - end) }
  if (side === 'before') return { right: `calc(${100 - bar.startPercent}% + 6px)`, maxWidth: within(bar.startPercent) }
  return { right: `calc(${100 - end}% + 6px)`, maxWidth: within(end) }
}
