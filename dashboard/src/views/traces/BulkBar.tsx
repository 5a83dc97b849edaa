import { Database } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { type Selection, selectedCount } from '../../model/selection.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { useFormat } from '../../ui/use-format.ts'

/** Ids that one filter can list; beyond them "all that match" is the way. */
const MOST_IDS = 200

export interface BulkBarProps {
  readonly selection: Selection
  readonly matching: number | null
  readonly onMatching: () => void
  readonly onClear: () => void
  readonly onAdd: () => void
}

export function BulkBar({ selection, matching, onMatching, onClear, onAdd }: BulkBarProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const count = selectedCount(selection, matching)
  if (count === 0) return null
  const isTooMany = selection.kind === 'some' && selection.ids.size > MOST_IDS
  return (
    <section
      aria-label={t('traces.bulk')}
      className="mb-2 flex flex-wrap items-center gap-2 rounded-card bg-selected px-3 py-1"
    >
      <span role="status" className="text-xs">
        {count === null ? t('traces.allSelected') : t('traces.selected', { count, n: format.number(count) })}
      </span>
      {selection.kind === 'some' && matching !== null && matching > selection.ids.size && (
        <Button size="small" onPress={onMatching}>
          {t('traces.selectMatching', { count: matching, n: format.number(matching) })}
        </Button>
      )}
      <Button size="small" look="primary" isDisabled={isTooMany} onPress={onAdd}>
        <Icon icon={Database} />
        {t('trace.addToDataset')}
      </Button>
      <Button size="small" look="quiet" onPress={onClear}>
        {t('traces.clearSelection')}
      </Button>
      {isTooMany && <span className="text-warning text-xs">{t('traces.tooMany', { n: format.number(MOST_IDS) })}</span>}
    </section>
  )
}
