import { useMemo } from 'react'
import { longestOf, type Piece, pathShares } from '../../model/critical-path.ts'
import type { SkeletonSpan } from '../../model/skeleton-span.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { ToggleButton } from '../../ui/ToggleButton.tsx'
import { useFormat } from '../../ui/use-format.ts'

export interface PathLineProps {
  readonly pieces: readonly Piece[]
  readonly spans: readonly SkeletonSpan[]
  readonly isShown: boolean
  readonly onShown: (isShown: boolean) => void
  readonly onSelect: (spanId: string) => void
}

/** What the trace waited for, in one line: the largest shares of its critical path, and the one span with the most of it. */
export function PathLine({ pieces, spans, isShown, onShown, onSelect }: PathLineProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const shares = useMemo(() => pathShares(pieces, spans), [pieces, spans])
  const most = useMemo(() => longestOf(pieces), [pieces])
  const longest = most === undefined ? undefined : spans[most.index]
  const whole = shares.reduce((sum, share) => sum + share.ns, 0)
  if (whole === 0) return null
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1 border-line border-b px-2 py-1 text-muted text-xs">
      <ToggleButton isSelected={isShown} onChange={onShown}>
        {t('trace.path.name')}
      </ToggleButton>
      <span data-testid="critical-path">
        {shares
          .filter((share, at) => at === 0 || share.ns / whole >= 0.01)
          .slice(0, 3)
          .map((share) =>
            t('trace.path.share', {
              share: format.percent(share.ns / whole),
              count: share.spans,
              n: format.number(share.spans),
              kind: t(`trace.kind.${share.kind}`, { defaultValue: share.kind }),
            }),
          )
          .join(' · ')}
      </span>
      {most !== undefined && longest !== undefined && spans.length > 1 && (
        <button
          type="button"
          onClick={() => onSelect(longest.spanId)}
          className="min-h-6 min-w-0 truncate text-start text-link hover:underline"
        >
          {t('trace.path.most', { share: format.percent(most.ns / whole), name: longest.name || t('trace.unnamed') })}
        </button>
      )}
    </div>
  )
}
