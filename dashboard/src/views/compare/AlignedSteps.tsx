// biome-ignore-all lint/a11y/useSemanticElements: cells of a virtual table, which a table element forbids
// biome-ignore-all lint/a11y/useFocusableInteractive: the buttons in the rows take the focus
import clsx from 'clsx'
import type { AlignedStep } from '../../model/align.ts'
import type { SkeletonSpan } from '../../model/skeleton-span.ts'
import { kindLook } from '../../parts/kind.tsx'
import { VirtualTable } from '../../parts/VirtualTable.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'
import { Delta } from './Delta.tsx'

const ROW_PX = 30
const TRACKS = 'minmax(14rem,1fr) 5.25rem 5.25rem 8rem'

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
  const time = (span: SkeletonSpan | undefined) =>
    span === undefined ? t('compare.absent') : span.endNs === null ? '–' : format.durationNs(lengthOf(span) ?? 0)
  const draw = (step: AlignedStep) => {
    const [spanA, spanB] = [step.a === null ? undefined : a[step.a], step.b === null ? undefined : b[step.b]]
    const span = spanA ?? spanB
    const { icon: KindIcon, text } = kindLook(span?.kind ?? 'other')
    return (
      <>
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
      </>
    )
  }
  return (
    <VirtualTable
      label={t('compare.steps')}
      rows={steps}
      rowPx={ROW_PX}
      tracks={TRACKS}
      titles={[
        { text: t('compare.step') },
        ...['A', 'B', t('compare.change')].map((text) => ({ text, isNumber: true })),
      ]}
      selectedAt={steps.findIndex((step) => step.a === chosen?.a && step.b === chosen?.b)}
      onSelect={onChoose}
      draw={draw}
      lookOf={(step) => ({
        'data-differs': step.differs,
        className: step === first && 'border-t-2 border-t-warning-mark',
      })}
      className="relative isolate h-[60vh] min-w-0 flex-[1.6] rounded-card border border-line"
      widthClass="min-w-[32.5rem]"
    />
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
