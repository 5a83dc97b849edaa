import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { ApiError } from '../../api/api-error.ts'
import { TraceHeader } from '../../parts/trace/TraceHeader.tsx'
import { TraceNotices } from '../../parts/trace/TraceNotices.tsx'
import { TraceWorkbench } from '../../parts/trace/TraceWorkbench.tsx'
import { traceQuery } from '../../parts/trace/trace-queries.ts'
import { useFoundSpans } from '../../parts/trace/use-found-spans.ts'
import { changed } from '../../search/codec.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Page } from '../../ui/Page.tsx'
import { TracePending } from './TracePending.tsx'

const route = getRouteApi('/p/$project/traces/$traceId')

/** One trace: what happened in order, and on demand what one span carried. */
export function TracePage() {
  const { t } = useTranslation()
  const { project, traceId } = route.useParams()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const client = useQueryClient()
  const trace = useQuery(traceQuery(client, project, traceId))
  const select = (span: string) =>
    void navigate({ search: (before) => ({ ...before, span }), replace: true, resetScroll: false })
  const found = useFoundSpans({ project, traceId, words: search.find, spanId: search.span, onSelect: select })

  if (trace.data === undefined) {
    return (
      <Page title={t('trace.title')} hideTitle={!trace.isError}>
        {trace.isError ? <TraceFailed error={trace.error} onRetry={() => void trace.refetch()} /> : <TracePending />}
      </Page>
    )
  }
  const { header } = trace.data
  return (
    <Page title={header.trace.name ?? t('trace.title')} hideTitle>
      <div className="trace-page flex flex-col gap-2 sm:h-[calc(100dvh-5.25rem)] sm:min-h-[36rem]">
        <TraceHeader trace={header.trace} project={project} spanId={search.span} isAbandoned={trace.data.isAbandoned} />
        <TraceNotices trace={trace.data} onRetry={() => void trace.refetch()} />
        <TraceWorkbench
          key={traceId}
          project={project}
          loaded={trace.data}
          selectedId={search.span}
          mode={search.mode}
          tab={search.tab}
          view={search}
          found={found}
          onSelect={select}
          onMode={(mode) => void navigate({ search: (before) => changed(before, { mode }), resetScroll: false })}
          onView={(view) =>
            void navigate({ search: (before) => changed(before, { ...view }), replace: true, resetScroll: false })
          }
          onTab={(tab) =>
            void navigate({ search: (before) => ({ ...before, tab }), replace: true, resetScroll: false })
          }
        />
      </div>
    </Page>
  )
}

function TraceFailed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation()
  if (error instanceof ApiError && error.status === 404) {
    return <EmptyState title={t('trace.notFound')}>{t('trace.notFoundHint')}</EmptyState>
  }
  return <ErrorState title={t('trace.failed')} error={error} onRetry={onRetry} />
}
