// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand in a virtual list, which a table element forbids
import { useVirtualizer } from '@tanstack/react-virtual'
import type { ListSort } from '@vitrine/schemas/api'
import clsx from 'clsx'
import { type MouseEvent, memo, type ReactNode, useEffect, useMemo, useRef } from 'react'
import { isSelected, type Selection, selectRange, toggleRow } from '../../model/selection.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { staleness } from '../../ui/staleness.ts'
import { useMedia } from '../use-media.ts'
import { useNow } from '../use-now.ts'
import { PrintedPart, useOverscan } from '../use-printed-rows.tsx'
import { useSteady } from '../use-steady.ts'
import { type Density, rowOf, type Sight } from './column.ts'
import { HeaderRow } from './HeaderRow.tsx'
import { CARD_PX } from './RowsPending.tsx'
import { type RowLook, TableRow } from './TableRow.tsx'
import type { PlacedColumn } from './tracks.ts'
import { useRowKeys } from './use-row-keys.ts'
import { useScrollMemory } from './use-scroll-memory.ts'
import { useTracks } from './use-tracks.ts'

/** Rows before the end at which the next page is asked for. */
const AHEAD_ROWS = 20
const HEADER_PX = 32

interface ListedRow {
  readonly id: string
  readonly duration: string | null
}

export interface RowTableProps<Row extends ListedRow> {
  readonly name: string
  readonly project: string
  readonly rows: readonly Row[]
  readonly columns: readonly PlacedColumn<Row>[]
  readonly density: Density
  /** Of the whole result; null while it is counted. */
  readonly matching: number | null
  readonly sort: ListSort
  /** The rows answer an earlier question; the new answer is on its way. */
  readonly isStale: boolean
  readonly hasMore: boolean
  readonly isLoadingMore: boolean
  readonly onMore: () => void
  readonly onSort: (sort: ListSort) => void
  /** Of a column whose edge was dragged; undefined gives it its own width again. */
  readonly onWidth?: (id: string, widthPx: number | undefined) => void
  readonly onAtTop?: (isAtTop: boolean) => void
  /** What a row is called where only its tick or its card is named. */
  readonly nameOf: (row: Row) => string
  /** A row on a phone. */
  readonly card: (row: Row, sight: Sight, tick: ReactNode) => ReactNode
  readonly isFailed?: (row: Row) => boolean
  readonly selection?: Selection
  readonly onSelection?: (selection: Selection) => void
  /** The row that is open beside the list. */
  readonly openId?: string | undefined
  /** A plain press on a row; presses that mean "in a new tab" are left to its link. */
  readonly onOpen?: (row: Row, how: 'press' | 'step') => void
  readonly heightClass?: string
}

/** Any list of rows: virtual, sorted by its headers, walked by j and k, opened beside itself. */
export function RowTable<Row extends ListedRow>(props: RowTableProps<Row>) {
  const { rows, columns, selection, onSelection, hasMore, isLoadingMore, onMore, onOpen } = props
  const { t } = useTranslation()
  const isCards = useMedia('(max-width: 639px)')
  const { px: rowPx, lines } = rowOf(props.density, useMedia('(pointer: coarse)'))
  const headerPx = isCards ? 0 : HEADER_PX
  const scroller = useRef<HTMLElement>(null)
  const nowMs = useNow(30_000)
  const hasTicks = onSelection !== undefined
  const { tracks, edgeOf } = useTracks(columns, hasTicks, props.onWidth)
  const sight = useMemo<Sight>(
    () => ({ project: props.project, nowMs, lines, fullBarNs: fullBar(rows) }),
    [props.project, nowMs, lines, rows],
  )
  const ids = useMemo(() => rows.map((row) => row.id), [rows])
  const memory = useScrollMemory()
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (isCards ? CARD_PX : rowPx),
    overscan: useOverscan(rows.length, 12),
    scrollMargin: headerPx,
    scrollPaddingStart: headerPx,
    initialOffset: memory.offset,
    getItemKey: (index) => ids[index] ?? index,
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && !isLoadingMore && last >= rows.length - AHEAD_ROWS) onMore()
  }, [hasMore, isLoadingMore, last, rows.length, onMore])
  useKeptTop(virtual, scroller, isCards ? CARD_PX : rowPx, headerPx)
  const openIndex = props.openId === undefined ? -1 : ids.indexOf(props.openId)
  const { current, setCurrent } = useRowKeys({
    count: rows.length,
    hasMore,
    onMore,
    scroller,
    openIndex,
    scrollTo: (index) => virtual.scrollToIndex(index),
    onStep: (index) => {
      const row = rows[index]
      if (row !== undefined) onOpen?.(row, 'step')
    },
    onToggle: (index) => onSelection?.(toggleRow(selection ?? NOTHING, ids[index] ?? '', ids)),
    onRange: (from, to) =>
      onSelection?.(selectRange(selection ?? NOTHING, ids, { from: ids[from] ?? '', to: ids[to] ?? '' })),
  })
  const onPress = useSteady((event: MouseEvent, row: Row) => {
    if (onOpen === undefined || !isPlainPress(event)) return
    event.preventDefault()
    onOpen(row, 'press')
  })
  const onTick = useSteady((row: Row, isRange: boolean) =>
    onSelection?.(
      isRange && current >= 0
        ? selectRange(selection ?? NOTHING, ids, { from: ids[current] ?? '', to: row.id })
        : toggleRow(selection ?? NOTHING, row.id, ids),
    ),
  )
  const canOpen = onOpen !== undefined
  const { nameOf, card, isFailed } = props
  const look = useMemo<RowLook<Row>>(
    () => ({
      columns,
      tracks,
      sight,
      isCards,
      nameOf,
      card,
      isFailed,
      onFocus: setCurrent,
      onPress: canOpen ? onPress : undefined,
      onTick: hasTicks ? onTick : undefined,
    }),
    [columns, tracks, sight, isCards, nameOf, card, isFailed, setCurrent, canOpen, onPress, hasTicks, onTick],
  )
  return (
    <section
      ref={scroller}
      data-list=""
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={t('list.region', { name: props.name })}
      onScroll={(event) => {
        memory.remember(event.currentTarget.scrollTop)
        props.onAtTop?.(event.currentTarget.scrollTop <= 16)
      }}
      className={clsx(
        'relative isolate min-h-80 scroll-pt-10 overflow-auto rounded-card border border-line',
        props.heightClass ?? 'h-[calc(100dvh-15.5rem)]',
      )}
    >
      <div
        role="table"
        aria-label={props.name}
        aria-rowcount={props.matching === null ? -1 : props.matching + 1}
        className={isCards ? undefined : 'w-max min-w-full'}
        {...staleness(props.isStale)}
      >
        {!isCards && (
          <Header
            columns={columns}
            tracks={tracks}
            hasTicks={hasTicks}
            sort={props.sort}
            onSort={props.onSort}
            edgeOf={edgeOf}
          />
        )}
        <div role="rowgroup" className="relative" style={{ blockSize: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index]
            if (row === undefined) return null
            return (
              <TableRow
                key={item.key}
                row={row}
                index={item.index}
                top={item.start - headerPx}
                heightPx={item.size}
                isPicked={selection !== undefined && isSelected(selection, row.id)}
                isOpen={item.index === openIndex}
                look={look}
              />
            )
          })}
        </div>
      </div>
      <PrintedPart loaded={rows.length} of={props.matching ?? rows.length} />
      {isLoadingMore && <p className="p-2 text-center text-muted text-xs">{t('list.loadingMore')}</p>}
    </section>
  )
}

// Drawn again only when it changes: a press on a row leaves it alone.
const Header = memo(HeaderRow)

const NOTHING: Selection = { kind: 'some', ids: new Set() }

/** Presses with a modifier, with another button, or on something of their own in the row stay what they are. */
function isPlainPress(event: MouseEvent): boolean {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return false
  const own =
    event.target instanceof Element ? event.target.closest('button, input, label, a:not([data-row-link])') : null
  return own === null
}

/** When rows change their height, the row at the top stays at the top. */
function useKeptTop(
  virtual: { readonly measure: () => void },
  scroller: { readonly current: HTMLElement | null },
  rowPx: number,
  headerPx: number,
): void {
  const before = useRef(rowPx)
  useEffect(() => {
    const element = scroller.current
    if (element === null || before.current === rowPx) return
    const top = Math.round(element.scrollTop / before.current)
    before.current = rowPx
    virtual.measure()
    element.scrollTop = top === 0 ? 0 : top * rowPx + Math.min(0, headerPx)
  }, [rowPx, headerPx, scroller, virtual])
}

/** p95: one trace of fourteen hours must not flatten every other bar. */
function fullBar(rows: readonly ListedRow[]): number {
  const sorted = rows.flatMap((row) => (row.duration === null ? [] : [Number(row.duration)])).sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) * 0.95)] ?? 0
}
