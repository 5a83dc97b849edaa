import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { AlertEvent } from '@vitrine/schemas/api'
import { alertEventsQuery } from '../../api/alert-queries.ts'
import { Badge, type BadgeTone } from '../../ui/Badge.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { RecordTable } from '../../ui/RecordTable.tsx'
import { TablePending } from '../../ui/TablePending.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { Time } from '../../ui/Values.tsx'
import { EventGroups } from './EventGroups.tsx'
import { Measure } from './Measure.tsx'
import { TracesBehind } from './TracesBehind.tsx'

const TONES: Readonly<Partial<Record<AlertEvent['kind'], BadgeTone>>> = {
  fired: 'error',
  resolved: 'success',
  data_back: 'success',
}
const DELIVERY_TONES = { waiting: 'warning', sent: 'success', failed: 'error' } as const

/** What happened, of one alert or of all, and what came of each message. */
export function EventTable({ project, alertId }: { project: string; alertId?: string }) {
  const { t } = useTranslation()
  const events = useQuery(alertEventsQuery(project, alertId))
  if (events.error !== null) {
    return <ErrorState title={t('alerts.historyFailed')} error={events.error} onRetry={() => void events.refetch()} />
  }
  // What waits is as high as what says that there is nothing: neither moves what stands below.
  if (events.data === undefined || events.data.events.length === 0) {
    return (
      <div className="min-h-38">
        {events.data === undefined ? (
          <TablePending columns={6} />
        ) : (
          <EmptyState title={t('alerts.historyNone')}>{t('alerts.historyNoneHint')}</EmptyState>
        )}
      </div>
    )
  }
  return (
    <RecordTable
      caption={t('alerts.tabs.history')}
      records={events.data.events}
      keyOf={({ id }) => id}
      columns={[
        { title: t('alerts.at'), className: 'whitespace-nowrap', draw: ({ at }) => <Time at={at} /> },
        ...(alertId === undefined
          ? [
              {
                title: t('alerts.name'),
                draw: ({ alert, alert_name: name }: AlertEvent) => (
                  <Link
                    to="/p/$project/alerts/$alertId"
                    params={{ project, alertId: alert }}
                    className="text-link underline"
                  >
                    <bdi>{name}</bdi>
                  </Link>
                ),
              },
            ]
          : []),
        {
          title: t('alerts.event'),
          draw: (event) => (
            <span className="flex flex-col gap-1">
              <span className="inline-flex flex-wrap items-center gap-1">
                <Badge tone={TONES[event.kind] ?? 'neutral'}>{t(`alerts.events.${event.kind}`)}</Badge>
                {event.is_muted && event.kind !== 'muted' && <Badge>{t('alerts.muted')}</Badge>}
                {event.user !== null && <bdi className="text-muted text-xs">{event.user}</bdi>}
              </span>
              <EventGroups project={project} event={event} />
            </span>
          ),
        },
        {
          title: t('alerts.value'),
          isNumber: true,
          draw: ({ value, unit }) => <Measure value={value} unit={unit} />,
        },
        { title: t('alerts.messages'), draw: (event) => <Deliveries event={event} /> },
        {
          title: t('alerts.behind'),
          draw: ({ behind }) => <TracesBehind project={project} behind={behind} />,
        },
      ]}
    />
  )
}

function Deliveries({ event }: { event: AlertEvent }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (event.deliveries.length === 0) return <span className="text-muted">{t('alerts.nobody')}</span>
  return (
    <ul className="flex flex-col gap-1">
      {event.deliveries.map(({ id, channel, channel_name: name, state, attempts, error }) => (
        <li key={id} className="flex flex-wrap items-center gap-1">
          <bdi>{name ?? channel}</bdi>
          <Badge tone={DELIVERY_TONES[state]}>{t(`alerts.deliveries.${state}`)}</Badge>
          {attempts > 1 && (
            <span className="text-muted text-xs">
              {t('alerts.attempts', { count: attempts, n: format.number(attempts) })}
            </span>
          )}
          {error !== null && <bdi className="text-muted text-xs">{error}</bdi>}
        </li>
      ))}
    </ul>
  )
}
