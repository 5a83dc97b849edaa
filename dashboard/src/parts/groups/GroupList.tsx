import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { GroupRow, ListSort } from '@vitrine/schemas/api'
import { parseFilter } from '@vitrine/schemas/filter'
import { useMemo } from 'react'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'
import type { Sight } from '../list/column.ts'
import { FilterField } from '../list/FilterField.tsx'
import { RowsPending } from '../list/RowsPending.tsx'
import { RowTable } from '../list/RowTable.tsx'
import { GroupCard, groupColumns } from './GroupColumns.tsx'
import { type GroupQuestion, groupCountQuery, groupsQuery } from './group-queries.ts'

export interface GroupListProps {
  readonly question: GroupQuestion
  readonly name: string
  /** What the reader wrote, where the question says more than that. */
  readonly text?: string
  readonly sort: ListSort
  readonly onSort: (sort: ListSort) => void
  readonly onQuery: (q: string) => void
  readonly onAllTime?: () => void
  readonly heightClass?: string
}

/** Sessions or users that match, with what they cost and how they went. */
export function GroupList({
  question,
  name,
  text = question.q,
  sort,
  onSort,
  onQuery,
  onAllTime,
  heightClass,
}: GroupListProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const isReadable = parseFilter(question.q).kind === 'ok'
  const list = useInfiniteQuery({ ...groupsQuery(question, sort), enabled: isReadable })
  const count = useQuery({ ...groupCountQuery(question), enabled: isReadable })
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.rows) ?? [], [list.data])
  const columns = groupColumns(question.unit)
  return (
    <>
      <FilterField text={text} onCommit={onQuery} />
      <p role="status" data-testid="result-line" className="min-h-6 text-muted text-xs">
        {count.data === undefined
          ? t(count.isError ? 'list.uncounted' : 'list.counting')
          : t(`list.count.${question.unit}`, { count: count.data.n, n: format.number(count.data.n) })}
      </p>
      {list.isError && <ErrorState title={t('list.failed')} error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && isReadable && !list.isError && (
        <RowsPending density="s" heightClass={heightClass ?? 'min-h-80 flex-1'} />
      )}
      {list.isSuccess && rows.length === 0 && (
        <EmptyState
          title={t(`list.none.${question.unit}`)}
          action={
            onAllTime !== undefined && (
              <button type="button" onClick={onAllTime} className="text-link underline">
                {t('list.allTime')}
              </button>
            )
          }
        >
          {t(`list.noneHint.${question.unit}`)}
        </EmptyState>
      )}
      {rows.length > 0 && (
        <RowTable<GroupRow>
          key={`${question.q} ${sort}`}
          name={name}
          project={question.project}
          rows={rows}
          columns={columns}
          density="s"
          matching={count.data?.n ?? null}
          sort={sort}
          isStale={list.isPlaceholderData}
          hasMore={list.hasNextPage}
          isLoadingMore={list.isFetchingNextPage}
          onMore={() => void list.fetchNextPage()}
          onSort={onSort}
          nameOf={nameOf}
          card={question.unit === 'sessions' ? sessionCard : userCard}
          isFailed={isFailed}
          heightClass={heightClass ?? 'min-h-80 flex-1'}
        />
      )}
    </>
  )
}

// Of one identity, so that rows are drawn again only when they change.
const nameOf = (row: GroupRow) => row.id
const isFailed = (row: GroupRow) => row.errors > 0
const sessionCard = (row: GroupRow, sight: Sight) => <GroupCard row={row} sight={sight} unit="sessions" />
const userCard = (row: GroupRow, sight: Sight) => <GroupCard row={row} sight={sight} unit="users" />
