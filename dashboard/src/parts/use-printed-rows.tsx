import { useTranslation } from '../ui/i18n.ts'
import { useFormat } from '../ui/use-format.ts'
import { useMedia } from './use-media.ts'

/** More rows than that take a browser minutes to lay out on pages. */
const MOST_PRINTED = 2_000

/** Rows drawn beyond each edge of what is seen: on paper, where nobody scrolls, all of them. */
export function useOverscan(count: number, usual: number): number {
  const isPrinting = useMedia('print')
  return isPrinting ? Math.max(usual, Math.min(count, MOST_PRINTED)) : usual
}

/** On paper alone: that there are more rows than were printed. */
export function PrintedPart({ loaded, of }: { loaded: number; of: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const printed = Math.min(loaded, MOST_PRINTED)
  if (printed >= of) return null
  return (
    <p className="hidden p-2 text-xs print:block">
      {t('common.printedPart', { n: format.number(printed), m: format.number(of) })}
    </p>
  )
}
