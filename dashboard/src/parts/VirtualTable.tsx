// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand in a virtual list, which a table element forbids
// biome-ignore-all lint/a11y/useFocusableInteractive: the buttons in the rows take the focus
import { useVirtualizer } from '@tanstack/react-virtual'
import clsx from 'clsx'
import { type ReactNode, useEffect, useRef } from 'react'

export interface VirtualTableProps<Row> {
  readonly label: string
  readonly rows: readonly Row[]
  readonly rowPx: number
  /** A CSS grid template: one track for each column. */
  readonly tracks: string
  readonly titles: readonly { readonly text: string; readonly isNumber?: boolean }[]
  /** The row to keep in sight; -1 for none. */
  readonly selectedAt: number
  readonly onSelect: (row: Row) => void
  /** Its cells; one of them holds a button that takes the keys. */
  readonly draw: (row: Row) => ReactNode
  readonly lookOf?: (row: Row) => { readonly className?: string | false; readonly 'data-differs'?: string }
  readonly className: string
  readonly widthClass: string
}

/** A table of any length, of which only the rows in sight are drawn. */
export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const { rows, tracks, rowPx, selectedAt, onSelect, widthClass } = props
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 12,
  })
  useEffect(() => {
    if (selectedAt >= 0) virtual.scrollToIndex(selectedAt, { align: 'auto' })
  }, [selectedAt, virtual])
  return (
    <div
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      role="table"
      aria-label={props.label}
      aria-rowcount={rows.length + 1}
      className={`overflow-auto ${props.className}`}
    >
      <div role="rowgroup" className={`sticky top-0 z-10 bg-subtle ${widthClass}`}>
        <div
          role="row"
          aria-rowindex={1}
          className="grid h-8 items-center border-line border-b text-muted text-xs"
          style={{ gridTemplateColumns: tracks }}
        >
          {props.titles.map(({ text, isNumber = false }) => (
            <div key={text} role="columnheader" className={clsx('truncate px-2', isNumber && 'text-end')}>
              {text}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" className={`relative ${widthClass}`} style={{ blockSize: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index]
          if (row === undefined) return null
          const isSelected = item.index === selectedAt
          const { className, ...look } = props.lookOf?.(row) ?? {}
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the button in the row takes the keys
            <div
              key={item.key}
              role="row"
              aria-rowindex={item.index + 2}
              aria-current={isSelected}
              onClick={() => onSelect(row)}
              className={clsx(
                'absolute inset-x-0 grid cursor-pointer items-center border-line border-b text-xs',
                isSelected ? 'bg-selected' : 'hover:bg-hover',
                className,
              )}
              style={{ insetBlockStart: item.start, blockSize: rowPx, gridTemplateColumns: tracks }}
              {...look}
            >
              {props.draw(row)}
            </div>
          )
        })}
      </div>
    </div>
  )
}
