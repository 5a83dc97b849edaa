import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { STANDING_IDS, type StandingId, standingBoard } from '@vitrine/schemas/boards'
import { lazy, Suspense, useCallback, useMemo } from 'react'
import { boardQuery } from '../../api/board-queries.ts'
import { totalsQuery } from '../../api/queries.ts'
import { toRfc3339 } from '../../model/time-range.ts'
import { BoardGrid } from '../../parts/board/BoardGrid.tsx'
import { panelTitle } from '../../parts/board/texts.ts'
import type { BoardSearch } from '../../search/boards.ts'
import { changed } from '../../search/codec.ts'
import { usePageWindow } from '../../search/use-window.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useMayChange } from '../../ui/may-change.ts'
import { Page } from '../../ui/Page.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { BoardActions } from './BoardActions.tsx'
import { BoardPending } from './BoardPending.tsx'
import { BoardToolbar } from './BoardToolbar.tsx'
import { useBoardView } from './use-board-view.ts'
import { fillScreen } from './use-wall.ts'
import { WallPage } from './WallPage.tsx'

const route = getRouteApi('/p/$project/dashboards/$board')
const BudgetTable = lazy(() =>
  import('../../parts/BudgetTable.tsx').then((module) => ({ default: module.BudgetTable })),
)
/** Few who read a board change it. */
const BoardBuilder = lazy(() => import('./BoardBuilder.tsx').then((module) => ({ default: module.BoardBuilder })))

export function BoardPage() {
  const { board } = route.useParams()
  const standing = STANDING_IDS.find((id) => id === board)
  return standing === undefined ? <OwnBoard key={board} /> : <StandingBoard key={standing} id={standing} />
}

function useSearchChange() {
  const navigate = route.useNavigate()
  return useCallback(
    (change: { [K in keyof BoardSearch]?: BoardSearch[K] | undefined }) =>
      void navigate({ search: (before) => changed(before, change), resetScroll: false }),
    [navigate],
  )
}

/** In and out of what a screen on the wall shows. */
function useWallWay(onSearch: ReturnType<typeof useSearchChange>) {
  return {
    onWall: () => void fillScreen().then(() => onSearch({ tv: 'true' })),
    onLeave: useCallback(() => onSearch({ tv: undefined }), [onSearch]),
  }
}

/** Only these show scores, whose names come from the data. */
const SCORED: ReadonlySet<StandingId> = new Set(['overview', 'quality', 'chat'])
/** It shows little of them, and the rest of it need not wait. */
const WAITS_FOR_NONE: StandingId = 'overview'

function StandingBoard({ id }: { id: StandingId }) {
  const { t } = useTranslation()
  const { project } = route.useParams()
  const search = route.useSearch()
  const onSearch = useSearchChange()
  const window = usePageWindow(search)
  const isScored = SCORED.has(id)
  const totals = useQuery({
    ...totalsQuery(project, { from: toRfc3339(window.fromMs), to: toRfc3339(window.toMs), q: search.q }),
    enabled: isScored,
  })
  const definition = useMemo(() => {
    const scores = totals.data?.total.scores ?? []
    const measured = scores.filter(({ mean }) => mean !== null)
    return standingBoard(
      id,
      measured.map(({ name }) => name),
      scores.map(({ name }) => name),
    )
  }, [id, totals.data])
  const view = useBoardView({ project, search, q: definition.q, onSearch })
  const title = t(`boards.standing.${id}.name`)
  const own = useMemo(
    () => ({
      name: title,
      definition: {
        ...definition,
        panels: definition.panels.map((panel) => ({ ...panel, title: panelTitle(t, true, panel) })),
      },
    }),
    [definition, title, t],
  )
  const isWaiting = isScored && id !== WAITS_FOR_NONE && totals.isPending
  const { onWall, onLeave } = useWallWay(onSearch)
  if (search.tv !== undefined) {
    return <WallPage title={title} panels={definition.panels} view={view} isStanding onLeave={onLeave} />
  }
  return (
    <Page title={title} actions={<BoardActions project={project} board={own} onWall={onWall} />}>
      <p className="pb-3 text-muted">{t(`boards.standing.${id}.about`)}</p>
      <BoardToolbar search={search} view={view} onSearch={onSearch} />
      {isWaiting && !totals.isError && <BoardPending />}
      {totals.isError && <ErrorState title={t('boards.listFailed')} error={totals.error} />}
      {!isWaiting && definition.panels.length === 0 ? (
        <EmptyState title={t('boards.noScores')}>{t('boards.noScoresHint')}</EmptyState>
      ) : (
        !isWaiting && <BoardGrid panels={definition.panels} view={view} isStanding />
      )}
      {id === 'cost' && (
        <section className="mt-3 rounded-card border border-line p-3">
          <h2 className="pb-2 text-md">
            <Link
              to="/p/$project/alerts"
              params={{ project }}
              search={{ tab: 'budgets' }}
              className="text-link hover:underline"
            >
              {t('budgets.title')}
            </Link>
          </h2>
          <Suspense fallback={<Skeleton className="h-24" />}>
            <BudgetTable project={project} />
          </Suspense>
        </section>
      )}
    </Page>
  )
}

function OwnBoard() {
  const { t } = useTranslation()
  const mayChange = useMayChange()
  const { project, board: boardId } = route.useParams()
  const search = route.useSearch()
  const onSearch = useSearchChange()
  const { data: board, ...state } = useQuery(boardQuery(project, boardId))
  const range = search.range ?? (search.from === undefined ? board?.definition.range : undefined)
  const seen = range === undefined ? search : { ...search, range }
  const view = useBoardView({ project, search: seen, q: board?.definition.q, onSearch })
  const { onWall, onLeave } = useWallWay(onSearch)
  if (board === undefined) {
    return (
      <Page title={t('boards.title')} actions={<span className="h-8" />}>
        {state.isError ? (
          <ErrorState title={t('boards.boardFailed')} error={state.error} onRetry={() => void state.refetch()} />
        ) : (
          <>
            <BoardToolbar search={search} view={view} onSearch={onSearch} />
            <BoardPending />
          </>
        )}
      </Page>
    )
  }
  if (search.tv !== undefined) {
    return (
      <WallPage title={board.name} panels={board.definition.panels} view={view} isStanding={false} onLeave={onLeave} />
    )
  }
  if (search.edit !== undefined && mayChange) {
    return (
      <Suspense fallback={<BoardPending />}>
        <BoardBuilder key={board.revision} board={board} view={view} onDone={() => onSearch({ edit: undefined })} />
      </Suspense>
    )
  }
  return (
    <Page
      title={board.name}
      actions={
        <BoardActions project={project} board={board} onWall={onWall} onEdit={() => onSearch({ edit: 'true' })} />
      }
    >
      {board.description !== null && (
        <p className="pb-3 text-muted">
          <bdi>{board.description}</bdi>
        </p>
      )}
      <BoardToolbar search={search} view={view} onSearch={onSearch} />
      {board.definition.panels.length === 0 ? (
        <EmptyState title={t('boards.noPanels')} />
      ) : (
        <BoardGrid panels={board.definition.panels} view={view} isStanding={false} />
      )}
    </Page>
  )
}
