// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand in a virtual list, which a table element forbids
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid, or the links and buttons in the rows, take the focus
import type { ListSort } from '@vitrine/schemas/api'
import clsx from 'clsx'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { Icon } from '../../ui/Icon.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { ColumnEdge, type ColumnEdgeProps } from './ColumnEdge.tsx'
import { titleOf } from './column.ts'
import { nextSort, type SortField, sortState } from './sort.ts'
import type { PlacedColumn, Tracks } from './tracks.ts'

interface HeaderRowProps {
  readonly columns: readonly Pick<PlacedColumn<never>, 'id' | 'sort' | 'isNumber' | 'title' | 'hidesTitle'>[]
  readonly tracks: Tracks
  readonly hasTicks: boolean
  readonly sort: ListSort
  readonly onSort: (sort: ListSort) => void
  /** Of columns whose width can be changed. */
  readonly edgeOf?: ((id: string) => ColumnEdgeProps) | undefined
}

export function HeaderRow({ columns, tracks, hasTicks, sort, onSort, edgeOf }: HeaderRowProps) {
  const { t } = useTranslation()
  return (
    <div role="rowgroup" className="sticky top-0 z-10 bg-subtle">
      <div
        role="row"
        aria-rowindex={1}
        className="grid h-8 items-center border-line border-b text-muted text-xs"
        style={{ gridTemplateColumns: tracks.template }}
      >
        {hasTicks && (
          <div role="columnheader" className={clsx(tracks.hasPins && 'sticky start-0 z-20 h-full bg-subtle')}>
            <span className="sr-only">{t('list.column.pick')}</span>
          </div>
        )}
        {columns.map((column) => (
          <div
            key={column.id}
            role="columnheader"
            data-column={column.id}
            {...(column.sort === undefined ? {} : { 'aria-sort': sortState(sort, column.sort) })}
            className={clsx(
              'flex h-full min-w-0 items-center px-2',
              column.isNumber === true && 'justify-end',
              tracks.pinnedAt.has(column.id) ? 'sticky z-20 bg-subtle' : 'relative',
            )}
            style={{ insetInlineStart: tracks.pinnedAt.get(column.id) }}
          >
            {column.sort === undefined ? (
              <span className={column.hidesTitle === true ? 'sr-only' : 'block truncate'} title={titleOf(column, t)}>
                {titleOf(column, t)}
              </span>
            ) : (
              <SortButton name={titleOf(column, t)} field={column.sort} sort={sort} onSort={onSort} />
            )}
            {edgeOf !== undefined && <ColumnEdge {...edgeOf(column.id)} />}
          </div>
        ))}
      </div>
    </div>
  )
}

interface SortButtonProps {
  readonly name: string
  readonly field: SortField
  readonly sort: ListSort
  readonly onSort: (sort: ListSort) => void
}

function SortButton({ name, field, sort, onSort }: SortButtonProps) {
  const state = sortState(sort, field)
  return (
    <button
      type="button"
      title={name}
      onClick={() => onSort(nextSort(sort, field))}
      className={clsx(
        'inline-flex min-h-6 max-w-full items-center gap-0.5 hover:text-fg',
        state !== 'none' && 'font-bold text-fg',
      )}
    >
      <span className="truncate">{name}</span>
      {state !== 'none' && <Icon icon={state === 'ascending' ? ArrowUp : ArrowDown} className="size-3" />}
    </button>
  )
}
