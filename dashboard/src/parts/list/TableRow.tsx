// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand in a virtual list, which a table element forbids
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid, or the links and buttons in the rows, take the focus
import clsx from 'clsx'
import { type MouseEvent, memo, type ReactNode } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import type { Sight } from './column.ts'
import type { PlacedColumn, Tracks } from './tracks.ts'

/** What all rows of one list share. It must stay the same object while nothing in it changes: rows compare by identity. */
export interface RowLook<Row> {
  readonly columns: readonly PlacedColumn<Row>[]
  readonly tracks: Tracks
  readonly sight: Sight
  readonly isCards: boolean
  readonly nameOf: (row: Row) => string
  readonly card: (row: Row, sight: Sight, tick: ReactNode) => ReactNode
  readonly isFailed: ((row: Row) => boolean) | undefined
  readonly onFocus: (index: number) => void
  readonly onPress: ((event: MouseEvent, row: Row) => void) | undefined
  readonly onTick: ((row: Row, isRange: boolean) => void) | undefined
}

export interface TableRowProps<Row> {
  readonly row: Row
  readonly index: number
  readonly top: number
  readonly heightPx: number
  readonly isPicked: boolean
  /** It is open beside the list. */
  readonly isOpen: boolean
  readonly look: RowLook<Row>
}

function TableRowPlain<Row>({ row, index, top, heightPx, isPicked, isOpen, look }: TableRowProps<Row>) {
  const { columns, tracks, sight, isCards, onPress, onTick } = look
  const place = { insetBlockStart: top, blockSize: heightPx }
  const tick = onTick !== undefined && (
    <RowTick name={look.nameOf(row)} isPicked={isPicked} onToggle={(isRange) => onTick(row, isRange)} />
  )
  return (
    <div
      role="row"
      data-row={index}
      aria-rowindex={index + 2}
      {...(onPress === undefined ? {} : { 'aria-current': isOpen })}
      onFocus={() => look.onFocus(index)}
      // Before the link's own handler, which would leave the list.
      onClickCapture={onPress === undefined ? undefined : (event) => onPress(event, row)}
      className={clsx(
        'absolute inset-x-0 border-line border-b',
        isPicked || isOpen ? 'bg-selected' : 'bg-bg hover:bg-hover',
        onPress !== undefined && 'cursor-pointer',
        look.isFailed?.(row) === true &&
          'before:absolute before:inset-y-0 before:start-0 before:z-[2] before:w-[3px] before:bg-error-mark',
        !isCards && 'grid',
        !isCards && (sight.lines === 1 ? 'items-center' : 'items-start pt-1.5'),
      )}
      style={isCards ? place : { ...place, gridTemplateColumns: tracks.template }}
    >
      {isCards ? (
        look.card(row, sight, tick)
      ) : (
        <>
          {tick !== false && (
            <div role="cell" className={clsx('grid place-items-center', tracks.hasPins && `${PINNED} start-0`)}>
              {tick}
            </div>
          )}
          {columns.map((column) => (
            <div
              key={column.id}
              role="cell"
              className={clsx(
                'min-w-0 px-2',
                column.isNumber === true && 'text-end tabular-nums',
                tracks.pinnedAt.has(column.id) && PINNED,
              )}
              style={{ insetInlineStart: tracks.pinnedAt.get(column.id) }}
            >
              {column.draw(row, sight)}
            </div>
          ))}
        </>
      )}
    </div>
  )
}

/** One row. It is drawn again only when something about it changes, not whenever the page around it does. */
export const TableRow = memo(TableRowPlain) as typeof TableRowPlain

/** It covers what scrolls under it, in the colour of its row. */
const PINNED = 'sticky z-[1] h-full content-center bg-inherit'

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
        aria-label={t('list.pick', { name })}
        onChange={(event) => onToggle(event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)}
        className="size-4 accent-[var(--accent)]"
      />
    </label>
  )
}
