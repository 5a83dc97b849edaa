import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import clsx from 'clsx'
import { useEffect, useMemo, useRef } from 'react'
import { totalsQuery } from '../../api/queries.ts'
import { oneLine } from '../../model/preview.ts'
import { LONG_PAUSE_NS, type Turn, turnsOf } from '../../model/turns.ts'
import { GroupLink } from '../../parts/groups/GroupColumns.tsx'
import { turnsQuery } from '../../parts/groups/group-queries.ts'
import { useOverscan } from '../../parts/use-printed-rows.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Money } from '../../ui/Money.tsx'
import { Page } from '../../ui/Page.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useShortcut } from '../../ui/shortcuts.ts'
import { ToggleButton } from '../../ui/ToggleButton.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { Count, Duration, Time, Tokens } from '../../ui/Values.tsx'
import { TurnCard } from './TurnCard.tsx'

const route = getRouteApi('/p/$project/sessions/$session')

/** The conversation as its user saw it, each turn leading to its trace. */
export function SessionPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const { project, session } = route.useParams()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const list = useInfiniteQuery(turnsQuery(project, session))
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = list
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  const turns = useMemo(() => turnsOf(list.data?.pages.flatMap((page) => page.traces) ?? []), [list.data])
  const isWhole = search.show === 'all'
  const scroller = useRef<HTMLElement>(null)
  const virtual = useVirtualizer({
    count: turns.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 180,
    overscan: useOverscan(turns.length, 4),
    getItemKey: (at) => turns[at]?.traceId ?? at,
  })
  const chosenAt = turns.findIndex((turn) => turn.traceId === search.turn)
  useEffect(() => {
    if (chosenAt >= 0) virtual.scrollToIndex(chosenAt, { align: 'start' })
  }, [chosenAt, virtual])
  const go = (at: number) => {
    const turn = turns[Math.min(Math.max(at, 0), turns.length - 1)]?.traceId
    if (turn !== undefined)
      void navigate({ search: (before) => ({ ...before, turn }), replace: true, resetScroll: false })
  }
  useShortcut({ keys: 'j', scope: 'page', label: 'sessions.next' }, () => go(chosenAt + 1))
  useShortcut({ keys: 'k', scope: 'page', label: 'sessions.previous' }, () => go(chosenAt < 0 ? 0 : chosenAt - 1))
  return (
    <Page
      title={session}
      actions={
        <ToggleButton
          isSelected={isWhole}
          onChange={(next) =>
            void navigate({
              search: ({ show: _, ...before }) => (next ? { ...before, show: 'all' } : before),
              resetScroll: false,
            })
          }
        >
          {t('sessions.showAll')}
        </ToggleButton>
      }
    >
      <SessionFacts project={project} session={session} turns={list.isPending ? undefined : turns} />
      {list.isError && (
        <ErrorState title={t('sessions.failed')} error={list.error} onRetry={() => void list.refetch()} />
      )}
      {list.isPending && !list.isError && <ConversationPending />}
      {list.isSuccess && turns.length === 0 && (
        <EmptyState title={t('sessions.none')}>{t('sessions.noneHint')}</EmptyState>
      )}
      {turns.length > 0 && (
        <div data-conversation="" className={FRAME}>
          <nav aria-label={t('sessions.outline')} className={`overflow-y-auto ${OUTLINE}`}>
            <ol className="flex flex-col">
              {turns.map((turn, at) => (
                <li key={turn.traceId}>
                  <button
                    type="button"
                    aria-current={at === chosenAt ? 'true' : undefined}
                    onClick={() => go(at)}
                    className={clsx(
                      'flex min-h-7 w-full items-center gap-2 rounded-control px-2 text-start text-xs hover:bg-hover',
                      at === chosenAt && 'bg-selected font-bold',
                    )}
                  >
                    <span className="w-6 shrink-0 text-muted tabular-nums">{format.number(at + 1)}</span>
                    <bdi
                      className={clsx(
                        'min-w-0 grow truncate [text-align:match-parent]',
                        turn.trace.errors > 0 && 'text-error',
                      )}
                    >
                      {oneLine(turn.trace.input_preview ?? turn.trace.name ?? '', 60).text || t('trace.unnamed')}
                    </bdi>
                    <span className="shrink-0 text-muted">
                      <Duration ns={turn.trace.duration} />
                    </span>
                  </button>
                </li>
              ))}
            </ol>
          </nav>
          <section
            ref={scroller}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
            tabIndex={0}
            aria-label={t('sessions.conversation')}
            className={`overflow-y-auto ${CONVERSATION}`}
          >
            <ol className="relative" style={{ blockSize: virtual.getTotalSize() }}>
              {virtual.getVirtualItems().map((item) => {
                const turn = turns[item.index]
                if (turn === undefined) return null
                return (
                  <li
                    key={item.key}
                    ref={virtual.measureElement}
                    data-index={item.index}
                    data-turn={item.index}
                    className="absolute inset-x-0 top-0 pb-3"
                    style={{ transform: `translateY(${item.start}px)` }}
                  >
                    {turn.idleNs >= LONG_PAUSE_NS && (
                      <p className="flex items-center gap-2 pb-3 text-faint text-xs before:h-px before:grow before:bg-line after:h-px after:grow after:bg-line">
                        {t('sessions.pause', { time: format.durationNs(turn.idleNs) })}
                      </p>
                    )}
                    <TurnCard project={project} turn={turn} number={item.index + 1} isWhole={isWhole} />
                  </li>
                )
              })}
            </ol>
          </section>
        </div>
      )}
    </Page>
  )
}

const FRAME = 'flex gap-3 sm:h-[calc(100dvh-11rem)] print:h-auto'
const OUTLINE = 'hidden w-60 shrink-0 lg:block'
const CONVERSATION = 'min-h-96 min-w-0 flex-1 rounded-card border border-line p-3'
const TURNS = Array.from({ length: 8 }, (_, at) => at)

/** Outline and conversation before they are read, in their places. */
function ConversationPending() {
  return (
    <div aria-hidden="true" data-pending="" className={FRAME}>
      <div className={`overflow-hidden ${OUTLINE}`}>
        {TURNS.map((at) => (
          <div key={at} className="h-7 p-1">
            <Skeleton className="h-full" />
          </div>
        ))}
      </div>
      <div className={`overflow-hidden ${CONVERSATION}`}>
        {TURNS.map((at) => (
          <Skeleton key={at} className="mb-3 h-36" />
        ))}
      </div>
    </div>
  )
}

interface SessionFactsProps {
  readonly project: string
  readonly session: string
  /** Undefined until they are read. */
  readonly turns: readonly Turn[] | undefined
}

function SessionFacts({ project, session, turns }: SessionFactsProps) {
  const { t } = useTranslation()
  const totals = useQuery(totalsQuery(project, { q: `session:${JSON.stringify(session)}` }))
  const total = totals.data?.total
  const users = [...new Set(turns?.flatMap(({ trace }) => (trace.user === null ? [] : [trace.user])))]
  const [first, last] = [turns?.[0], turns?.at(-1)]
  return (
    <dl className="mb-2 flex min-h-6 flex-wrap items-center gap-x-5 gap-y-1 text-xs">
      <Fact name={t('sessions.turns')}>
        <Count value={turns?.length ?? null} />
      </Fact>
      <Fact name={t('sessions.started')}>
        <Time at={first?.trace.start ?? null} />
      </Fact>
      <Fact name={t('sessions.lastActive')}>
        <Time at={last?.trace.end ?? last?.trace.start ?? null} />
      </Fact>
      {total !== undefined && (
        <>
          <Fact name={t('trace.fact.calls')}>
            <Count value={total.calls} />
          </Fact>
          <Fact name={t('trace.fact.errors')}>
            <span className={total.errors > 0 ? 'font-bold text-error' : undefined}>
              <Count value={total.errors} />
            </span>
          </Fact>
          <Fact name={t('trace.fact.tokens')}>
            <Tokens input={total.tokens.input} output={total.tokens.output} />
          </Fact>
          <Fact name={t('trace.fact.cost')}>
            <Money usd={total.cost.ours} unpricedCalls={total.cost.unpriced_calls} />
          </Fact>
        </>
      )}
      {users.length > 0 && (
        <Fact name={t('trace.fact.user')}>
          <span className="flex gap-2">
            {users.slice(0, 5).map((user) => (
              <GroupLink key={user} unit="users" id={user} project={project} />
            ))}
          </span>
        </Fact>
      )}
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="flex items-baseline gap-1">
      <dt className="text-muted">{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
