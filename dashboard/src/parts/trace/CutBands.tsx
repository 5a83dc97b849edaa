import { percentAt, type TimeWindow } from '../../model/waterfall.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'
import { GRID } from './row-tracks.ts'

/** Behind the rows: where time is cut short, all the way down. */
export function CutBands({ window }: { window: TimeWindow }) {
  return (
    <div aria-hidden="true" className={`pointer-events-none absolute inset-0 grid opacity-50 ${GRID.waterfall}`}>
      <div />
      <div dir="ltr" className="relative overflow-hidden">
        {cutsOf(window).map(({ fromNs, place }) => (
          <span key={fromNs} className="cut absolute inset-y-0" style={place} />
        ))}
      </div>
    </div>
  )
}

/** In the ruler: how long each cut really was. */
export function CutLabels({ window }: { window: TimeWindow }) {
  const { t } = useTranslation()
  const format = useFormat()
  return cutsOf(window).map(({ fromNs, toNs, place }) => {
    const label = t('trace.idle.cut', { time: format.durationNs(toNs - fromNs) })
    return (
      <span
        key={fromNs}
        title={label}
        data-testid="cut"
        className="cut absolute inset-y-0 grid place-items-center overflow-hidden border-line border-s"
        style={place}
      >
        <bdi className="truncate bg-subtle px-0.5 text-2xs">
          <span aria-hidden="true" className="@max-3xs:hidden">
            ⋯ {format.tickNs(toNs - fromNs)}
          </span>
          <span className="sr-only">{label}</span>
        </bdi>
      </span>
    )
  })
}

function cutsOf(window: TimeWindow) {
  return (window.breaks ?? []).flatMap(({ fromNs, toNs }) => {
    const [from, to] = [percentAt(window, fromNs), percentAt(window, toNs)]
    return to > from ? [{ fromNs, toNs, place: { insetInlineStart: `${from}%`, inlineSize: `${to - from}%` } }] : []
  })
}
