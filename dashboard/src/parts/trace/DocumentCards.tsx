import type { RetrievedDocument } from '@vitrine/schemas/api'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'
import { Prose } from '../Prose.tsx'
import { ValueView } from '../ValueView.tsx'

/** Retrieved or ranked documents, best first. */
export function DocumentCards({ documents }: { documents: readonly RetrievedDocument[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <section className="flex flex-col gap-2">
      <h3 className="text-muted text-xs">
        {t('trace.documents', { count: documents.length, n: format.number(documents.length) })}
      </h3>
      <ol className="flex flex-col gap-2">
        {documents.map((document, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is the rank
          <li key={at} className="rounded-card border border-line p-2">
            <p className="mb-1 flex flex-wrap items-center gap-2 text-xs">
              <span className="font-bold">#{format.number(at + 1)}</span>
              {document.id && <bdi className="text-muted">{document.id}</bdi>}
              <span className="grow" />
              <span className="text-muted">{t('trace.documentScore')}</span>
              <span>
                {document.score === null || document.score === undefined
                  ? t('trace.unknown')
                  : format.real(document.score)}
              </span>
            </p>
            {document.content ? <Prose text={document.content} /> : <p className="text-faint">{t('trace.unknown')}</p>}
            {document.metadata !== undefined && document.metadata !== null && (
              <details className="mt-1">
                <summary className="min-h-6 cursor-pointer text-muted text-xs">{t('trace.metadata')}</summary>
                <ValueView value={document.metadata} label={t('trace.metadata')} />
              </details>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}
