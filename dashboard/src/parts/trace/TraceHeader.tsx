import { Link } from '@tanstack/react-router'
import type { SkeletonHeader } from '@vitrine/schemas/api'
import { Columns2, Database, Link2 } from 'lucide-react'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useShortcut } from '../../ui/shortcuts.ts'
import { CopyButton } from '../CopyButton.tsx'
import { StatusMark } from '../StatusMark.tsx'
import { TraceFacts } from './TraceFacts.tsx'

const ShareDialog = lazy(() => import('./ShareDialog.tsx').then((m) => ({ default: m.ShareDialog })))
const AddToDataset = lazy(() => import('../AddToDataset.tsx').then((m) => ({ default: m.AddToDataset })))

export interface TraceHeaderProps {
  readonly trace: SkeletonHeader['trace']
  readonly project: string
  /** Nothing has been heard for an hour of what still runs in it. */
  readonly isAbandoned?: boolean
  /** The selected span, which "add to dataset" offers beside the whole trace. */
  readonly spanId: string | undefined
  /** Further actions of the page. */
  readonly children?: ReactNode
}

export function TraceHeader({ trace, project, spanId, isAbandoned = false, children }: TraceHeaderProps) {
  const { t } = useTranslation()
  const [isAdding, setAdding] = useState(false)
  const [isSharing, setSharing] = useState(false)
  useShortcut({ keys: 'd', scope: 'page', label: 'trace.addToDataset', changes: true }, () => setAdding(true))
  return (
    <header className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <StatusMark status={isAbandoned ? 'abandoned' : trace.status} isRunning={trace.running && !isAbandoned} />
        <p className="min-w-0 truncate font-bold text-lg" title={trace.name ?? undefined}>
          <bdi>{trace.name || t('trace.unnamed')}</bdi>
        </p>
        <code dir="ltr" className="hidden truncate text-faint text-xs md:inline">
          {trace.client_trace_id ?? trace.trace_id}
        </code>
        <CopyButton text={() => trace.trace_id} label={t('trace.traceId')} />
        <span className="grow" />
        {children}
        <Link
          to="/p/$project/compare"
          params={{ project }}
          search={{ a: trace.trace_id }}
          className="inline-flex h-7 items-center gap-1.5 rounded-control border border-control px-2 text-xs whitespace-nowrap hover:bg-hover pointer-coarse:h-11"
        >
          <Icon icon={Columns2} />
          {t('trace.compareWith')}
        </Link>
        <Button size="small" changes onPress={() => setSharing(true)}>
          <Icon icon={Link2} />
          {t('share.share')}
        </Button>
        <Button size="small" changes onPress={() => setAdding(true)}>
          <Icon icon={Database} />
          {t('trace.addToDataset')}
        </Button>
      </div>
      <TraceFacts trace={trace} project={project} />
      {isSharing && (
        <Suspense>
          <ShareDialog project={project} traceId={trace.trace_id} onClose={() => setSharing(false)} />
        </Suspense>
      )}
      {isAdding && (
        <Suspense>
          <AddToDataset
            project={project}
            sources={[
              ...(spanId === undefined
                ? []
                : [
                    {
                      id: 'span' as const,
                      source: { kind: 'span' as const, trace_id: trace.trace_id, span_id: spanId },
                    },
                  ]),
              { id: 'trace' as const, source: { kind: 'trace' as const, trace_id: trace.trace_id } },
            ]}
            onClose={() => setAdding(false)}
          />
        </Suspense>
      )}
    </header>
  )
}
