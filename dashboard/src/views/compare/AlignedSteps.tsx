// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand in a virtual list, which a table element forbids
// biome-ignore-all lint/a11y/useFocusableInteractive: the buttons in the rows take the focus
import { useVirtualizer } from '@tanstack/react-virtual'
import clsx from 'clsx'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlignedStep } from '../../model/align.ts'
import type { SkeletonSpan } from '../../model/skeleton-span.ts'
import { kindLook } from '../../parts/kind.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { Delta } from './Delta.tsx'

const ROW_PX = 30
const TRACKS = 'minmax(9rem,1fr) 6.5rem 6.5rem 8.5rem'

export interface AlignedStepsProps {
  readonly steps: readonly AlignedStep[]
  readonly a: readonly SkeletonSpan[]
  readonly b: readonly SkeletonSpan[]
  /** Where the traces part for the first time. */
  readonly first: AlignedStep | undefined
  readonly chosen: { readonly a: number | null; readonly b: number | null } | undefined
  readonly onChoose: (step: AlignedStep) => void
}

export function AlignedSteps({ steps, a, b, first, chosen, onChoose }: AlignedStepsProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: steps.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 10,
  })
  const chosenAt = steps.findIndex((step) => step.a === chosen?.a && step.b === chosen?.b)
  useEffect(() => {
    if (chosenAt >= 0) virtual.scrollToIndex(chosenAt, { align: 'auto' })
  }, [chosenAt, virtual])
  const time = (span: SkeletonSpan | undefined) =>
    span === undefined ? t('compare.absent') : span.endNs === null ? '–' : format.durationNs(lengthOf(span) ?? 0)
  return (
    <div
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      role="table"
      aria-label={t('compare.steps')}
      aria-rowcount={steps.length + 1}
      className="relative isolate h-[60vh] min-w-0 flex-1 overflow-auto rounded-card border border-line"
    >
      <div role="rowgroup" className="sticky top-0 z-10 min-w-[30rem] bg-subtle">
        <div
          role="row"
          aria-rowindex={1}
          className="grid h-8 items-center border-line border-b text-muted text-xs"
          style={{ gridTemplateColumns: TRACKS }}
        >
          <div role="columnheader" className="px-2">
            {t('compare.step')}
          </div>
          {['A', 'B', t('compare.change')].map((title) => (
            <div key={title} role="columnheader" className="px-2 text-end">
              {title}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" className="relative min-w-[30rem]" style={{ blockSize: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const step = steps[item.index]
          if (step === undefined) return null
          const [spanA, spanB] = [step.a === null ? undefined : a[step.a], step.b === null ? undefined : b[step.b]]
          const span = spanA ?? spanB
          const { icon: KindIcon, text } = kindLook(span?.kind ?? 'other')
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the button in the row takes the keys
            <div
              key={item.index}
              role="row"
              aria-rowindex={item.index + 2}
              aria-current={item.index === chosenAt}
              data-differs={step.differs}
              onClick={() => onChoose(step)}
              className={clsx(
                'absolute inset-x-0 grid cursor-pointer items-center border-line border-b text-xs',
                item.index === chosenAt ? 'bg-selected' : 'hover:bg-hover',
                step === first && 'border-t-2 border-t-warning-mark',
              )}
              style={{ insetBlockStart: item.start, blockSize: ROW_PX, gridTemplateColumns: TRACKS }}
            >
              <div
                role="cell"
                className="flex min-w-0 items-center gap-1.5 px-2"
                style={{ paddingInlineStart: 8 + Math.min(step.depth, 12) * 14 }}
              >
                <KindIcon size={14} aria-hidden="true" className={`shrink-0 ${text}`} />
                <button type="button" onClick={() => onChoose(step)} className="min-h-6 min-w-0 truncate text-start">
                  <bdi>{span?.name || t('trace.unnamed')}</bdi>
                </button>
                {step.differs !== 'no' && (
                  <span className="shrink-0 rounded-pill border border-warning-mark px-1.5 text-2xs text-warning">
                    {step === first ? t('compare.first') : t(`compare.differs.${whyOf(step)}`)}
                  </span>
                )}
              </div>
              <div role="cell" className={clsx('truncate px-2 text-end tabular-nums', isFailed(spanA) && 'text-error')}>
                {time(spanA)}
              </div>
              <div role="cell" className={clsx('truncate px-2 text-end tabular-nums', isFailed(spanB) && 'text-error')}>
                {time(spanB)}
              </div>
              <div role="cell" className="truncate px-2 text-end tabular-nums">
                <Delta a={lengthOf(spanA)} b={lengthOf(spanB)} write={(value) => format.durationNs(value)} />
              </div>
            </div>
          )
        })}
      </div>
    </div>
  )
}

function whyOf(step: AlignedStep): string {
  if (step.differs !== 'missing') return step.differs
  return step.a === null ? 'added' : 'missing'
}

function isFailed(span: SkeletonSpan | undefined): boolean {
  return span?.status === 'error'
}

function lengthOf(span: SkeletonSpan | undefined): number | null {
  return span === undefined || span.endNs === null ? null : Math.max(0, span.endNs - span.startNs)
}
