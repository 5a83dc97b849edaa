import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { EVERYTHING } from '@vitrine/schemas/filter'
import { lazy, Suspense, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readQuery } from '../../model/query.ts'
import { NOTHING_SELECTED, type Selection } from '../../model/selection.ts'
import { usePageWindow } from '../../search/use-window.ts'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Page } from '../../ui/Page.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { BulkBar } from './BulkBar.tsx'
import { EmptyList } from './EmptyList.tsx'
import { FacetSidebar } from './FacetSidebar.tsx'
import { QueryBar } from './QueryBar.tsx'
import { ResultLine } from './ResultLine.tsx'
import { readSort } from './sort.ts'
import { TracesTable } from './TracesTable.tsx'
import { countQuery, type ListScope, tracesQuery } from './traces-queries.ts'
import { useLive } from './use-live.ts'

const AddToDataset = lazy(() => import('../../parts/AddToDataset.tsx').then((m) => ({ default: m.AddToDataset })))

const route = getRouteApi('/p/$project/traces')

/** Every trace with a matching span. Filter, sort and window stand in the URL and nowhere else. */
export function TracesPage() {
  const { t } = useTranslation()
  const { project } = route.useParams()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const window = usePageWindow(search)
  const text = search.q ?? ''
  const filter = useMemo(() => readQuery(text), [text])
  const sort = readSort(search.sort)
  const scope: ListScope = { project, q: text, from: window.from, to: window.to }
  const isReadable = filter !== undefined
  const list = useInfiniteQuery({ ...tracesQuery(scope, sort), enabled: isReadable })
  const count = useQuery({ ...countQuery(scope), enabled: isReadable })
  const total = useQuery({ ...countQuery({ ...scope, q: '' }), enabled: text !== '' && isReadable })
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.traces) ?? [], [list.data])
  const [selection, setSelection] = useState<Selection>(NOTHING_SELECTED)
  const [adding, setAdding] = useState(false)
  const [isAtTop, setAtTop] = useState(true)
  const live = useLive(isAtTop && selection === NOTHING_SELECTED)

  function commit(q: string): void {
    setSelection(NOTHING_SELECTED)
    void navigate({ search: ({ q: _, cursor: __, ...before }) => (q === '' ? before : { ...before, q }) })
  }
  const matching = count.data?.n ?? null
  return (
    <Page title={t('nav.traces')}>
      <div className="isolate flex flex-col gap-2">
        <QueryBar text={text} filter={filter} onCommit={commit} />
        <ResultLine
          loaded={rows.length}
          matching={count.data}
          total={text === '' ? undefined : total.data}
          live={live}
          isReading={list.isFetching}
        />
        <div className="flex flex-col gap-2 sm:flex-row sm:gap-3">
          <FacetSidebar scope={scope} filter={filter ?? EVERYTHING} isEnabled={isReadable} onChange={commit} />
          <div className="min-w-0 flex-1">
            <BulkBar
              selection={selection}
              matching={matching}
              onMatching={() => setSelection({ kind: 'matching' })}
              onClear={() => setSelection(NOTHING_SELECTED)}
              onAdd={() => setAdding(true)}
            />
            {list.isError && (
              <ErrorState title={t('traces.failed')} error={list.error} onRetry={() => void list.refetch()} />
            )}
            {list.isPending && isReadable && !list.isError && <Skeleton className="h-96" />}
            {list.isSuccess && rows.length === 0 && isReadable && (
              <EmptyList scope={scope} filter={filter} onQuery={commit} />
            )}
            {rows.length > 0 && (
              <TracesTable
                key={`${text} ${sort}`}
                project={project}
                rows={rows}
                matching={matching}
                sort={sort}
                selection={selection}
                isStale={list.isPlaceholderData}
                hasMore={list.hasNextPage}
                isLoadingMore={list.isFetchingNextPage}
                onMore={() => void list.fetchNextPage()}
                onSelection={setSelection}
                onSort={(next) => void navigate({ search: (before) => ({ ...before, sort: next }) })}
                onAtTop={setAtTop}
              />
            )}
          </div>
        </div>
      </div>
      {adding && (
        <Suspense>
          <AddToDataset
            project={project}
            sources={[{ id: 'filter', source: sourceOf(selection, scope) }]}
            onClose={() => setAdding(false)}
          />
        </Suspense>
      )}
    </Page>
  )
}

/** The picked traces, or all that match, within the window as it stands now. */
function sourceOf(selection: Selection, { q, from, to }: ListScope) {
  const ids = selection.kind === 'some' ? [...selection.ids] : undefined
  return {
    kind: 'filter' as const,
    scope: 'traces' as const,
    filter: { ...(ids === undefined ? (q === '' ? {} : { q }) : { q: `trace:${ids.join(',')}` }), from, to },
  }
}
