// biome-ignore-all lint/a11y/useSemanticElements: cells of a virtual table, which a table element forbids
// biome-ignore-all lint/a11y/useFocusableInteractive: the buttons in the rows take the focus
import clsx from 'clsx'
import { useMemo } from 'react'
import type { SkeletonSpan } from '../../model/skeleton-span.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'
import { KindMark } from '../kind.tsx'
import { StatusMark } from '../StatusMark.tsx'
import { VirtualTable } from '../VirtualTable.tsx'
import type { TreeState } from './use-tree.ts'

const ROW_PX = 28
const TRACKS = '6.5rem 6.5rem minmax(8rem,1fr) 7.5rem 5rem minmax(6rem,0.7fr)'
const TITLES = ['offset', 'duration', 'span', 'kind', 'status', 'message'] as const

export interface LogViewProps {
  readonly spans: readonly SkeletonSpan[]
  readonly state: TreeState
  readonly selectedId: string
  readonly onSelect: (spanId: string) => void
}

/** Flat and in order of time, for those who look for the moment at which something happened. */
export function LogView({ spans, state, selectedId, onSelect }: LogViewProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const rows = useMemo(() => {
    const shown = state.isOnlyMatches ? spans.filter((_, index) => state.matches.has(index)) : [...spans]
    return shown.sort((a, b) => a.startNs - b.startNs)
  }, [spans, state.isOnlyMatches, state.matches])
  const matched = useMemo(
    () => new Set([...state.matches].map((index) => spans[index]?.spanId ?? '')),
    [state.matches, spans],
  )
  return (
    <VirtualTable
      label={t('trace.mode.log')}
      rows={rows}
      rowPx={ROW_PX}
      tracks={TRACKS}
      titles={TITLES.map((title) => ({ text: t(`trace.log.${title}`) }))}
      selectedAt={rows.findIndex((span) => span.spanId === selectedId)}
      onSelect={(span) => onSelect(span.spanId)}
      draw={(span) => (
        <>
          <div role="cell" dir="ltr" className="truncate px-2 text-start text-muted tabular-nums">
            +{format.durationNs(span.startNs)}
          </div>
          <div role="cell" className="truncate px-2 tabular-nums">
            {span.endNs === null ? '–' : format.durationNs(Math.max(0, span.endNs - span.startNs))}
          </div>
          <div role="cell" className="min-w-0 px-2">
            <button
              type="button"
              onClick={() => onSelect(span.spanId)}
              className={clsx(
                'block min-h-6 max-w-full truncate text-start',
                matched.has(span.spanId) && 'underline decoration-2 decoration-warning-mark',
              )}
            >
              <bdi>{span.name || t('trace.unnamed')}</bdi>
            </button>
          </div>
          <div role="cell" className="truncate px-2">
            <KindMark kind={span.kind} />
          </div>
          <div role="cell" className="truncate px-2">
            <StatusMark status={span.status} isRunning={span.isRunning} />
          </div>
          <div role="cell" className="truncate px-2 text-error">
            <bdi>{span.errorType ?? ''}</bdi>
          </div>
        </>
      )}
      className="min-h-0 flex-1"
      widthClass="min-w-[40rem]"
    />
  )
}
