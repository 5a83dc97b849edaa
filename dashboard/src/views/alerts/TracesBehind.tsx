import { Link } from '@tanstack/react-router'
import type { Alert } from '@vitrine/schemas/api'
import type { ReactNode } from 'react'
import { windowSearch } from '../../model/time-range.ts'
import { toDate } from '../../ui/format.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { Unknown } from '../../ui/Values.tsx'

/** To the traces that a look measured: the same filter, the same window. */
export function TracesBehind({
  project,
  behind,
  children,
}: {
  project: string
  behind: Alert['behind']
  /** Default: words that say where it leads. */
  children?: ReactNode
}) {
  const { t } = useTranslation()
  if (behind === null) return <Unknown />
  const window = windowSearch({ fromMs: toDate(behind.from).getTime(), toMs: toDate(behind.to).getTime() })
  return (
    <Link
      to="/p/$project/traces"
      params={{ project }}
      search={{ ...window, ...(behind.q === '' ? {} : { q: behind.q }) }}
      className="whitespace-nowrap text-link underline"
    >
      {children ?? t('alerts.openTraces')}
    </Link>
  )
}
