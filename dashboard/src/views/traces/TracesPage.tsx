import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { ListSort } from '@vitrine/schemas/api'
import { EVERYTHING, type Filter, printFilter } from '@vitrine/schemas/filter'
import { lazy, memo, type ReactNode, Suspense, useDeferredValue, useMemo, useState } from 'react'
import {
  attributeOf,
  type ChosenColumn,
  plainColumns,
  readColumns,
  withWidth,
  writeColumns,
} from '../../model/columns.ts'
import { defaultColumns } from '../../model/list-columns.ts'
import { type ListRow, readScope } from '../../model/list-rows.ts'
import { marksOf } from '../../model/marks.ts'
import { readQuery } from '../../model/query.ts'
import { NOTHING_SELECTED, type Selection } from '../../model/selection.ts'
import { type Window, windowSearch } from '../../model/time-range.ts'
import { type Density, readDensity, type Sight } from '../../parts/list/column.ts'
import { RowsPending } from '../../parts/list/RowsPending.tsx'
import { RowTable } from '../../parts/list/RowTable.tsx'
import { readSort } from '../../parts/list/sort.ts'
import { useMedia } from '../../parts/use-media.ts'
import { useSteady } from '../../parts/use-steady.ts'
import { changed } from '../../search/codec.ts'
import { refreshNow } from '../../search/refresh.ts'
import type { TracesSearch } from '../../search/traces.ts'
import { usePageWindow } from '../../search/use-window.ts'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
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
import { columnsOf, knownColumns, type MarkedRow } from './row-columns.tsx'
import { ScopeTabs } from './ScopeTabs.tsx'
import { sourceOf } from './source-of.ts'
import { countQuery, type ListQuestion, rowsQuery } from './traces-queries.ts'
import { useLive } from './use-live.ts'
import { useMatches } from './use-matches.ts'
import { useOpened } from './use-opened.ts'
import { useValues } from './use-values.ts'

const AddToDataset = lazy(() => import('../../parts/AddToDataset.tsx').then((m) => ({ default: m.AddToDataset })))
const Peek = lazy(() => import('../../parts/trace/Peek.tsx').then((m) => ({ default: m.Peek })))

const route = getRouteApi('/p/$project/traces')
/** The list scrolls by itself at every width: one that grew with its rows would read page after page. */
const LIST_HEIGHT = 'min-h-80 flex-1 max-sm:h-[calc(100dvh-6rem)] max-sm:flex-none print:h-auto'
const NO_PAGES: readonly never[] = []

// They are drawn again only when what they show changes, not with every press on the page.
const Query = memo(QueryBar)
const Pulse = memo(PulseStrip)
const Facets = memo(FacetSidebar)
const Toolbar = memo(ListToolbar)
const Tabs = memo(ScopeTabs)
const Rows = memo(RowTable<MarkedRow>)

/** Undefined takes a part out of the address. */
type Change = { [K in keyof TracesSearch]?: TracesSearch[K] | undefined }

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
  const group = readGroup(search.group)
  const asked = useMemo<ListQuestion>(
    () => ({ project, scope, q: text, from: window.from, to: window.to }),
    [project, scope, text, window],
  )
  // The filter and what was pressed are drawn at once; the rows that they lead to, and the trace that is opened, right
  // after, and drawing these stops for whatever is pressed meanwhile.
  const question = useDeferredValue(asked)
  const shown = useDeferredValue(search)
  const asking = useMemo(() => readQuery(question.q), [question.q])
  const marks = useMemo(() => marksOf(asking), [asking])
  const columns = useMemo(() => columnsOf(chosen, marks !== undefined), [chosen, marks])
  const isReadable = asking !== undefined
  const list = useInfiniteQuery({ ...rowsQuery(question, sort), enabled: isReadable && group === undefined })
  // What counts everything that matches waits for the page of rows, which would stand in one line with it.
  const isCounted = isReadable && (group !== undefined || list.isError || (list.isSuccess && !list.isPlaceholderData))
  const count = useQuery({ ...countQuery(question), enabled: isCounted })
  const total = useQuery({ ...countQuery({ ...question, q: '' }), enabled: text !== '' && isCounted })
  const pages = list.data?.pages ?? NO_PAGES
  const matches = useMatches(question, pages, marks !== undefined && !list.isPlaceholderData)
  const attributes = useMemo(() => chosen.flatMap(({ id }) => attributeOf(id) ?? []), [chosen])
  const values = useValues(project, pages, attributes)
  const rows = useMemo<MarkedRow[]>(() => {
    const marked = (row: ListRow) => ({
      ...row,
      marks,
      words: question.q,
      match: matches.get(row.id),
      values: values.get(row.id),
    })
    return pages.flatMap((page) => page.rows.map(marked))
  }, [pages, marks, question.q, matches, values])
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

  const commit = useSteady((q: string) => {
    setSelection(NOTHING_SELECTED)
    void navigate({
      search: ({ q: _, peek: __, span: ___, ...before }) => (q === '' ? before : { ...before, q }),
    })
  })
  const set = useSteady(
    (change: Change) => void navigate({ search: (before) => changed(before, change), resetScroll: false }),
  )
  const setColumns = useSteady((next: readonly ChosenColumn[]) => set({ cols: writeColumns(next, defaults) }))
  const columnsMenu = useMemo(
    () => ({
      chosen,
      known: knownColumns(scope),
      defaults: defaultColumns(scope),
      density,
      onColumns: setColumns,
      onDensity: (next: Density) => set({ density: next === 's' ? undefined : next }),
    }),
    [chosen, scope, density, set, setColumns],
  )
  const onSort = useSteady((next: ListSort) => set({ sort: next }))
  const onWidth = useSteady((id: string, widthPx: number | undefined) => setColumns(withWidth(chosen, id, widthPx)))
  const onGroup = useSteady((next: string | undefined) => set({ group: next, peek: undefined, span: undefined }))
  const onMore = useSteady(() => void list.fetchNextPage())
  // From the filter as it is by now: what a facet shows may be one press behind.
  const onFacet = useSteady((change: (filter: Filter) => Filter) => commit(printFilter(change(filter ?? EVERYTHING))))
  const onPeek = useSteady(
    (change: Change) =>
      void navigate({ search: (before) => changed(before, change), replace: true, resetScroll: false }),
  )
  const matching = count.data?.n ?? null
  // What came between the rows and their count is counted, and not in the rows: whole, they say themselves how many.
  const isWhole = group === undefined && list.isSuccess && !list.isPlaceholderData && !list.hasNextPage
  const onWindow = useSteady((next: Window) => set({ range: undefined, ...windowSearch(next) }))
  const peek = search.peek === shown.peek ? search : shown
  return (
    <Page title={t(`list.scope.${scope}`)} hideTitle>
      <div className="isolate flex min-h-[36rem] flex-col gap-2 sm:h-[calc(100dvh-5.25rem)] print:h-auto">
        <div className="flex flex-col gap-2 lg:flex-row lg:items-start">
          <Tabs project={project} scope={scope} />
          <div className="min-w-0 grow">
            <Query text={text} filter={filter} question={question} onCommit={commit} />
          </div>
        </div>
        {isReadable && <Pulse question={question} window={window} isEnabled={isCounted} onWindow={onWindow} />}
        <Toolbar
          project={project}
          search={shown}
          question={question}
          sort={sort}
          fresh={since.isPlaceholderData ? 0 : freshOf(isWhole ? rows.length : matching, since.data?.n)}
          onFresh={readFresh}
          scope={scope}
          loaded={rows.length}
          matching={count.data}
          isUncounted={count.isError}
          isStale={count.isPlaceholderData || (text !== '' && total.isPlaceholderData)}
          total={text === '' ? undefined : total.data}
          live={live}
          isReading={list.isFetching}
          group={group}
          onGroup={onGroup}
          columns={columnsMenu}
        />
        <div className="flex min-h-0 flex-1 flex-col gap-2 sm:flex-row sm:gap-3">
          {peek.peek === undefined && (
            <Facets question={question} filter={asking ?? EVERYTHING} isEnabled={isCounted} onChange={onFacet} />
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
            {group !== undefined && isReadable && count.data?.n !== 0 && (
              <GroupTable question={question} by={group} window={window} />
            )}
            {group === undefined && list.isError && (
              <ErrorState title={t('list.failed')} error={list.error} onRetry={() => void list.refetch()} />
            )}
            {group === undefined && list.isPending && isReadable && !list.isError && (
              <RowsPending density={density} heightClass={LIST_HEIGHT} />
            )}
            {isReadable && (group === undefined ? list.isSuccess && rows.length === 0 : count.data?.n === 0) && (
              <EmptyList question={question} filter={asking} onQuery={commit} />
            )}
            {group === undefined && rows.length > 0 && (
              <Rows
                key={`${question.scope} ${question.q} ${sort}`}
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
                onMore={onMore}
                onSort={onSort}
                onWidth={onWidth}
                onAtTop={setAtTop}
                nameOf={nameOf}
                card={drawCard}
                isFailed={isFailed}
                selection={selection}
                onSelection={setSelection}
                openId={opened.row?.id}
                onOpen={opened.open}
                heightClass={LIST_HEIGHT}
              />
            )}
          </div>
          {peek.peek !== undefined && (
            <PeekFrame isWhole={isNarrow}>
              <Suspense fallback={<Skeleton className="m-3 h-64" />}>
                <Peek
                  key={peek.peek}
                  project={project}
                  traceId={peek.peek}
                  spanId={peek.span}
                  mode={peek.mode}
                  tab={peek.tab}
                  words={marks === undefined ? undefined : text}
                  at={opened.at < 0 ? undefined : opened.at + 1}
                  of={matching ?? rows.length}
                  onStep={opened.step}
                  onChange={onPeek}
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

// Of one identity, so that rows are drawn again only when they change.
const nameOf = (row: MarkedRow) => row.name ?? row.traceId
const isFailed = (row: MarkedRow) => row.status === 'error'
const drawCard = (row: MarkedRow, sight: Sight, tick: ReactNode) => <RowCard row={row} sight={sight} tick={tick} />

function readFresh(): void {
  document.querySelector('[data-list]')?.scrollTo({ top: 0 })
  refreshNow()
}

/** How many came since the list was counted. */
function freshOf(before: number | null, now: number | undefined): number {
  return before === null || now === undefined ? 0 : Math.max(0, now - before)
}
