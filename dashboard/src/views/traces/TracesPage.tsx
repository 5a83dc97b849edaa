import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { EVERYTHING } from '@vitrine/schemas/filter'
import { lazy, Suspense, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ChosenColumn, plainColumns, readColumns, withWidth, writeColumns } from '../../model/columns.ts'
import { readScope } from '../../model/list-rows.ts'
import { marksOf } from '../../model/marks.ts'
import { readQuery } from '../../model/query.ts'
import { NOTHING_SELECTED, type Selection } from '../../model/selection.ts'
import { windowSearch } from '../../model/time-range.ts'
import { readDensity } from '../../parts/list/column.ts'
import { RowTable } from '../../parts/list/RowTable.tsx'
import { readSort } from '../../parts/list/sort.ts'
import { useMedia } from '../../parts/use-media.ts'
import { changed } from '../../search/codec.ts'
import { refreshNow } from '../../search/refresh.ts'
import type { TracesSearch } from '../../search/traces.ts'
import { usePageWindow } from '../../search/use-window.ts'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Page } from '../../ui/Page.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { BulkBar } from './BulkBar.tsx'
import { EmptyList } from './EmptyList.tsx'
import { FacetSidebar } from './FacetSidebar.tsx'
import { GroupTable, readGroup } from './GroupTable.tsx'
import { ListToolbar } from './ListToolbar.tsx'
import { PeekFrame } from './PeekFrame.tsx'
import { PulseStrip } from './PulseStrip.tsx'
import { QueryBar } from './QueryBar.tsx'
import { RowCard } from './RowCard.tsx'
import { columnsOf, defaultColumns, knownColumns, type MarkedRow } from './row-columns.tsx'
import { ScopeTabs } from './ScopeTabs.tsx'
import { sourceOf } from './source-of.ts'
import { countQuery, type ListQuestion, rowsQuery } from './traces-queries.ts'
import { useLive } from './use-live.ts'
import { useMatches } from './use-matches.ts'
import { useOpened } from './use-opened.ts'

const AddToDataset = lazy(() => import('../../parts/AddToDataset.tsx').then((m) => ({ default: m.AddToDataset })))
const Peek = lazy(() => import('../../parts/trace/Peek.tsx').then((m) => ({ default: m.Peek })))

const route = getRouteApi('/p/$project/traces')
const NO_PAGES: readonly never[] = []

/** Traces, spans, calls or tools that match. Everything that makes the list what it is stands in the URL, nowhere else. */
export function TracesPage() {
  const { t } = useTranslation()
  const { project } = route.useParams()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const window = usePageWindow(search)
  const scope = readScope(search.scope)
  const text = search.q ?? ''
  const filter = useMemo(() => readQuery(text), [text])
  const sort = readSort(search.sort)
  const density = readDensity(search.density)
  const defaults = defaultColumns(scope)
  const chosen = useMemo(
    () => readColumns(search.cols, knownColumns(scope)) ?? plainColumns(defaultColumns(scope)),
    [search.cols, scope],
  )
  const hasWords = useMemo(() => marksOf(filter) !== undefined, [filter])
  const columns = useMemo(() => columnsOf(chosen, hasWords), [chosen, hasWords])
  const group = readGroup(search.group)
  const question: ListQuestion = { project, scope, q: text, from: window.from, to: window.to }
  const isReadable = filter !== undefined
  const list = useInfiniteQuery({ ...rowsQuery(question, sort), enabled: isReadable && group === undefined })
  const count = useQuery({ ...countQuery(question), enabled: isReadable })
  const total = useQuery({ ...countQuery({ ...question, q: '' }), enabled: text !== '' && isReadable })
  const marks = useMemo(() => marksOf(filter), [filter])
  const pages = list.data?.pages ?? NO_PAGES
  const matches = useMatches(question, pages, marks !== undefined && !list.isPlaceholderData)
  const rows = useMemo<MarkedRow[]>(
    () => pages.flatMap((page) => page.rows.map((row) => ({ ...row, marks, words: text, match: matches.get(row.id) }))),
    [pages, marks, text, matches],
  )
  const [selection, setSelection] = useState<Selection>(NOTHING_SELECTED)
  const [adding, setAdding] = useState(false)
  const [isAtTop, setAtTop] = useState(true)
  const opened = useOpened(search, rows)
  const live = useLive(isAtTop && selection === NOTHING_SELECTED && opened.traceId === undefined)
  const isNarrow = useMedia('(max-width: 899px)')
  // All that match by now, not those that started since: what is new began before the list was read as often as not.
  const since = useQuery({
    ...countQuery({ ...question, to: '' }),
    enabled: live.isResting && isReadable,
    refetchInterval: 2_000,
    meta: { silent: true },
  })

  function commit(q: string): void {
    setSelection(NOTHING_SELECTED)
    void navigate({
      search: ({ q: _, peek: __, span: ___, ...before }) => (q === '' ? before : { ...before, q }),
    })
  }
  const set = (change: { [K in keyof TracesSearch]?: TracesSearch[K] | undefined }) =>
    void navigate({ search: (before) => changed(before, change), resetScroll: false })
  const setColumns = (next: readonly ChosenColumn[]) => set({ cols: writeColumns(next, defaults) })
  const matching = count.data?.n ?? null
  const hasPeek = opened.traceId !== undefined
  return (
    <Page title={t(`list.scope.${scope}`)} hideTitle>
      <div className="isolate flex min-h-[36rem] flex-col gap-2 sm:h-[calc(100dvh-5.25rem)]">
        <div className="flex flex-col gap-2 lg:flex-row lg:items-start">
          <ScopeTabs project={project} scope={scope} />
          <div className="min-w-0 grow">
            <QueryBar text={text} filter={filter} question={question} onCommit={commit} />
          </div>
        </div>
        {isReadable && (
          <PulseStrip
            question={question}
            window={window}
            onWindow={(next) => set({ range: undefined, ...windowSearch(next) })}
          />
        )}
        <ListToolbar
          project={project}
          search={search}
          question={question}
          sort={sort}
          fresh={since.isPlaceholderData ? 0 : freshOf(matching, since.data?.n)}
          onFresh={() => {
            document.querySelector('[data-list]')?.scrollTo({ top: 0 })
            refreshNow()
          }}
          scope={scope}
          loaded={rows.length}
          matching={count.data}
          total={text === '' ? undefined : total.data}
          live={live}
          isReading={list.isFetching}
          group={group}
          onGroup={(next) => set({ group: next, peek: undefined, span: undefined })}
          columns={{
            chosen,
            known: knownColumns(scope),
            defaults,
            density,
            onColumns: setColumns,
            onDensity: (next) => set({ density: next === 's' ? undefined : next }),
          }}
        />
        <div className="flex min-h-0 flex-1 flex-col gap-2 sm:flex-row sm:gap-3">
          {!hasPeek && (
            <FacetSidebar question={question} filter={filter ?? EVERYTHING} isEnabled={isReadable} onChange={commit} />
          )}
          <div className="flex min-h-0 min-w-0 flex-1 flex-col">
            <BulkBar
              selection={selection}
              scope={scope}
              project={project}
              matching={matching}
              onMatching={() => setSelection({ kind: 'matching' })}
              onClear={() => setSelection(NOTHING_SELECTED)}
              onAdd={() => setAdding(true)}
            />
            {group !== undefined && isReadable && <GroupTable question={question} by={group} window={window} />}
            {group === undefined && list.isError && (
              <ErrorState title={t('list.failed')} error={list.error} onRetry={() => void list.refetch()} />
            )}
            {group === undefined && list.isPending && isReadable && !list.isError && <Skeleton className="h-96" />}
            {group === undefined && list.isSuccess && rows.length === 0 && isReadable && (
              <EmptyList question={question} filter={filter} onQuery={commit} />
            )}
            {group === undefined && rows.length > 0 && (
              <RowTable<MarkedRow>
                key={`${scope} ${text} ${sort}`}
                name={t(`list.scope.${scope}`)}
                project={project}
                rows={rows}
                columns={columns}
                density={density}
                matching={matching}
                sort={sort}
                isStale={list.isPlaceholderData}
                hasMore={list.hasNextPage}
                isLoadingMore={list.isFetchingNextPage}
                onMore={() => void list.fetchNextPage()}
                onSort={(next) => set({ sort: next })}
                onWidth={(id, widthPx) => setColumns(withWidth(chosen, id, widthPx))}
                onAtTop={setAtTop}
                nameOf={(row) => row.name ?? row.traceId}
                card={(row, sight, tick) => <RowCard row={row} sight={sight} tick={tick} />}
                isFailed={(row) => row.status === 'error'}
                selection={selection}
                onSelection={setSelection}
                openId={opened.row?.id}
                onOpen={opened.open}
                heightClass="min-h-80 flex-1"
              />
            )}
          </div>
          {opened.traceId !== undefined && (
            <PeekFrame isWhole={isNarrow}>
              <Suspense fallback={<Skeleton className="m-3 h-64" />}>
                <Peek
                  key={opened.traceId}
                  project={project}
                  traceId={opened.traceId}
                  spanId={search.span}
                  mode={search.mode}
                  tab={search.tab}
                  words={marks === undefined ? undefined : text}
                  position={
                    opened.at < 0 ? undefined : { at: opened.at + 1, of: matching ?? rows.length, step: opened.step }
                  }
                  onChange={(change) =>
                    void navigate({
                      search: (before) => changed(before, change),
                      replace: true,
                      resetScroll: false,
                    })
                  }
                  onClose={opened.close}
                />
              </Suspense>
            </PeekFrame>
          )}
        </div>
      </div>
      {adding && (
        <Suspense>
          <AddToDataset
            project={project}
            sources={[{ id: 'filter', source: sourceOf(selection, question) }]}
            onClose={() => setAdding(false)}
          />
        </Suspense>
      )}
    </Page>
  )
}

/** How many came since the list was counted. */
function freshOf(before: number | null, now: number | undefined): number {
  return before === null || now === undefined ? 0 : Math.max(0, now - before)
}
