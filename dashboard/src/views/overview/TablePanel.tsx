import type { ReactNode } from 'react'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useFormat } from '../../ui/use-format.ts'
import type { Overview } from './use-overview.ts'

export type TablePanelProps = {
  title: string
  totals: Overview['totals']
  /** Rows there are, and rows that are shown. */
  count: number
  shown: number
  emptyText: string
  children: ReactNode
}

export function TablePanel({ title, totals, count, shown, emptyText, children }: TablePanelProps) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <div className="min-w-0 rounded-card border border-line p-3">
      <h2 className="pb-2 text-md">{title}</h2>
      {totals.isPending ? (
        <Skeleton className="h-40" />
      ) : totals.error !== null ? (
        <ErrorState title={t('charts.failed', { title })} error={totals.error} onRetry={() => void totals.refetch()} />
      ) : count === 0 ? (
        <p className="px-4 py-10 text-center text-muted">{emptyText}</p>
      ) : (
        children
      )}
      {count > shown && (
        <p className="pt-2 text-xs text-muted">
          {t('overview.shownOf', { shown: format.number(shown), all: format.number(count) })}
        </p>
      )}
    </div>
  )
}
