// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand in a virtual list, which a table element forbids
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid, or the links and buttons in the rows, take the focus
import clsx from 'clsx'
import { AlertOctagon, ChevronDown, ChevronRight, CircleDashed, Unlink } from 'lucide-react'
import { type CSSProperties, memo } from 'react'
import type { useTranslation } from 'react-i18next'
import type { Piece } from '../../model/critical-path.ts'
import type { SkeletonSpan } from '../../model/skeleton-span.ts'
import type { TreeNode } from '../../model/tree.ts'
import { type Bar, barOf, percentAt, type TimeWindow } from '../../model/waterfall.ts'
import type { Formatter } from '../../ui/format.ts'
import { kindLook } from '../kind.tsx'
import { GRID } from './Ruler.tsx'

/** Deeper levels keep this indent and say their depth as a number, so that names stay readable. */
const DEEPEST_INDENT = 12
const INDENT_PX = 14

type Translate = ReturnType<typeof useTranslation>['t']

export interface SpanRowProps {
  readonly span: SkeletonSpan
  readonly node: TreeNode
  readonly window: TimeWindow
  readonly look: 'waterfall' | 'tree'
  /** This span's part of the critical path. */
  readonly pieces: readonly Piece[] | undefined
  /** Time in which no child ran. */
  readonly selfNs: number
  readonly parentEndNs: number | null
  readonly nowNs: number
  readonly rowIndex: number
  readonly top: number
  readonly isCollapsed: boolean
  readonly isFocused: boolean
  readonly isSelected: boolean
  readonly isMatch: boolean
  /** Errors below, shown on a closed row. */
  readonly hiddenErrors: number
  /** From the grid: a hook for each row would cost more than the row. */
  readonly t: Translate
  readonly format: Formatter
  readonly onSelect: (spanId: string) => void
  readonly onToggle: (spanId: string) => void
}

export function spanRowId(spanId: string): string {
  return `span-row-${spanId}`
}

/** One row of the tree grid: name at the reading side, bar in a lane that always runs left to right. */
export const SpanRow = memo(function SpanRow(props: SpanRowProps) {
  const { span, node, isCollapsed } = props
  const { t, format } = props
  const look = kindLook(span.kind)
  const KindIcon = look.icon
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles every key for its active row
    <div
      role="row"
      id={spanRowId(span.spanId)}
      aria-level={node.level}
      aria-posinset={node.posInSet}
      aria-setsize={node.setSize}
      aria-rowindex={props.rowIndex}
      aria-selected={props.isSelected}
      {...(node.childCount > 0 ? { 'aria-expanded': !isCollapsed } : {})}
      onClick={() => props.onSelect(span.spanId)}
      className={clsx(
        'span-row absolute inset-x-0 grid cursor-pointer items-center border-line border-b',
        GRID[props.look],
        props.isSelected ? 'bg-selected' : 'hover:bg-hover',
        props.isFocused && 'group-focus-visible/grid:shadow-[inset_0_0_0_2px_var(--focus)]',
        span.status === 'error' &&
          'before:absolute before:inset-y-0 before:start-0 before:w-[3px] before:bg-error-mark',
      )}
      style={{ insetBlockStart: props.top, blockSize: 'var(--row)' }}
    >
      <div
        role="gridcell"
        aria-label={rowLabel(span, t, format)}
        className="flex h-full min-w-0 items-center gap-1 pe-2 ps-1"
      >
        <Indent level={node.level} />
        <Twisty {...props} />
        <KindIcon size={14} aria-hidden="true" className={`shrink-0 ${look.text}`} />
        <StatusMark span={span} node={node} hiddenErrors={isCollapsed ? props.hiddenErrors : 0} t={t} />
        <bdi
          className={clsx('truncate', props.isMatch && 'underline decoration-2 decoration-warning-mark')}
          title={span.name}
        >
          {span.name || '—'}
        </bdi>
        {isCollapsed && <span className="shrink-0 text-faint text-xs tabular-nums">+{node.subtreeSize - 1}</span>}
      </div>
      {props.look === 'tree' ? (
        <Numbers span={span} selfNs={props.selfNs} t={t} format={format} />
      ) : (
        <div role="gridcell" dir="ltr" className="relative h-full overflow-hidden border-line border-s">
          <LaneBar span={span} bar={barOf(span, props.window, props.nowNs)} t={t} format={format} />
          <LaneMarks {...props} />
        </div>
      )}
    </div>
  )
})

function Indent({ level }: { level: number }) {
  const shown = Math.min(level - 1, DEEPEST_INDENT)
  return (
    <>
      <span className="shrink-0" style={{ inlineSize: shown * INDENT_PX }} />
      {level - 1 > DEEPEST_INDENT && (
        <span className="shrink-0 text-2xs text-faint">+{level - 1 - DEEPEST_INDENT}</span>
      )}
    </>
  )
}

function Twisty({ span, node, isCollapsed, onToggle }: SpanRowProps) {
  if (node.childCount === 0) return <span className="w-6 shrink-0" />
  const Icon = isCollapsed ? ChevronRight : ChevronDown
  return (
    <span
      aria-hidden="true"
      onClick={(event) => {
        event.stopPropagation()
        onToggle(span.spanId)
      }}
      className="grid size-6 shrink-0 place-items-center rounded-control text-muted hover:bg-selected"
    >
      <Icon size={14} className={clsx(isCollapsed && 'rtl:-scale-x-100')} />
    </span>
  )
}

interface StatusMarkProps {
  readonly span: SkeletonSpan
  readonly node: TreeNode
  readonly hiddenErrors: number
  readonly t: Translate
}

function StatusMark({ span, node, hiddenErrors, t }: StatusMarkProps) {
  return (
    <>
      {span.status === 'error' && <AlertOctagon size={14} className="shrink-0 text-error" aria-hidden="true" />}
      {span.isRunning && <CircleDashed size={14} className="shrink-0 text-running" aria-hidden="true" />}
      {node.detached !== 'none' && (
        <span title={t(`trace.detached.${node.detached}`)} className="shrink-0 text-warning">
          <Unlink size={14} aria-hidden="true" />
        </span>
      )}
      {span.status !== 'error' && hiddenErrors > 0 && (
        <span
          className="size-2 shrink-0 rounded-pill bg-error-mark"
          title={t('trace.errorsBelow', { count: hiddenErrors })}
        />
      )}
    </>
  )
}

interface NumbersProps {
  readonly span: SkeletonSpan
  readonly selfNs: number
  readonly t: Translate
  readonly format: Formatter
}

function Numbers({ span, selfNs, t, format }: NumbersProps) {
  const tokens = span.isCall ? totalTokens(span) : null
  const cell = 'truncate px-2 text-end text-xs tabular-nums'
  return (
    <>
      <div role="gridcell" className={cell} title={t('trace.selfTime', { time: format.durationNs(selfNs) })}>
        {durationText(span, t, format)}
      </div>
      <div role="gridcell" className={cell}>
        {tokens === null ? '' : format.compact(tokens)}
      </div>
      <div role="gridcell" className={cell}>
        {span.isCall && span.costUsd !== null ? format.money(span.costUsd) : ''}
      </div>
      <div role="gridcell" className={cell}>
        <bdi>{span.scores.map(({ name, value, text }) => `${name} ${value ?? text ?? ''}`).join(', ')}</bdi>
      </div>
    </>
  )
}

/** On the bar: the critical path as a line with a halo, and a notch where the parent was over already. */
function LaneMarks({ span, pieces, window, parentEndNs }: SpanRowProps) {
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

interface LaneBarProps {
  readonly span: SkeletonSpan
  readonly bar: Bar
  readonly t: Translate
  readonly format: Formatter
}

function LaneBar({ span, bar, t, format }: LaneBarProps) {
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
      <span
        className={clsx(
          'pointer-events-none absolute top-1/2 -translate-y-1/2 truncate text-2xs text-muted tabular-nums',
          labelSide(bar) === 'over' && 'rounded-control bg-bg px-1',
        )}
        style={labelPlace(bar)}
      >
        <bdi>
          {bar.isInverted ? t('trace.inverted') : durationText(span, t, format)}
          <span className="hidden @xl:inline">{callLabel(span, t, format)}</span>
        </bdi>
      </span>
    </>
  )
}

/** Beside the bar where there is room, after it or before it; a bar that fills the lane carries its label on a plate. */
function labelSide(bar: Bar): 'after' | 'before' | 'over' {
  if (bar.startPercent + bar.widthPercent < 62) return 'after'
  return bar.startPercent > 38 ? 'before' : 'over'
}

/** No wider than the room it has: cut at its end, never at its first digit. */
function labelPlace(bar: Bar): CSSProperties {
  const side = labelSide(bar)
  const end = bar.startPercent + bar.widthPercent
  const within = (percent: number) => `calc(${percent}% - 6px)`
  if (side === 'after') return { insetInlineStart: `calc(${end}% + 6px)`, maxInlineSize: within(100 - end) }
  if (side === 'before')
    return { insetInlineEnd: `calc(${100 - bar.startPercent}% + 6px)`, maxInlineSize: within(bar.startPercent) }
  return { insetInlineEnd: `calc(${100 - end}% + 6px)`, maxInlineSize: within(end) }
}

/** Tokens and cost of a call; empty for anything else. */
function callLabel(span: SkeletonSpan, t: Translate, format: Formatter): string {
  if (!span.isCall) return ''
  const tokens = totalTokens(span)
  const parts = [
    ...(tokens === null ? [] : [t('trace.tokensShort', { n: format.compact(tokens) })]),
    ...(span.costUsd === null ? [] : [format.money(span.costUsd)]),
  ]
  return parts.map((part) => ` · ${part}`).join('')
}

function rowLabel(span: SkeletonSpan, t: Translate, format: Formatter): string {
  return t('trace.rowLabel', {
    name: span.name,
    kind: t(`trace.kind.${span.kind}`, { defaultValue: span.kind }),
    status: t(`trace.status.${span.isRunning ? 'running' : span.status}`, { defaultValue: span.status }),
    start: format.durationNs(span.startNs),
    duration: durationText(span, t, format),
  })
}

function durationText(span: SkeletonSpan, t: Translate, format: Formatter): string {
  if (span.isRunning) return t('trace.status.running')
  return span.endNs === null ? t('trace.unknown') : format.durationNs(Math.max(0, span.endNs - span.startNs))
}

function totalTokens(span: SkeletonSpan): number | null {
  if (span.tokens.input === null && span.tokens.output === null) return null
  return (span.tokens.input ?? 0) + (span.tokens.output ?? 0)
}
