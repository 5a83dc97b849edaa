import { useTranslation } from '../i18n.ts'
import { useFormat } from '../use-format.ts'
import { type ChartInk, colourOf, variantOf } from './palette.ts'
import { type ChartSeries, FEW, hasFew } from './prepare.ts'

/** The colour of a series, hatched when another series of the chart shares it. */
export function Swatch({ ink }: { ink: ChartInk }) {
  const hatched = variantOf(ink) > 0
  return (
    <svg width={10} height={10} aria-hidden="true" className="shrink-0">
      <rect width={10} height={10} rx={2} fill={colourOf(ink)} opacity={hatched ? 0.35 : 1} />
      {hatched && <path d="M0 10 10 0M0 5 5 0M5 10l5-5" stroke={colourOf(ink)} strokeWidth={1.5} />}
    </svg>
  )
}

/** A pale line that is compared with, or runs ahead. */
function DottedSwatch({ ink }: { ink: ChartInk }) {
  return (
    <svg width={14} height={10} aria-hidden="true" className="shrink-0">
      <path d="M0 5h14" stroke={colourOf(ink)} strokeWidth={2} strokeDasharray="2 3" />
    </svg>
  )
}

export function Legend({ series, isStacked = false }: { series: readonly ChartSeries[]; isStacked?: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-0.5 ps-16 text-xs text-muted rtl:ps-2 rtl:pe-16">
      {series.map(({ id, label, ink, isFaint }) => (
        <li key={id} className="flex items-center gap-1">
          {isFaint === true ? <DottedSwatch ink={ink} /> : <Swatch ink={ink} />}
          <bdi className="max-w-48 truncate">{label}</bdi>
        </li>
      ))}
      {!isStacked && series.some(hasFew) && <li>{t('charts.few', { n: format.number(FEW) })}</li>}
    </ul>
  )
}
