// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand in a virtual list, which a table element forbids
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid, or the links and buttons in the rows, take the focus
import clsx from 'clsx'
import { useTranslation } from 'react-i18next'
import { type TimeWindow, ticksOf } from '../../model/waterfall.ts'
import { useFormat } from '../../ui/use-format.ts'

/** The tracks of ruler and rows. */
export const GRID = {
  waterfall: 'grid-cols-[minmax(9rem,var(--gutter))_minmax(0,1fr)]',
  tree: 'grid-cols-[minmax(9rem,1fr)_6rem_5rem_7rem_minmax(5rem,0.4fr)]',
} as const

const MOST_TICKS = 5
/** Characters from which five labels stand too close in half a window: "400 ms" is short, "400 میلی‌ثانیه" long. */
const LONG_LABEL = 8

/** The head of the tree grid: what the columns are, and the times of the lane. */
export function Ruler({ window, look }: { window: TimeWindow; look: 'waterfall' | 'tree' }) {
  const { t } = useTranslation()
  const format = useFormat()
  const ticks = ticksOf(window, MOST_TICKS).map((tick) => ({ ...tick, label: format.durationNs(tick.atNs) }))
  const isLong = ticks.slice(1).some(({ label }) => label.length > LONG_LABEL)
  return (
    <div role="rowgroup" className="sticky top-0 z-10 bg-subtle">
      <div
        role="row"
        aria-rowindex={1}
        className={clsx('grid h-7 items-center border-line border-b text-muted text-xs', GRID[look])}
      >
        <div role="columnheader" className="truncate px-2 text-start font-normal">
          {t('trace.column.span')}
        </div>
        {look === 'tree' &&
          (['duration', 'tokens', 'cost', 'scores'] as const).map((id) => (
            <div key={id} role="columnheader" className="truncate px-2 text-end font-normal">
              {t(`trace.fact.${id}`)}
            </div>
          ))}
        {look === 'waterfall' && (
          <div
            role="columnheader"
            aria-label={t('trace.column.time')}
            data-lane=""
            dir="ltr"
            className="@container relative h-full overflow-hidden border-line border-s"
          >
            {ticks.map((tick, at) => (
              <span
                key={tick.atNs}
                className="absolute top-0 flex h-full items-center border-line border-s ps-1 text-2xs whitespace-nowrap tabular-nums"
                style={{ insetInlineStart: `${tick.percent}%` }}
              >
                {tick.percent < 92 && <bdi className={thinOut(at, tick.percent, isLong)}>{tick.label}</bdi>}
              </span>
            ))}
          </div>
        )}
      </div>
    </div>
  )
}

/**
 * A narrow lane names every second tick, a very narrow one with long names every fourth and none that the edge would cut;
 * the lines all stay.
 */
function thinOut(at: number, percent: number, isLong: boolean): string | undefined {
  if (isLong && percent > 60) return '@max-xs:hidden'
  if (at % 2 === 1) return isLong ? '@max-md:hidden' : '@max-3xs:hidden'
  return isLong && at % 4 === 2 ? '@max-3xs:hidden' : undefined
}
