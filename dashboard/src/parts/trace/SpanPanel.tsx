import { useQuery } from '@tanstack/react-query'
import { lazy, memo, Suspense, useMemo, useRef } from 'react'
import { callBefore } from '../../model/repeats.ts'
import type { SkeletonSpan } from '../../model/skeleton-span.ts'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Money } from '../../ui/Money.tsx'
import { usePreferences } from '../../ui/preferences.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Tabs } from '../../ui/Tabs.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { Duration, Tokens } from '../../ui/Values.tsx'
import { inZone } from '../../ui/zone.ts'
import { CopyButton } from '../CopyButton.tsx'
import { FoundWords } from '../found-words.ts'
import { KindMark } from '../kind.tsx'
import { StatusMark } from '../StatusMark.tsx'
import { PreviewTab } from './PreviewTab.tsx'
import { RawTab } from './RawTab.tsx'
import { type LoadedSpan, spanQuery, spanUrl } from './trace-queries.ts'
import type { FoundSpans } from './use-found-spans.ts'
import { useSpanKeys } from './use-span-keys.ts'

const AttributesTab = lazy(() => import('./AttributesTab.tsx').then((m) => ({ default: m.AttributesTab })))
const CostTab = lazy(() => import('./CostTab.tsx').then((m) => ({ default: m.CostTab })))
const EventsTab = lazy(() => import('./EventsTab.tsx').then((m) => ({ default: m.EventsTab })))
const FoundBar = lazy(() => import('./FoundBar.tsx').then((m) => ({ default: m.FoundBar })))
const DoctorTab = lazy(() => import('./DoctorTab.tsx').then((m) => ({ default: m.DoctorTab })))
const ScoresTab = lazy(() => import('./ScoresTab.tsx').then((m) => ({ default: m.ScoresTab })))

/** What a stranger may see of a span that was shared. */
const SHARED_TABS: readonly string[] = ['preview', 'raw', 'events', 'cost']
const TABS = ['preview', 'raw', 'attributes', 'events', 'scores', 'cost', 'doctor'] as const

export interface SpanPanelProps {
  readonly project: string
  readonly traceId: string
  /** Token of a share link: the reader is a stranger. */
  readonly share?: string | undefined
  readonly span: SkeletonSpan | undefined
  /** What the reader searched for, if he came from a search. */
  readonly found?: FoundSpans | undefined
  readonly spans: readonly SkeletonSpan[]
  readonly tab: string | undefined
  readonly onTab: (tab: string) => void
  /** Selects another span of the trace. */
  readonly onJump: (spanId: string) => void
}

/** Where a colleague finds it; of what is shared, the page that is shared. */
const linkTo = ({ spanId }: SkeletonSpan, share: string | undefined, timeZone: string) =>
  inZone(share === undefined ? new URL(`/span/${spanId}`, location.href).href : location.href, timeZone)

/** The selected span: its facts are known from the skeleton at once, its content follows. */
export const SpanPanel = memo((props: SpanPanelProps) => {
  const { span, project, traceId, share, found } = props
  const { t } = useTranslation()
  const format = useFormat()
  const { timeZone } = usePreferences()
  const content = useRef<HTMLElement>(null)
  const before = useMemo(() => (span === undefined ? undefined : callBefore(props.spans, span)), [props.spans, span])
  const loaded = useQuery(spanQuery(project, traceId, span?.spanId ?? '', span?.isRunning ?? false, { share, before }))
  const tabs = TABS.filter((id) => share === undefined || SHARED_TABS.includes(id))
  const isCopied = useSpanKeys({
    loaded: loaded.data,
    link: span === undefined ? undefined : linkTo(span, share, timeZone),
    tabs,
    onTab: props.onTab,
    content,
  })
  if (span === undefined) return <p className="p-4 text-muted">{t('trace.noSpan')}</p>
  const tab = tabs.find((id) => id === props.tab) ?? 'preview'
  return (
    <FoundWords value={found?.marks}>
      <section aria-label={t('trace.spanPanel')} className="flex min-h-0 flex-1 flex-col">
        <SpanFacts span={span} isCopied={isCopied} />
        {found?.words !== undefined && (
          <Suspense>
            <FoundBar
              project={project}
              traceId={traceId}
              spanId={span.spanId}
              words={found.words}
              tab={tab}
              onTab={props.onTab}
              content={content}
            />
          </Suspense>
        )}
        <section
          ref={content}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          tabIndex={0}
          aria-label={t('trace.spanContent')}
          className="min-h-0 flex-1 overflow-y-auto p-3"
        >
          {loaded.isError && (
            <ErrorState title={t('trace.spanFailed')} error={loaded.error} onRetry={() => void loaded.refetch()} />
          )}
          {loaded.data !== undefined && loaded.data.cuts > 0 && (
            <p
              role="status"
              className="mb-2 flex flex-wrap gap-x-3 rounded-card border border-line bg-subtle px-3 py-1.5 text-xs"
            >
              {t('trace.large', { size: format.bytes(loaded.data.sizeBytes) })}
              <a
                href={spanUrl({ project, traceId, share }, span.spanId)}
                download={`${span.spanId}.json`}
                className="text-link underline"
              >
                {t('trace.downloadWhole')}
              </a>
            </p>
          )}
          {!loaded.isError && (
            <Tabs
              label={t('trace.spanTabs')}
              selected={tab}
              onSelect={props.onTab}
              tabs={tabs.map((id) => ({
                id,
                title: t(`trace.tab.${id}`),
                content:
                  id !== tab ? null : loaded.data === undefined ? (
                    <Skeleton className="h-64" />
                  ) : (
                    <Suspense fallback={<Skeleton className="h-24" />}>
                      <TabContent id={id} loaded={loaded.data} {...props} />
                    </Suspense>
                  ),
              }))}
            />
          )}
        </section>
      </section>
    </FoundWords>
  )
})

type TabContentProps = SpanPanelProps & { readonly id: (typeof TABS)[number]; readonly loaded: LoadedSpan }

function TabContent({ id, loaded, ...props }: TabContentProps) {
  const { detail } = loaded
  switch (id) {
    case 'preview':
      return <PreviewTab key={detail.span_id} loaded={loaded} spans={props.spans} onJump={props.onJump} />
    case 'raw':
      return <RawTab key={detail.span_id} loaded={loaded} />
    case 'attributes':
      return <AttributesTab key={detail.span_id} project={props.project} detail={detail} />
    case 'events':
      return <EventsTab detail={detail} project={props.project} />
    case 'scores':
      return <ScoresTab key={detail.span_id} project={props.project} traceId={props.traceId} spanId={detail.span_id} />
    case 'cost':
      return <CostTab detail={detail} project={props.share === undefined ? props.project : undefined} />
    case 'doctor':
      return <DoctorTab project={props.project} traceId={props.traceId} spanId={detail.span_id} />
  }
}

function SpanFacts({ span, isCopied }: { span: SkeletonSpan; isCopied: boolean }) {
  const { t } = useTranslation()
  return (
    <div className="flex flex-col gap-1 border-line border-b px-3 py-2">
      <div className="flex min-w-0 items-center gap-2">
        <KindMark kind={span.kind} />
        <h2 className="min-w-0 truncate text-md" title={span.name}>
          <bdi>{span.name || t('trace.unnamed')}</bdi>
        </h2>
        <CopyButton text={() => span.spanId} label={t('trace.spanId')} />
        <span role="status" className="text-muted text-xs">
          {isCopied && t('trace.copied')}
        </span>
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-muted text-xs">
        <StatusMark status={span.status} isRunning={span.isRunning} />
        <Duration ns={span.endNs === null ? null : Math.max(0, span.endNs - span.startNs)} />
        {span.ttftNs !== null && (
          <span>
            {t('trace.fact.ttft')} <Duration ns={span.ttftNs} />
          </span>
        )}
        {span.model !== null && <bdi>{span.model}</bdi>}
        {span.isCall && (
          <>
            <span>
              {t('trace.fact.tokens')} <Tokens input={span.tokens.input} output={span.tokens.output} />
            </span>
            <Money usd={span.costUsd} unpricedCalls={isUnpriced(span) ? 1 : 0} />
          </>
        )}
        {span.service !== null && <bdi>{span.service}</bdi>}
      </div>
    </div>
  )
}

function isUnpriced(span: SkeletonSpan): boolean {
  return span.costUsd === null && (span.tokens.input !== null || span.tokens.output !== null)
}
