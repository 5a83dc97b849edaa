import { useTranslation } from 'react-i18next'
import { type TimeWindow, ticksOf } from '../../model/waterfall.ts'
import { useFormat } from '../../ui/use-format.ts'

const MOST_TICKS = 5

/** The head of the tree grid: what the columns are, and the times of the lane. */
export function Ruler({ window }: { window: TimeWindow }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <div role="rowgroup" className="sticky top-0 z-10 bg-subtle">
      {/* biome-ignore lint/a11y/useFocusableInteractive: a header row is not a stop */}
      <div
        role="row"
        aria-rowindex={1}
        className="grid h-7 grid-cols-[minmax(9rem,var(--gutter))_minmax(0,1fr)] items-center border-line border-b text-muted text-xs"
      >
        {/* biome-ignore lint/a11y/useFocusableInteractive: not sortable, nothing to focus */}
        <div role="columnheader" className="truncate px-2 text-start font-normal">
          {t('trace.column.span')}
        </div>
        {/* biome-ignore lint/a11y/useFocusableInteractive: not sortable, nothing to focus */}
        <div
          role="columnheader"
          aria-label={t('trace.column.time')}
          dir="ltr"
          className="relative h-full overflow-hidden border-line border-s"
        >
          {ticksOf(window, MOST_TICKS).map((tick) => (
            <span
              key={tick.atNs}
              className="absolute top-0 flex h-full items-center border-line border-s ps-1 text-2xs tabular-nums"
              style={{ insetInlineStart: `${tick.percent}%` }}
            >
              {tick.percent < 92 && format.durationNs(tick.atNs)}
            </span>
          ))}
        </div>
      </div>
    </div>
  )
}
