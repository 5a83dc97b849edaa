import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronDown, ChevronUp, Expand, X } from 'lucide-react'
import { memo } from 'react'
import { ApiError } from '../../api/api-error.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { useSteady } from '../use-steady.ts'
import { SpansPending } from './SpansPending.tsx'
import { TraceFacts } from './TraceFacts.tsx'
import { TraceNotices } from './TraceNotices.tsx'
import { TraceWorkbench } from './TraceWorkbench.tsx'
import { traceQuery } from './trace-queries.ts'
import { useFoundSpans } from './use-found-spans.ts'

export interface PeekProps {
  readonly project: string
  readonly traceId: string
  readonly spanId: string | undefined
  readonly mode: string | undefined
  readonly tab: string | undefined
  /** A filter with words: the spans in which they stand are marked, and the first of them is shown. */
  readonly words: string | undefined
  /** Its place in the list, from 1; undefined: it is not among the rows that are loaded. */
  readonly at: number | undefined
  readonly of: number
  readonly onStep: (by: 1 | -1) => void
  readonly onChange: (change: { span?: string; mode?: string | undefined; tab?: string }) => void
  readonly onClose: () => void
}

// Drawn again only when what they show changes, not with every span that is selected.
const Facts = memo(TraceFacts)
const Notices = memo(TraceNotices)

/** A trace beside the list that it came from. */
export const Peek = memo((props: PeekProps) => {
  const { project, traceId, at, words } = props
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const trace = useQuery(traceQuery(client, project, traceId))
  const { spanId, onChange } = props
  const select = useSteady((span: string) => onChange({ span }))
  const found = useFoundSpans({ project, traceId, words, spanId, onSelect: select })
  const previous = useSteady(() => props.onStep(-1))
  const next = useSteady(() => props.onStep(1))
  const onMode = useSteady((mode: string | undefined) => onChange({ mode }))
  const onTab = useSteady((tab: string) => onChange({ tab }))
  const retry = useSteady(() => void trace.refetch())
  return (
    <section aria-label={t('list.peek')} className="flex min-h-0 flex-1 flex-col gap-2">
      <div className="flex items-center gap-1">
        <p className="min-w-0 grow truncate font-bold" title={trace.data?.header.trace.name ?? undefined}>
          <bdi>{trace.data === undefined ? t('trace.title') : trace.data.header.trace.name || t('trace.unnamed')}</bdi>
        </p>
        {at !== undefined && (
          <>
            <span className="text-muted text-xs tabular-nums" data-testid="peek-position">
              {t('list.position', { n: format.number(at), m: format.number(props.of) })}
            </span>
            <IconButton icon={ChevronUp} label={t('list.keys.previous')} onPress={previous} />
            <IconButton icon={ChevronDown} label={t('list.keys.next')} onPress={next} />
          </>
        )}
        <Link
          to="/p/$project/traces/$traceId"
          params={{ project, traceId }}
          search={{
            ...(spanId === undefined ? {} : { span: spanId }),
            ...(props.mode === undefined ? {} : { mode: props.mode }),
            ...(props.tab === undefined ? {} : { tab: props.tab }),
            ...(words === undefined ? {} : { find: words }),
          }}
          aria-label={t('list.openWhole')}
          title={t('list.openWhole')}
          className="grid size-8 place-items-center rounded-control hover:bg-hover pointer-coarse:size-11"
        >
          <Icon icon={Expand} />
        </Link>
        <IconButton icon={X} label={t('common.close')} onPress={props.onClose} />
      </div>
      {trace.data === undefined ? (
        trace.isError ? (
          <PeekFailed error={trace.error} onRetry={retry} />
        ) : (
          <PeekPending />
        )
      ) : (
        <>
          <Facts trace={trace.data.header.trace} project={project} isShort />
          <Notices trace={trace.data} onRetry={retry} />
          <TraceWorkbench
            project={project}
            loaded={trace.data}
            layout="stack"
            selectedId={spanId}
            mode={props.mode}
            tab={props.tab}
            found={found}
            onSelect={select}
            onMode={onMode}
            onTab={onTab}
          />
        </>
      )}
    </section>
  )
})

/** Its numbers in one line, its spans above, and the room of the span below. */
function PeekPending() {
  return (
    <div aria-hidden="true" data-pending="" className="flex min-h-0 flex-1 flex-col gap-2">
      <Skeleton className="h-4 w-4/5 shrink-0" />
      <div data-pending-part="" className="flex min-h-0 flex-1 flex-col rounded-card border border-line">
        <div className="flex min-h-0 basis-[56%] flex-col overflow-hidden border-line border-b">
          <SpansPending headClass="h-29" />
        </div>
      </div>
    </div>
  )
}

function PeekFailed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation()
  if (error instanceof ApiError && error.status === 404) {
    return <EmptyState title={t('trace.notFound')}>{t('trace.notFoundHint')}</EmptyState>
  }
  return <ErrorState title={t('trace.failed')} error={error} onRetry={onRetry} />
}
