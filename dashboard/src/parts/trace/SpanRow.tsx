// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand in a virtual list, which a table element forbids
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid, or the links and buttons in the rows, take the focus
import clsx from 'clsx'
import { AlertOctagon, CircleDashed, Unlink } from 'lucide-react'
import { memo } from 'react'
import type { Piece } from '../../model/critical-path.ts'
import type { SkeletonSpan } from '../../model/skeleton-span.ts'
import type { TreeNode } from '../../model/tree.ts'
import { barOf, type TimeWindow } from '../../model/waterfall.ts'
import type { Formatter } from '../../ui/format.ts'
import type { Translate } from '../../ui/i18n.ts'
import { kindLook } from '../kind.tsx'
import { CLOSED_PATH, kindPath, OPENED_PATH, RowIcon } from './RowIcon.tsx'
import { GRID } from './row-tracks.ts'
import { LaneBar, LaneMarks } from './SpanLane.tsx'
import { callText, durationText, totalTokens } from './span-texts.ts'

/** Deeper levels keep this indent and say their depth as a number, so that names stay readable. */
const DEEPEST_INDENT = 12
const INDENT_PX = 14
/** With the gap after it. */
const TWISTY_PX = 28

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
  /** The lane has room for tokens and cost beside the duration. */
  readonly isWide: boolean
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
  const duration = durationText(span, t, format)
  const bar = barOf(span, props.window, props.nowNs)
  const more = props.isWide ? callText(span, t, format) : ''
  const look = kindLook(span.kind)
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
        'span-row absolute inset-x-0 grid cursor-pointer items-center border-line border-b [contain:strict]',
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
        aria-label={rowLabel(span, duration, t, format)}
        className="flex h-full min-w-0 items-center gap-1 pe-2"
        style={{ paddingInlineStart: indentPx(node) }}
      >
        {node.level - 1 > DEEPEST_INDENT && (
          <span className="shrink-0 text-2xs text-faint">+{format.number(node.level - 1 - DEEPEST_INDENT)}</span>
        )}
        {node.childCount > 0 && <Twisty {...props} />}
        <RowIcon path={kindPath(span.kind)} className={look.text} />
        <StatusMark span={span} node={node} hiddenErrors={isCollapsed ? props.hiddenErrors : 0} t={t} format={format} />
        <bdi
          className={clsx('truncate', props.isMatch && 'underline decoration-2 decoration-warning-mark')}
          title={span.name}
        >
          {span.name || '—'}
        </bdi>
        {isCollapsed && (
          <span className="shrink-0 text-faint text-xs tabular-nums">+{format.number(node.subtreeSize - 1)}</span>
        )}
      </div>
      {props.look === 'tree' ? (
        <Numbers span={span} duration={duration} selfNs={props.selfNs} t={t} format={format} />
      ) : (
        <div role="gridcell" dir="ltr" className="relative h-full overflow-hidden border-line border-s">
          <LaneBar span={span} bar={bar} label={bar.isInverted ? t('trace.inverted') : `${duration}${more}`} />
          <LaneMarks {...props} />
        </div>
      )}
    </div>
  )
})

/** Room for the levels above, and for the twisty of a row that has none. */
function indentPx({ level, childCount }: TreeNode): number {
  return 4 + Math.min(level - 1, DEEPEST_INDENT) * INDENT_PX + (childCount === 0 ? TWISTY_PX : 0)
}

function Twisty({ span, isCollapsed, onToggle }: SpanRowProps) {
  return (
    <span
      aria-hidden="true"
      onClick={(event) => {
        event.stopPropagation()
        onToggle(span.spanId)
      }}
      className="grid size-6 shrink-0 place-items-center rounded-control text-muted hover:bg-selected"
    >
      <RowIcon path={isCollapsed ? CLOSED_PATH : OPENED_PATH} className={isCollapsed && 'rtl:-scale-x-100'} />
    </span>
  )
}

interface StatusMarkProps {
  readonly span: SkeletonSpan
  readonly node: TreeNode
  readonly hiddenErrors: number
  readonly t: Translate
  readonly format: Formatter
}

function StatusMark({ span, node, hiddenErrors, t, format }: StatusMarkProps) {
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
          title={t('trace.errorsBelow', { count: hiddenErrors, n: format.number(hiddenErrors) })}
        />
      )}
    </>
  )
}

interface NumbersProps {
  readonly span: SkeletonSpan
  readonly duration: string
  readonly selfNs: number
  readonly t: Translate
  readonly format: Formatter
}

function Numbers({ span, duration, selfNs, t, format }: NumbersProps) {
  const tokens = span.isCall ? totalTokens(span) : null
  const cell = 'truncate px-2 text-end text-xs tabular-nums'
  return (
    <>
      <div role="gridcell" className={cell} title={t('trace.selfTime', { time: format.durationNs(selfNs) })}>
        {duration}
      </div>
      <div role="gridcell" className={cell}>
        {tokens === null ? '' : format.compact(tokens)}
      </div>
      <div role="gridcell" className={cell}>
        {span.isCall && span.costUsd !== null ? format.money(span.costUsd) : ''}
      </div>
      <div role="gridcell" className={cell}>
        <bdi>
          {span.scores
            .map(({ name, value, text }) => `${name} ${value === null ? (text ?? '') : format.real(value)}`)
            .join(', ')}
        </bdi>
      </div>
    </>
  )
}

function rowLabel(span: SkeletonSpan, duration: string, t: Translate, format: Formatter): string {
  return t('trace.rowLabel', {
    name: span.name,
    kind: t(`trace.kind.${span.kind}`, { defaultValue: span.kind }),
    status: t(`trace.status.${span.isRunning ? 'running' : span.status}`, { defaultValue: span.status }),
    start: format.durationNs(span.startNs),
    duration,
  })
}
