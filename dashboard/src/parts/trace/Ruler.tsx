// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand in a virtual list, which a table element forbids
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid, or the links and buttons in the rows, take the focus
import clsx from 'clsx'
import { type TimeWindow, ticksOf } from '../../model/waterfall.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'
import { CutLabels } from './CutBands.tsx'
import { GRID } from './row-tracks.ts'

const MOST_TICKS = 5
/** Characters from which five labels stand too close in half a window: "400 ms" is short, "400 میلی‌ثانیه" long. */
const LONG_LABEL = 8

/** The head of the tree grid: what the columns are, and the times of the lane. */
export function Ruler({ window, look }: { window: TimeWindow; look: 'waterfall' | 'tree' }) {
  const { t } = useTranslation()
  const format = useFormat()
  // Between cuts there is little room.
  const hasCuts = window.breaks !== undefined
  const ticks = ticksOf(window, MOST_TICKS).map((tick) => ({
    ...tick,
    label: hasCuts ? format.tickNs(tick.atNs) : format.durationNs(tick.atNs),
  }))
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
            <CutLabels window={window} />
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
