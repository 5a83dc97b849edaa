// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand in a virtual list, which a table element forbids
// biome-ignore-all lint/a11y/useFocusableInteractive: the buttons in the rows take the focus
import { useVirtualizer } from '@tanstack/react-virtual'
import clsx from 'clsx'
import { useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { SkeletonSpan } from '../../model/skeleton-span.ts'
import { useFormat } from '../../ui/use-format.ts'
import { KindMark } from '../kind.tsx'
import { StatusMark } from '../StatusMark.tsx'
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
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useMemo(() => {
    const shown = state.isOnlyMatches ? spans.filter((_, index) => state.matches.has(index)) : [...spans]
    return shown.sort((a, b) => a.startNs - b.startNs)
  }, [spans, state.isOnlyMatches, state.matches])
  const matched = useMemo(
    () => new Set([...state.matches].map((index) => spans[index]?.spanId ?? '')),
    [state.matches, spans],
  )
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  })
  const selectedAt = rows.findIndex((span) => span.spanId === selectedId)
  useEffect(() => {
    if (selectedAt >= 0) virtual.scrollToIndex(selectedAt, { align: 'auto' })
  }, [selectedAt, virtual])
  return (
    <div
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      role="table"
      aria-label={t('trace.mode.log')}
      aria-rowcount={rows.length + 1}
      className="min-h-0 flex-1 overflow-auto"
    >
      <div role="rowgroup" className="sticky top-0 z-10 min-w-[40rem] bg-subtle">
        <div
          role="row"
          aria-rowindex={1}
          className="grid h-7 items-center border-line border-b text-muted text-xs"
          style={{ gridTemplateColumns: TRACKS }}
        >
          {TITLES.map((title) => (
            <div key={title} role="columnheader" className="truncate px-2">
              {t(`trace.log.${title}`)}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" className="relative min-w-[40rem]" style={{ blockSize: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const span = rows[item.index]
          if (span === undefined) return null
          const isSelected = span.spanId === selectedId
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the button in the row takes the keys
            <div
              key={span.spanId}
              role="row"
              aria-rowindex={item.index + 2}
              aria-current={isSelected}
              onClick={() => onSelect(span.spanId)}
              className={clsx(
                'absolute inset-x-0 grid cursor-pointer items-center border-line border-b text-xs',
                isSelected ? 'bg-selected' : 'hover:bg-hover',
              )}
              style={{ insetBlockStart: item.start, blockSize: ROW_PX, gridTemplateColumns: TRACKS }}
            >
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
            </div>
          )
        })}
      </div>
    </div>
  )
}
