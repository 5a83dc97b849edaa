import clsx from 'clsx'
import { Badge } from './Badge.tsx'
import { useTranslation } from './i18n.ts'
import { useFormat } from './use-format.ts'

type MoneyProps = {
  usd: string | null
  unpricedCalls?: number
  /** Of unpriced calls beside an amount only their count is drawn, with the words for screen readers and the title. */
  isShort?: boolean
}

/** An amount in US dollars. Unknown (null) is the word "unpriced", never $0; the exact amount is in the title. */
export function Money({ usd, unpricedCalls = 0, isShort = false }: MoneyProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const missing = unpricedCalls > 0 || usd === null
  const words =
    unpricedCalls === 0
      ? t('common.unknown')
      : usd === null
        ? t('common.unpriced')
        : t('common.unpricedCalls', { count: unpricedCalls, n: format.number(unpricedCalls) })
  const isCounted = isShort && unpricedCalls > 0 && usd !== null
  return (
    <span className={clsx('inline-flex max-w-full items-center gap-1', !isShort && 'flex-wrap')}>
      {usd !== null && (
        <data value={usd} title={format.exactMoney(usd)} dir="ltr">
          {format.money(usd)}
        </data>
      )}
      {missing && (
        <Badge
          tone={unpricedCalls > 0 ? 'warning' : 'neutral'}
          title={isCounted ? `${words}: ${t('common.unpricedHint')}` : t('common.unpricedHint')}
        >
          {isCounted ? (
            <>
              <span aria-hidden="true" dir="ltr">
                +{format.number(unpricedCalls)}
              </span>
              <span className="sr-only">{words}</span>
            </>
          ) : (
            words
          )}
        </Badge>
      )}
    </span>
  )
}
