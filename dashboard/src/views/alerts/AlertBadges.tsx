import type { Alert } from '@vitrine/schemas/api'
import { Badge, type BadgeTone } from '../../ui/Badge.tsx'
import { toDate } from '../../ui/format.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'

export const STATE_TONES: Readonly<Record<Alert['state'], BadgeTone>> = {
  ok: 'success',
  pending: 'warning',
  firing: 'error',
  no_data: 'neutral',
}

/** How an alert stands: its state, how grave it is, and whether anybody hears it or looks after it. */
export function AlertBadges({ alert }: { alert: Alert }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { state, severity, muted_until: mutedUntil, acknowledged, error } = alert
  return (
    <span className="inline-flex flex-wrap items-center gap-1">
      <Badge tone={STATE_TONES[state]}>{t(`alerts.states.${state}`)}</Badge>
      <Badge>{t(`alerts.severities.${severity}`)}</Badge>
      {mutedUntil !== null && (
        <Badge title={t('alerts.mutedUntil', { time: format.dateTime(toDate(mutedUntil)) })}>{t('alerts.muted')}</Badge>
      )}
      {acknowledged !== null && (
        <Badge tone="running" title={format.dateTime(toDate(acknowledged.at))}>
          {t('alerts.acknowledged', { user: acknowledged.user })}
        </Badge>
      )}
      {error !== null && (
        <Badge tone="warning" title={error}>
          {t('alerts.lookFailed')}
        </Badge>
      )}
    </span>
  )
}
