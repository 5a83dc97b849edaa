import { Link } from '@tanstack/react-router'
import type { SpanDetail, SpanEvent } from '@vitrine/schemas/api'
import { useTranslation } from '../../ui/i18n.ts'
import { Duration } from '../../ui/Values.tsx'
import { PlainText } from '../Prose.tsx'
import { ValueView } from '../ValueView.tsx'

export function EventsTab({ detail, project }: { detail: SpanDetail; project: string }) {
  const { t } = useTranslation()
  if (detail.events.length === 0 && detail.links.length === 0)
    return <p className="text-muted">{t('trace.noEvents')}</p>
  return (
    <div className="flex flex-col gap-3">
      <ol className="flex flex-col gap-3">
        {detail.events.map((event, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: events have no identity but their place
          <li key={at}>
            <EventCard event={event} startNs={detail.start} />
          </li>
        ))}
      </ol>
      {detail.links.length > 0 && (
        <section>
          <h3 className="text-muted text-xs">{t('trace.links')}</h3>
          <ul>
            {detail.links.map((link) => (
              <li key={`${link.trace_id}-${link.span_id}`}>
                <Link
                  to="/p/$project/traces/$traceId"
                  params={{ project, traceId: link.trace_id }}
                  search={{ span: link.span_id }}
                  className="font-mono text-link text-xs underline"
                >
                  <span dir="ltr">
                    {link.trace_id} / {link.span_id}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

function EventCard({ event, startNs }: { event: SpanEvent; startNs: string }) {
  const { t } = useTranslation()
  const {
    'exception.stacktrace': stack,
    'exception.type': type,
    'exception.message': message,
    ...rest
  } = event.attributes
  const isException = event.name === 'exception' || type !== undefined || message !== undefined
  return (
    <article className={`rounded-card border p-2 ${isException ? 'border-error-mark' : 'border-line'}`}>
      <p className="flex flex-wrap gap-2 text-xs">
        <bdi className={isException ? 'font-bold text-error' : 'font-bold'}>
          {isException && typeof type === 'string' ? type : event.name}
        </bdi>
        <span className="text-muted">
          + <Duration ns={BigInt(event.time) - BigInt(startNs)} />
        </span>
      </p>
      {typeof message === 'string' && (
        <p dir="auto" className="whitespace-pre-wrap [overflow-wrap:anywhere]">
          {message}
        </p>
      )}
      {typeof stack === 'string' && (
        <details>
          <summary className="min-h-6 cursor-pointer text-muted text-xs">{t('trace.stack')}</summary>
          <div dir="ltr">
            <PlainText text={stack} isCode />
          </div>
        </details>
      )}
      {event.body !== undefined && event.body !== null && <ValueView value={event.body} label={t('trace.body')} />}
      {Object.keys(rest).length > 0 && <ValueView value={rest} label={event.name} />}
    </article>
  )
}
