import { useMemo, useState } from 'react'
import { idleOf } from '../../model/idle.ts'
import type { SkeletonSpan } from '../../model/skeleton-span.ts'
import type { SpanTree } from '../../model/tree.ts'
import { fullWindow, readZoom, type TimeWindow, writeZoom, zoom } from '../../model/waterfall.ts'
import { useSteady } from '../use-steady.ts'

/** Which part of the time is drawn, and whether idle time is cut short: as the address says it. */
export interface LaneView {
  readonly zoom?: string | undefined
  readonly idle?: string | undefined
}

export interface Lane {
  readonly full: TimeWindow
  readonly window: TimeWindow
  readonly onWindow: (window: TimeWindow) => void
  /** By a factor around a moment; undefined shows the whole trace. */
  readonly zoomBy: (factor: number | undefined, aroundNs: number | undefined) => void
  /** Share of the trace that is idle, when there is enough of it to cut. */
  readonly idleShare: number | undefined
  readonly isShort: boolean
  readonly onShort: (isShort: boolean) => void
}

interface LaneOptions {
  readonly spans: readonly SkeletonSpan[]
  readonly tree: SpanTree
  readonly nowNs: number
  /** False while no lane is drawn, or spans are still coming. */
  readonly isWhole: boolean
  readonly view: LaneView
  /** Without it the page keeps the view to itself. */
  readonly onView: ((change: LaneView) => void) | undefined
}

/** The lane of time: its window, zoom, and idle time. */
export function useLane({ spans, tree, nowNs, isWhole, view, onView }: LaneOptions): Lane {
  const [own, setOwn] = useState<LaneView>({})
  const seen = onView === undefined ? own : view
  const change = useSteady(onView ?? ((next: LaneView) => setOwn((before) => ({ ...before, ...next }))))
  const idle = useMemo(() => (isWhole ? idleOf(tree, spans, nowNs) : undefined), [isWhole, tree, spans, nowNs])
  const isShort = seen.idle === 'short' && idle !== undefined
  const full = useMemo(() => {
    const whole = fullWindow(spans, nowNs)
    return isShort ? { ...whole, breaks: idle.breaks } : whole
  }, [spans, nowNs, isShort, idle])
  return useMemo(() => {
    const window = readZoom(seen.zoom, full) ?? full
    const onWindow = (next: TimeWindow) => change({ zoom: next === full ? undefined : writeZoom(next) })
    return {
      full,
      window,
      onWindow,
      zoomBy(factor, aroundNs = window.fromNs) {
        onWindow(factor === undefined ? full : zoom(window, full, { factor, aroundNs }))
      },
      idleShare: idle?.share,
      isShort,
      onShort: (short) => change({ idle: short ? 'short' : undefined }),
    }
  }, [seen.zoom, full, idle, isShort, change])
}
