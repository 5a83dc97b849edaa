import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react'
import type { SkeletonSpan } from '../../model/skeleton-span.ts'
import type { SpanTree } from '../../model/tree.ts'
import { barOf, momentAt, pan, percentAt, type TimeWindow, zoom } from '../../model/waterfall.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { usePreferences } from '../../ui/preferences.ts'
import { useFormat } from '../../ui/use-format.ts'
import type { Lane } from './use-lane.ts'

const HEIGHT_PX = 36
/** A drag over less is a press. */
const LEAST_SHARE = 1 / 500
/** Lines of the picture; more spans share them. */
const LINES = 18
const KINDS = ['llm', 'agent', 'tool', 'retrieval', 'embedding', 'guardrail', 'evaluator', 'other'] as const
const SAME_HUE: Readonly<Record<string, (typeof KINDS)[number]>> = {
  workflow: 'agent',
  reranker: 'retrieval',
  chain: 'other',
  event: 'other',
}

export interface MinimapProps {
  readonly tree: SpanTree
  readonly spans: readonly SkeletonSpan[]
  readonly lane: Pick<Lane, 'full' | 'window' | 'onWindow'>
  readonly nowNs: number
}

/** The whole trace in a strip, painted on one canvas. A drag chooses the window; arrows move it, + and − zoom. */
export function Minimap({ tree, spans, lane, nowNs }: MinimapProps) {
  const { full, window, onWindow } = lane
  const { t } = useTranslation()
  const format = useFormat()
  const canvas = useRef<HTMLCanvasElement>(null)
  const drag = useRef<number | undefined>(undefined)
  const { theme } = usePreferences()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours come from the theme
  useEffect(() => {
    const element = canvas.current
    if (element === null) return
    const observer = new ResizeObserver(() => paint(element, { tree, spans, full, nowNs }))
    observer.observe(element)
    return () => observer.disconnect()
  }, [tree, spans, full, nowNs, theme])

  const shareAt = (event: PointerEvent): number => {
    const box = canvas.current?.getBoundingClientRect()
    const share = box === undefined || box.width === 0 ? 0 : (event.clientX - box.left) / box.width
    return Math.min(1, Math.max(0, share))
  }
  function choose(a: number, b: number): void {
    if (Math.abs(a - b) < LEAST_SHARE) return
    onWindow({ fromNs: momentAt(full, Math.min(a, b)), toNs: momentAt(full, Math.max(a, b)) })
  }
  function handleKey(event: KeyboardEvent): void {
    const middle = momentAt(window, 0.5)
    if (event.key === 'ArrowLeft') onWindow(pan(window, full, -0.1))
    else if (event.key === 'ArrowRight') onWindow(pan(window, full, 0.1))
    else if (event.key === '+' || event.key === '=') onWindow(zoom(window, full, { factor: 2, aroundNs: middle }))
    else if (event.key === '-') onWindow(zoom(window, full, { factor: 0.5, aroundNs: middle }))
    else if (event.key === 'Home' || event.key === '0') onWindow(full)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const from = percentAt(full, window.fromNs)
  const to = percentAt(full, window.toNs)
  return (
    <div
      dir="ltr"
      role="slider"
      tabIndex={0}
      aria-label={t('trace.minimap')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(from)}
      aria-valuetext={t('trace.minimapWindow', {
        from: format.durationNs(window.fromNs - full.fromNs),
        to: format.durationNs(window.toNs - full.fromNs),
      })}
      onKeyDown={handleKey}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        drag.current = shareAt(event)
      }}
      onPointerMove={(event) => drag.current !== undefined && choose(drag.current, shareAt(event))}
      onPointerUp={() => {
        drag.current = undefined
      }}
      onDoubleClick={() => onWindow(full)}
      data-testid="minimap"
      className="relative shrink-0 cursor-crosshair touch-none border-line border-b bg-subtle"
      style={{ blockSize: HEIGHT_PX }}
    >
      <canvas ref={canvas} className="size-full" />
      {(from > 0 || to < 100) && (
        <>
          <span className="absolute inset-y-0 start-0 bg-bg/70" style={{ inlineSize: `${from}%` }} />
          <span className="absolute inset-y-0 end-0 bg-bg/70" style={{ inlineSize: `${100 - to}%` }} />
          <span
            className="absolute inset-y-0 border-accent border-x-2"
            style={{ insetInlineStart: `${from}%`, inlineSize: `${to - from}%` }}
          />
        </>
      )}
    </div>
  )
}

type Picture = Pick<MinimapProps, 'tree' | 'spans' | 'nowNs'> & { readonly full: TimeWindow }

function paint(canvas: HTMLCanvasElement, { tree, spans, full, nowNs }: Picture): void {
  const ratio = devicePixelRatio || 1
  const [width, height] = [canvas.clientWidth * ratio, canvas.clientHeight * ratio]
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d')
  if (context === null) return
  const style = getComputedStyle(document.documentElement)
  const inks = new Map(KINDS.map((kind) => [kind as string, style.getPropertyValue(`--kind-${kind}`)]))
  const red = style.getPropertyValue('--error-mark')
  const count = tree.nodes.length
  const lines = Math.min(LINES, Math.max(1, count))
  const line = height / lines
  tree.nodes.forEach((node, position) => {
    const span = spans[node.index]
    if (span === undefined) return
    const bar = barOf(span, full, span.isRunning ? nowNs : 0)
    const row = count <= lines ? position : Math.floor((position / count) * lines)
    const isError = span.status === 'error'
    context.fillStyle = isError ? red : (inks.get(SAME_HUE[span.kind] ?? span.kind) ?? inks.get('other') ?? red)
    const from = (bar.startPercent / 100) * width
    const length = Math.max(isError ? 2 * ratio : ratio, (bar.widthPercent / 100) * width)
    context.fillRect(from, row * line + line * 0.15, length, Math.max(1, line * 0.7))
  })
}
