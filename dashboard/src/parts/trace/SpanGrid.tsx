// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand in a virtual list, which a table element forbids
import { type Range, useVirtualizer } from '@tanstack/react-virtual'
import {
  type CSSProperties,
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { Piece } from '../../model/critical-path.ts'
import type { SkeletonSpan } from '../../model/skeleton-span.ts'
import type { SpanTree } from '../../model/tree.ts'
import { errorsBefore } from '../../model/tree-counts.ts'
import { treeMove } from '../../model/tree-keys.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'
import { useMedia } from '../use-media.ts'
import { PrintedPart, useOverscan } from '../use-printed-rows.tsx'
import { useSteady } from '../use-steady.ts'
import { CutBands } from './CutBands.tsx'
import { Ruler } from './Ruler.tsx'
import { SpanRow, spanRowId } from './SpanRow.tsx'
import type { Lane } from './use-lane.ts'
import { useLanePinch } from './use-lane-pinch.ts'
import { useLaneWheel } from './use-lane-wheel.ts'

/** The ruler stays at the top and covers what scrolls under it. */
const RULER_PX = 28

/** Rows drawn beyond each edge: two notches of a wheel. */
const OVERSCAN = 6

/** From this width the rows have room for more than a duration. */
const WIDE_PX = 576

export interface SpanGridProps {
  readonly tree: SpanTree
  readonly spans: readonly SkeletonSpan[]
  readonly visible: readonly number[]
  readonly collapsed: ReadonlySet<string>
  readonly matches: ReadonlySet<number>
  readonly lane: Lane
  readonly nowNs: number
  readonly focusedId: string
  readonly selectedId: string | undefined
  /** Bars in a lane of time, or plain numbers. */
  readonly look: 'waterfall' | 'tree'
  /** Pieces of the critical path by span index; empty while it is not shown. */
  readonly path: ReadonlyMap<number, readonly Piece[]>
  readonly selfNs: Float64Array
  readonly onFocus: (spanId: string) => void
  readonly onSelect: (spanId: string) => void
  readonly onCollapse: (spanIds: readonly string[], isCollapsed: boolean) => void
}

/**
 * Tree and waterfall in one tree grid. The grid holds the keyboard focus and names its active row, which is always
 * among the drawn ones, however far it has been scrolled away.
 */
export function SpanGrid(props: SpanGridProps) {
  const { tree, spans, visible, collapsed, lane, onCollapse, onSelect } = props
  const { t } = useTranslation()
  const format = useFormat()
  const scroller = useRef<HTMLDivElement>(null)
  const rowPx = useMedia('(pointer: coarse)') ? 44 : 28
  const focused = tree.positionOf.get(props.focusedId) ?? visible[0] ?? 0
  const focusedRow = visible.indexOf(focused)
  const errors = useMemo(() => errorsBefore(tree, spans), [tree, spans])
  const most = useRef(0)
  const rangeExtractor = useCallback(
    (range: Range) => {
      most.current = Math.max(most.current, range.endIndex - range.startIndex + 1)
      return withActive(rowsAround(range, most.current), focusedRow)
    },
    [focusedRow],
  )
  const virtual = useVirtualizer({
    count: visible.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: useOverscan(visible.length, OVERSCAN),
    scrollMargin: RULER_PX,
    scrollPaddingStart: RULER_PX,
    rangeExtractor,
  })
  const items = virtual.getVirtualItems()
  const isWide = useIsWide(scroller)
  const slots = useSlots(items.length)
  useEffect(() => {
    if (focusedRow >= 0) virtual.scrollToIndex(focusedRow, { align: 'auto' })
  }, [focusedRow, virtual])
  const toggle = useSteady((spanId: string) => onCollapse([spanId], !collapsed.has(spanId)))

  useLaneWheel({ scroller, lane })
  useLanePinch({ scroller, lane })

  function handleKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      onSelect(props.focusedId)
      return
    }
    const isRtl = document.documentElement.dir === 'rtl'
    const pageRows = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowPx) - 2)
    const move = treeMove(event.key, { tree, spans, visible, collapsed, focused, isRtl, pageRows })
    if (move.kind === 'none') return
    event.preventDefault()
    if (move.kind === 'collapse') onCollapse([move.spanId], true)
    else if (move.kind === 'expand') onCollapse(move.spanIds, false)
    else props.onFocus(idAt(tree, spans, move.position))
  }

  return (
    <div
      ref={scroller}
      role="treegrid"
      tabIndex={0}
      aria-label={t('trace.gridLabel')}
      aria-rowcount={visible.length + 1}
      aria-colcount={props.look === 'tree' ? 5 : 2}
      aria-activedescendant={props.focusedId === '' ? undefined : spanRowId(props.focusedId)}
      onKeyDown={handleKey}
      style={{ '--row': `${rowPx}px`, '--gutter': props.look === 'tree' ? '100%' : '45%' } as CSSProperties}
      className="group/grid relative isolate min-h-0 flex-1 overflow-x-hidden overflow-y-auto outline-none"
    >
      <Ruler window={lane.window} look={props.look} />
      <div role="rowgroup" className="relative" style={{ blockSize: virtual.getTotalSize() }}>
        {props.look === 'waterfall' && lane.isShort && <CutBands window={lane.window} />}
        {inDrawingOrder(items, slots, virtual.isScrolling).map(({ item, slot }) => {
          const position = visible[item.index]
          const node = position === undefined ? undefined : tree.nodes[position]
          const span = node === undefined ? undefined : spans[node.index]
          if (position === undefined || node === undefined || span === undefined) return null
          return (
            <SpanRow
              key={slot}
              span={span}
              node={node}
              window={lane.window}
              look={props.look}
              pieces={props.path.get(node.index)}
              selfNs={props.selfNs[node.index] ?? 0}
              parentEndNs={parentEnd(tree, spans, node.parent)}
              nowNs={span.isRunning ? props.nowNs : 0}
              rowIndex={item.index + 2}
              isWide={isWide}
              top={item.start - RULER_PX}
              t={t}
              format={format}
              isCollapsed={node.childCount > 0 && collapsed.has(span.spanId)}
              isFocused={position === focused}
              isSelected={span.spanId === props.selectedId}
              isMatch={props.matches.has(node.index)}
              hiddenErrors={(errors[position + node.subtreeSize] ?? 0) - (errors[position + 1] ?? 0)}
              onSelect={onSelect}
              onToggle={toggle}
            />
          )
        })}
      </div>
      <PrintedPart loaded={visible.length} of={visible.length} />
    </div>
  )
}

/** Asked once for all rows: a container query would be asked again by each of them, in every frame of a scroll. */
function useIsWide(scroller: RefObject<HTMLElement | null>): boolean {
  const [isWide, setWide] = useState(() => innerWidth > 2 * WIDE_PX)
  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    const observer = new ResizeObserver(() => setWide(element.clientWidth >= WIDE_PX))
    observer.observe(element)
    return () => observer.disconnect()
  }, [scroller])
  return isWide
}

/**
 * Rows that scroll in take the elements of those that scroll out: making a row costs more than changing one. So many
 * were drawn at once at most.
 */
function useSlots(drawn: number): number {
  const [slots, setSlots] = useState(drawn)
  if (drawn > slots) setSlots(drawn)
  return Math.max(1, slots, drawn)
}

interface DrawnRow<Item> {
  readonly item: Item
  /** Of its element. The active row has one of its own while it is drawn beyond the others. */
  readonly slot: number
}

/**
 * As they are read; while the grid scrolls, as their elements stand already: one that moves among its siblings is laid
 * out from nothing, like a new one.
 */
function inDrawingOrder<Item extends { readonly index: number }>(
  items: readonly Item[],
  slots: number,
  isScrolling: boolean,
): readonly DrawnRow<Item>[] {
  const rows = items.map((item, at) => ({ item, slot: isFar(items, at) ? slots : item.index % slots }))
  return isScrolling ? rows.sort((a, b) => a.slot - b.slot) : rows
}

/** The active row, while it is drawn beyond the others. */
function isFar(items: readonly { readonly index: number }[], at: number): boolean {
  const index = items[at]?.index ?? 0
  return items.length > 1 && items[at - 1]?.index !== index - 1 && items[at + 1]?.index !== index + 1
}

function idAt(tree: SpanTree, spans: readonly SkeletonSpan[], position: number): string {
  return spans[tree.nodes[position]?.index ?? -1]?.spanId ?? ''
}

/** Where the parent ended: a bar that goes on beyond it gets a notch there. */
function parentEnd(tree: SpanTree, spans: readonly SkeletonSpan[], parent: number): number | null {
  return parent < 0 ? null : (spans[tree.nodes[parent]?.index ?? -1]?.endNs ?? null)
}

/** Always as many as were ever seen at once: a row less in one frame is a row to be made in the next. */
function rowsAround({ startIndex, count, overscan }: Range, most: number): number[] {
  const size = Math.min(most + 2 * overscan, count)
  const first = Math.min(Math.max(0, startIndex - overscan), count - size)
  return Array.from({ length: size }, (_, at) => first + at)
}

function withActive(range: number[], active: number): number[] {
  if (active < 0 || range.includes(active)) return range
  return [...range, active].sort((a, b) => a - b)
}
