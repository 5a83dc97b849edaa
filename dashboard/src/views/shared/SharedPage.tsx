import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { ApiError } from '../../api/api-error.ts'
import { sharedQuery } from '../../api/share-queries.ts'
import { StatusMark } from '../../parts/StatusMark.tsx'
import { TraceFacts } from '../../parts/trace/TraceFacts.tsx'
import { TraceWorkbench } from '../../parts/trace/TraceWorkbench.tsx'
import { traceQuery } from '../../parts/trace/trace-queries.ts'
import { ZoneHint, ZoneOfAddress } from '../../parts/ZoneOfAddress.tsx'
import { changed } from '../../search/codec.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Page } from '../../ui/Page.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Time } from '../../ui/Values.tsx'

const route = getRouteApi('/s/$token')

/** One trace for whoever has the link: to read only, and without what says who and where. */
export function SharedPage() {
  return (
    <ZoneOfAddress>
      <ZoneHint />
      <SharedTrace />
    </ZoneOfAddress>
  )
}

function SharedTrace() {
  const { t } = useTranslation()
  const { token } = route.useParams()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const client = useQueryClient()
  const link = useQuery(sharedQuery(token))
  const traceId = link.data?.trace_id ?? ''
  const trace = useQuery({ ...traceQuery(client, '', traceId, token), enabled: traceId !== '' })
  const error = link.error ?? trace.error
  const isGone = error instanceof ApiError && error.status === 404
  const { data } = trace
  return (
    <main className="p-3">
      <Page title={data?.header.trace.name || t('share.shared')} hideTitle>
        {isGone && <EmptyState title={t('share.gone')}>{t('share.goneHint')}</EmptyState>}
        {error !== null && !isGone && (
          <ErrorState title={t('trace.failed')} error={error} onRetry={() => void link.refetch()} />
        )}
        {error === null && data === undefined && <Skeleton className="h-96" />}
        {data !== undefined && link.data !== undefined && (
          <div className="trace-page flex flex-col gap-2 sm:h-[calc(100dvh-1.5rem)] sm:min-h-[36rem]">
            <header className="flex flex-col gap-2">
              <div className="flex flex-wrap items-center gap-2">
                <StatusMark status={data.header.trace.status} isRunning={data.header.trace.running} />
                <p className="min-w-0 truncate font-bold text-lg">
                  <bdi>{data.header.trace.name || t('trace.unnamed')}</bdi>
                </p>
              </div>
              <TraceFacts trace={data.header.trace} project="" isShort />
              <p className="text-muted text-xs">
                {t('share.expires')}: <Time at={link.data.expires} />.{' '}
                {t(link.data.content ? 'share.redacted' : 'share.noTexts')}
              </p>
            </header>
            <TraceWorkbench
              project=""
              share={token}
              loaded={data}
              selectedId={search.span}
              mode={search.mode}
              tab={search.tab}
              view={search}
              onSelect={(span) => void navigate({ search: (before) => ({ ...before, span }), replace: true })}
              onMode={(mode) => void navigate({ search: (before) => changed(before, { mode }) })}
              onView={(view) => void navigate({ search: (before) => changed(before, { ...view }), replace: true })}
              onTab={(tab) => void navigate({ search: (before) => ({ ...before, tab }), replace: true })}
            />
          </div>
        )}
      </Page>
    </main>
  )
}
