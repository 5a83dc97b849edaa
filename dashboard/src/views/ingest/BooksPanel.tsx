// received = stored + rejected + waiting, as three counts that know nothing of each other, and whether they agree.
import type { LedgerAnswer } from '@vitrine/schemas/api'
import { Badge } from '../../ui/Badge.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Count } from '../../ui/Values.tsx'

const PARTS = ['received', 'stored', 'rejected', 'waiting', 'repeats', 'spans', 'deleted', 'lost'] as const

export function BooksPanel({ ledger }: { ledger: LedgerAnswer }) {
  const { t } = useTranslation()
  const { total } = ledger
  const values = { ...total, rejected: total.rejected.total }
  return (
    <div className="flex flex-col gap-2">
      <dl className="flex flex-wrap gap-x-6 gap-y-2">
        {PARTS.map((part) => (
          <div key={part} className="flex flex-col">
            <dt className="text-xs text-muted">{t(`ingest.books.${part}`)}</dt>
            <dd className="text-lg tabular-nums">
              <Count value={values[part]} />
            </dd>
          </div>
        ))}
      </dl>
      <p className="flex flex-wrap items-baseline gap-2 text-muted">
        <Badge tone={total.balanced === true ? 'success' : total.balanced === false ? 'error' : 'neutral'}>
          {t(
            `ingest.books.${total.balanced === true ? 'balanced' : total.balanced === false ? 'unbalanced' : 'unknown'}`,
          )}
        </Badge>
        <span>{t('ingest.books.equation')}</span>
        <span>{t(`ingest.books.${ledger.consistency}`)}</span>
      </p>
    </div>
  )
}
