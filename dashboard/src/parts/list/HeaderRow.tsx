// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand in a virtual list, which a table element forbids
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid, or the links and buttons in the rows, take the focus
import type { ListSort } from '@vitrine/schemas/api'
import clsx from 'clsx'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../ui/Icon.tsx'
import type { Column } from './column.ts'
import { nextSort, type SortField, sortState } from './sort.ts'

interface HeaderRowProps {
  readonly columns: readonly Pick<Column<never>, 'id' | 'sort' | 'isNumber' | 'title' | 'hidesTitle'>[]
  readonly tracks: string
  readonly hasTicks: boolean
  readonly sort: ListSort
  readonly onSort: (sort: ListSort) => void
}

export function HeaderRow({ columns, tracks, hasTicks, sort, onSort }: HeaderRowProps) {
  const { t } = useTranslation()
  return (
    <div role="rowgroup" className="sticky top-0 z-10 bg-subtle">
      <div
        role="row"
        aria-rowindex={1}
        className="grid h-8 items-center border-line border-b text-muted text-xs"
        style={{ gridTemplateColumns: tracks }}
      >
        {hasTicks && (
          <div role="columnheader">
            <span className="sr-only">{t('list.column.pick')}</span>
          </div>
        )}
        {columns.map((column) => (
          <div
            key={column.id}
            role="columnheader"
            {...(column.sort === undefined ? {} : { 'aria-sort': sortState(sort, column.sort) })}
            className={clsx('min-w-0 px-2', column.isNumber === true && 'text-end')}
          >
            {column.sort === undefined ? (
              <span className={column.hidesTitle === true ? 'sr-only' : 'block truncate'}>{t(column.title)}</span>
            ) : (
              <SortButton name={t(column.title)} field={column.sort} sort={sort} onSort={onSort} />
            )}
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
