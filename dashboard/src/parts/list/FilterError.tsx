import type { Parsed } from '@vitrine/schemas/filter'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'

/** Where a filter stops being one, and what may have been meant. The parser speaks English. */
export function FilterError({ id, parsed }: { id: string; parsed: Extract<Parsed, { kind: 'error' }> }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <p id={id} role="alert" className="text-error text-xs">
      {t('list.cannotRead', { at: format.number(parsed.at + 1) })}{' '}
      <bdi lang="en" dir="ltr">
        {parsed.message}
      </bdi>
      {parsed.suggestion !== '' && (
        <>
          {' — '}
          <bdi lang="en" dir="ltr" className="text-fg">
            {parsed.suggestion}
          </bdi>
        </>
      )}
    </p>
  )
}
