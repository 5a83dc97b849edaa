import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'
import { Unknown } from '../../ui/Values.tsx'

/** More or less, by sign and word; less is better of everything that is compared here. */
export function Delta({ a, b, write }: { a: number | null; b: number | null; write: (value: number) => string }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (a === null || b === null) return <Unknown />
  const change = b - a
  if (change === 0) return <span className="text-faint">=</span>
  const isMore = change > 0
  const share = a === 0 ? '' : ` (${isMore ? '+' : '−'}${format.percent(Math.abs(change) / a)})`
  return (
    <span dir="ltr" className={isMore ? 'text-warning' : 'text-success'}>
      <span className="sr-only">{t(isMore ? 'compare.more' : 'compare.less')} </span>
      {isMore ? '+' : '−'}
      <bdi>{write(Math.abs(change))}</bdi>
      <span className="text-2xs">{share}</span>
    </span>
  )
}
