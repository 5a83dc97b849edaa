import { Link } from '@tanstack/react-router'
import type { OnboardingAnswer } from '@vitrine/schemas/api'
import { CircleCheck, LoaderCircle, TriangleAlert } from 'lucide-react'
import { arrivalOf } from '../../model/onboarding.ts'
import { Icon } from '../../ui/Icon.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { Time } from '../../ui/Values.tsx'
import { SourceCard } from './SourceCard.tsx'

/** Says what came, from whom, what is missing, and why a request was refused; read aloud when it changes. */
export function LiveCheck({ project, answer }: { project: string; answer: OnboardingAnswer }) {
  const { t } = useTranslation()
  const arrival = arrivalOf(answer)
  return (
    <section className="rounded-card border border-line p-4" aria-labelledby="check">
      <h2 id="check" className="pb-2 text-lg">
        {t('start.check')}
      </h2>
      <div aria-live="polite" className="flex flex-col gap-2">
        {arrival.kind === 'arrived' ? (
          <Arrived project={project} answer={answer} first={arrival.first} />
        ) : (
          <Waiting arrival={arrival} />
        )}
      </div>
      {answer.sources.map((source) => (
        <SourceCard key={`${source.sdk} ${source.dialect} ${source.service} ${source.protocol}`} source={source} />
      ))}
      {answer.refused.length > 0 && <Refused requests={answer.refused} />}
    </section>
  )
}

/** As high as the one line that a newcomer waits with. */
export function LiveCheckPending() {
  const { t } = useTranslation()
  return (
    <section className="rounded-card border border-line p-4" aria-labelledby="check">
      <h2 id="check" className="pb-2 text-lg">
        {t('start.check')}
      </h2>
      <Skeleton className="h-5 w-2/3" />
    </section>
  )
}

type ArrivedProps = { project: string; answer: OnboardingAnswer; first: NonNullable<OnboardingAnswer['first_span']> }

function Arrived({ project, answer, first }: ArrivedProps) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <>
      <p className="flex items-center gap-2 font-bold text-success">
        <Icon icon={CircleCheck} />
        {answer.spans >= 1000
          ? t('start.arrivedMany')
          : t('start.arrived', { count: answer.spans, n: format.number(answer.spans) })}
      </p>
      <p>
        <Link
          to="/p/$project/traces/$traceId"
          params={{ project, traceId: first.trace_id }}
          search={{ span: first.span_id }}
          className="text-link underline"
        >
          {t('start.openTrace')} <bdi>{first.name}</bdi>
        </Link>
        <span className="text-muted"> · </span>
        <Time at={first.received} />
      </p>
      <p>
        <Link to="/p/$project/overview" params={{ project }} className="text-link underline">
          {t('start.toOverview')}
        </Link>
      </p>
    </>
  )
}

function Waiting({ arrival }: { arrival: Exclude<ReturnType<typeof arrivalOf>, { kind: 'arrived' }> }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (arrival.kind === 'on-the-way') {
    return <Line isBusy>{t('start.onTheWay', { count: arrival.spans, n: format.number(arrival.spans) })}</Line>
  }
  if (arrival.kind === 'rejected') {
    return <Line>{t('start.rejected', { count: arrival.spans, n: format.number(arrival.spans) })}</Line>
  }
  if (arrival.kind === 'refused') return <Line>{t('start.refusedLast', { status: String(arrival.last.status) })}</Line>
  return <Line isBusy>{t('start.waiting')}</Line>
}

function Line({ children, isBusy = false }: { children: string; isBusy?: boolean }) {
  return (
    <p className={isBusy ? 'flex items-center gap-2' : 'flex items-center gap-2 font-bold text-warning'}>
      <Icon icon={isBusy ? LoaderCircle : TriangleAlert} className={isBusy ? 'motion-safe:animate-spin' : ''} />
      {children}
    </p>
  )
}

/** What each status means for whoever sends; other statuses get the general words. */
const EXPLAINED = [400, 401, 403, 413, 415, 429, 503]

function Refused({ requests }: { requests: OnboardingAnswer['refused'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <div className="mt-3 border-t border-line pt-3">
      <h3 className="pb-1 text-xs text-muted">{t('start.refused')}</h3>
      <ul className="flex flex-col gap-2">
        {requests.slice(0, 5).map(({ day, status, requests: count, key_prefix }) => (
          <li key={`${day} ${status} ${key_prefix}`} className="text-xs">
            <span className="font-bold text-warning">
              {t('start.refusedTimes', { status: String(status), count, n: format.number(count) })}
            </span>{' '}
            <span className="text-muted">{format.day(new Date(`${day}T12:00:00Z`))}</span>
            {key_prefix !== null && (
              <code dir="ltr" className="ps-2 font-mono text-muted">
                {key_prefix}…
              </code>
            )}
            <p>{t(`start.refusedReasons.${EXPLAINED.includes(status) ? status : 'other'}`)}</p>
          </li>
        ))}
      </ul>
    </div>
  )
}
