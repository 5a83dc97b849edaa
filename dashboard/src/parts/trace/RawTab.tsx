import { useTranslation } from '../../ui/i18n.ts'
import { ValueView } from '../ValueView.tsx'
import type { LoadedSpan } from './trace-queries.ts'

/** Input and output as the client sent them. */
export function RawTab({ loaded }: { loaded: LoadedSpan }) {
  const { t } = useTranslation()
  const { detail, exact } = loaded
  return (
    <div className="flex flex-col gap-4">
      <section className="flex flex-col gap-1">
        <h3 className="text-muted text-xs">{t('trace.input')}</h3>
        <ValueView value={detail.input} exact={exact.input} label={t('trace.input')} isRaw />
      </section>
      <section className="flex flex-col gap-1">
        <h3 className="text-muted text-xs">{t('trace.output')}</h3>
        <ValueView value={detail.output} exact={exact.output} label={t('trace.output')} isRaw />
      </section>
    </div>
  )
}
