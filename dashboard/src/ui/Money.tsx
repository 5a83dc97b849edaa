import { useTranslation } from 'react-i18next'
import { Badge } from './Badge.tsx'
import { useFormat } from './use-format.ts'

/** An amount in US dollars. Unknown (null) is the word "unpriced", never $0; the exact amount is in the title. */
export function Money({ usd, unpricedCalls = 0 }: { usd: string | null; unpricedCalls?: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const missing = unpricedCalls > 0 || usd === null
  return (
    <span className="inline-flex items-center gap-1">
      {usd !== null && (
        <data value={usd} title={format.exactMoney(usd)} dir="ltr">
          {format.money(usd)}
        </data>
      )}
      {missing && (
        <Badge tone={unpricedCalls > 0 ? 'warning' : 'neutral'} title={t('common.unpricedHint')}>
          {unpricedCalls > 0 && usd !== null
            ? t('common.unpricedCalls', { count: unpricedCalls, n: format.number(unpricedCalls) })
            : unpricedCalls > 0
              ? t('common.unpriced')
              : t('common.unknown')}
        </Badge>
      )}
    </span>
  )
}
