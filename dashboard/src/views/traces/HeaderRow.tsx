// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand in a virtual list, which a table element forbids
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid, or the links and buttons in the rows, take the focus
import type { ListSort } from '@vitrine/schemas/api'
import clsx from 'clsx'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../ui/Icon.tsx'
import { COLUMN_META } from './columns.tsx'
import { nextSort, type SortField, sortState } from './sort.ts'

/** The grid tracks of header and rows: the tick, then one for each column. */
export const TRACKS = ['2.25rem', ...Object.values(COLUMN_META).map((meta) => meta.track)].join(' ')

export function HeaderRow({ sort, onSort }: { sort: ListSort; onSort: (sort: ListSort) => void }) {
  const { t } = useTranslation()
  return (
    <div role="rowgroup" className="sticky top-0 z-10 bg-subtle">
      <div
        role="row"
        aria-rowindex={1}
        className="grid h-8 items-center border-line border-b text-muted text-xs"
        style={{ gridTemplateColumns: TRACKS }}
      >
        <div role="columnheader">
          <span className="sr-only">{t('traces.column.pick')}</span>
        </div>
        {Object.entries(COLUMN_META).map(([id, meta]) => (
          <div
            key={id}
            role="columnheader"
            {...(meta.sort === undefined ? {} : { 'aria-sort': sortState(sort, meta.sort) })}
            className={clsx('min-w-0 px-2', meta.isNumber === true && 'text-end')}
          >
            {meta.sort === undefined ? (
              <span className={id === 'status' ? 'sr-only' : 'block truncate'}>{t(`traces.column.${id}`)}</span>
            ) : (
              <SortButton name={t(`traces.column.${id}`)} field={meta.sort} sort={sort} onSort={onSort} />
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
