// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand in a virtual list, which a table element forbids
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid, or the links and buttons in the rows, take the focus
import { useTable } from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import type { ListSort, TraceRow } from '@vitrine/schemas/api'
import clsx from 'clsx'
import { useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { isSelected, type Selection, selectRange, toggleRow } from '../../model/selection.ts'
import { useMedia } from '../../parts/use-media.ts'
import { useNow } from '../../parts/use-now.ts'
import { columns, features, type ListedTrace } from './columns.tsx'
import { HeaderRow, TRACKS } from './HeaderRow.tsx'
import { TraceCard } from './TraceCard.tsx'
import { useRowKeys } from './use-row-keys.ts'
import { useScrollMemory } from './use-scroll-memory.ts'

/** Rows before the end at which the next page is asked for. */
const AHEAD_ROWS = 20

export interface TracesTableProps {
  readonly project: string
  readonly rows: readonly TraceRow[]
  readonly matching: number | null
  readonly sort: ListSort
  readonly selection: Selection
  /** The rows answer an earlier question; the new answer is on its way. */
  readonly isStale: boolean
  readonly hasMore: boolean
  readonly isLoadingMore: boolean
  readonly onMore: () => void
  readonly onSelection: (selection: Selection) => void
  readonly onSort: (sort: ListSort) => void
  readonly onAtTop: (isAtTop: boolean) => void
}

export function TracesTable(props: TracesTableProps) {
  const { rows, project, selection, onSelection, hasMore, isLoadingMore, onMore } = props
  const { t } = useTranslation()
  const isCards = useMedia('(max-width: 639px)')
  const rowPx = useMedia('(pointer: coarse)') ? 44 : 36
  const headerPx = isCards ? 0 : 32
  const scroller = useRef<HTMLElement>(null)
  const nowMs = useNow(30_000)
  const data = useMemo(() => listed(rows, project, nowMs), [rows, project, nowMs])
  const table = useTable({ features, columns, data, getRowId: (row) => row.trace.trace_id })
  const tableRows = table.getRowModel().rows
  const ids = useMemo(() => rows.map((row) => row.trace_id), [rows])
  const memory = useScrollMemory()
  const virtual = useVirtualizer({
    count: tableRows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (isCards ? 112 : rowPx),
    overscan: 12,
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
  const { current, setCurrent } = useRowKeys({
    count: rows.length,
    scroller,
    scrollTo: (index) => virtual.scrollToIndex(index),
    onToggle: (index) => onSelection(toggleRow(selection, ids[index] ?? '', ids)),
    onRange: (from, to) => onSelection(selectRange(selection, ids, { from: ids[from] ?? '', to: ids[to] ?? '' })),
  })
  return (
    <section
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={t('traces.listRegion')}
      onScroll={(event) => {
        memory.remember(event.currentTarget.scrollTop)
        props.onAtTop(event.currentTarget.scrollTop <= 16)
      }}
      className="relative isolate h-[calc(100dvh-15.5rem)] min-h-80 overflow-auto rounded-card border border-line"
    >
      <div
        role="table"
        aria-label={t('nav.traces')}
        aria-rowcount={props.matching === null ? -1 : props.matching + 1}
        className={clsx(!isCards && 'min-w-[92rem]', props.isStale && 'opacity-60')}
      >
        {!isCards && <HeaderRow sort={props.sort} onSort={props.onSort} />}
        <div role="rowgroup" className="relative" style={{ blockSize: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = tableRows[item.index]
            if (row === undefined) return null
            const { trace } = row.original
            const isPicked = isSelected(selection, trace.trace_id)
            const place = { insetBlockStart: item.start - headerPx, blockSize: item.size }
            const tick = (
              <RowTick
                name={trace.name ?? trace.trace_id}
                isPicked={isPicked}
                onToggle={(isRange) =>
                  onSelection(
                    isRange && current >= 0
                      ? selectRange(selection, ids, { from: ids[current] ?? '', to: trace.trace_id })
                      : toggleRow(selection, trace.trace_id, ids),
                  )
                }
              />
            )
            return (
              <div
                key={item.key}
                role="row"
                data-row={item.index}
                aria-rowindex={item.index + 2}
                onFocus={() => setCurrent(item.index)}
                className={clsx(
                  'absolute inset-x-0 border-line border-b',
                  isPicked ? 'bg-selected' : 'hover:bg-hover',
                  trace.status === 'error' &&
                    'shadow-[inset_3px_0_0_var(--error-mark)] rtl:shadow-[inset_-3px_0_0_var(--error-mark)]',
                  !isCards && 'grid items-center',
                )}
                style={isCards ? place : { ...place, gridTemplateColumns: TRACKS }}
              >
                {isCards ? (
                  <TraceCard listed={row.original} tick={tick} />
                ) : (
                  <>
                    <div role="cell" className="grid place-items-center">
                      {tick}
                    </div>
                    {row.getAllCells().map((cell) => (
                      <div
                        key={cell.id}
                        role="cell"
                        className={clsx('min-w-0 px-2', isNumber(cell.column.id) && 'text-end tabular-nums')}
                      >
                        <table.FlexRender cell={cell} />
                      </div>
                    ))}
                  </>
                )}
              </div>
            )
          })}
        </div>
      </div>
      {isLoadingMore && <p className="p-2 text-center text-muted text-xs">{t('traces.loadingMore')}</p>}
    </section>
  )
}

interface RowTickProps {
  readonly name: string
  readonly isPicked: boolean
  readonly onToggle: (isRange: boolean) => void
}

function RowTick({ name, isPicked, onToggle }: RowTickProps) {
  const { t } = useTranslation()
  return (
    <label className="grid size-6 place-items-center">
      <input
        type="checkbox"
        checked={isPicked}
        aria-label={t('traces.pick', { name })}
        onChange={(event) => onToggle(event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)}
        className="size-4 accent-[var(--accent)]"
      />
    </label>
  )
}

function listed(rows: readonly TraceRow[], project: string, nowMs: number): ListedTrace[] {
  const fullBarNs = quantile95(rows.flatMap((row) => (row.duration === null ? [] : [Number(row.duration)])))
  return rows.map((trace) => ({ trace, project, nowMs, fullBarNs }))
}

/** One trace of fourteen hours must not flatten every other bar. */
function quantile95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) * 0.95)] ?? 0
}

const NUMBER_COLUMNS = new Set(['duration', 'tokens', 'cost', 'spans', 'errors'])

function isNumber(id: string): boolean {
  return NUMBER_COLUMNS.has(id)
}
