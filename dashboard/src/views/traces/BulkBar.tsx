import { Link } from '@tanstack/react-router'
import { Columns2, Database } from 'lucide-react'
import type { ListScope } from '../../model/list-rows.ts'
import { type Selection, selectedCount } from '../../model/selection.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'

/** Ids that one filter can list; beyond them "all that match" is the way. */
const MOST_IDS = 200

export interface BulkBarProps {
  readonly project: string
  readonly scope: ListScope
  readonly selection: Selection
  readonly matching: number | null
  readonly onMatching: () => void
  readonly onClear: () => void
  readonly onAdd: () => void
}

export function BulkBar({ project, scope, selection, matching, onMatching, onClear, onAdd }: BulkBarProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const count = selectedCount(selection, matching)
  if (count === 0) return null
  const isTooMany = selection.kind === 'some' && selection.ids.size > MOST_IDS
  const [first, second, ...more] = selection.kind === 'some' ? [...selection.ids] : []
  return (
    <section
      aria-label={t('list.bulk')}
      className="mb-2 flex flex-wrap items-center gap-2 rounded-card bg-selected px-3 py-1"
    >
      <span role="status" className="text-xs">
        {count === null ? t('list.allSelected') : t('list.selected', { count, n: format.number(count) })}
      </span>
      {selection.kind === 'some' && matching !== null && matching > selection.ids.size && (
        <Button size="small" onPress={onMatching}>
          {t('list.selectMatching', { count: matching, n: format.number(matching) })}
        </Button>
      )}
      <Button size="small" look="primary" changes isDisabled={isTooMany} onPress={onAdd}>
        <Icon icon={Database} />
        {t('trace.addToDataset')}
      </Button>
      {first !== undefined && second !== undefined && more.length === 0 && (
        <Link
          to="/p/$project/compare"
          params={{ project }}
          search={scope === 'traces' ? { a: first, b: second } : compareSpans(first, second)}
          className="inline-flex h-7 items-center gap-1.5 rounded-control border border-control bg-bg px-2 text-xs hover:bg-hover pointer-coarse:h-11"
        >
          <Icon icon={Columns2} />
          {t('list.compare')}
        </Link>
      )}
      <Button size="small" look="quiet" onPress={onClear}>
        {t('list.clearSelection')}
      </Button>
      {isTooMany && <span className="text-warning text-xs">{t('list.tooMany', { n: format.number(MOST_IDS) })}</span>}
    </section>
  )
}

/** Rows of spans are named `<trace>.<span>`. */
function compareSpans(first: string, second: string) {
  const [a = '', aSpan = ''] = first.split('.')
  const [b = '', bSpan = ''] = second.split('.')
  return { a, b, as: aSpan, bs: bSpan }
}
