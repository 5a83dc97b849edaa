import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { Alert } from '@vitrine/schemas/api'
import { alertQuery } from '../../api/alert-queries.ts'
import { draftOf, NEW_ALERT } from '../../model/alert-draft.ts'
import { Prose } from '../../parts/Prose.tsx'
import { useNow } from '../../parts/use-now.ts'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Changing } from '../../ui/may-change.ts'
import { Page } from '../../ui/Page.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Time } from '../../ui/Values.tsx'
import { AlertActions } from './AlertActions.tsx'
import { AlertBadges } from './AlertBadges.tsx'
import { AlertForm } from './AlertForm.tsx'
import { EventTable } from './EventTable.tsx'
import { GroupTable } from './GroupTable.tsx'
import { Condition, Measure } from './Measure.tsx'
import { TracesBehind } from './TracesBehind.tsx'

/** One alert: how it stands, what happened, and its rule with a preview. `new` writes another. */
export function AlertPage() {
  const { t } = useTranslation()
  const { project, alertId } = useParams({ from: '/p/$project/alerts/$alertId' })
  if (alertId !== 'new') return <KnownAlert key={alertId} project={project} alertId={alertId} />
  return (
    <Page title={t('alerts.new')}>
      <AlertForm project={project} start={NEW_ALERT} />
    </Page>
  )
}

function KnownAlert({ project, alertId }: { project: string; alertId: string }) {
  const { t } = useTranslation()
  const { data: alert, error, refetch } = useQuery(alertQuery(project, alertId))
  if (alert === undefined && error !== null) {
    return (
      <Page title={t('alerts.one')}>
        <ErrorState title={t('alerts.oneFailed')} error={error} onRetry={() => void refetch()} />
      </Page>
    )
  }
  return (
    <Page
      title={alert?.name ?? t('alerts.one')}
      actions={
        alert === undefined ? (
          <span className="h-8" />
        ) : (
          <Changing>
            <AlertActions project={project} alert={alert} />
          </Changing>
        )
      }
    >
      <div className="flex flex-col gap-6">
        {alert === undefined ? <Skeleton className="h-7 w-2/3" /> : <Standing project={project} alert={alert} />}
        {alert !== undefined && <GroupTable project={project} alert={alert} />}
        {alert !== undefined && alert.note !== '' && (
          <section className="flex flex-col gap-1">
            <h2 className="text-lg">{t('alerts.note')}</h2>
            <Prose text={alert.note} />
          </section>
        )}
        <section className="flex flex-col gap-2">
          <h2 className="text-lg">{t('alerts.tabs.history')}</h2>
          <EventTable project={project} alertId={alertId} />
        </section>
        <section className="flex flex-col gap-2">
          <h2 className="text-lg">{t('alerts.rule')}</h2>
          {alert === undefined ? (
            <Skeleton className="h-96" />
          ) : (
            <AlertForm project={project} start={draftOf(alert)} alertId={alertId} />
          )}
        </section>
      </div>
    </Page>
  )
}

/** How it stands, in one line. */
function Standing({ project, alert }: { project: string; alert: Alert }) {
  const { t } = useTranslation()
  const nowMs = useNow(15_000)
  return (
    <section aria-label={t('alerts.state')} className="flex min-h-7 flex-wrap items-center gap-x-4 gap-y-2">
      <AlertBadges alert={alert} />
      <Condition project={project} alert={alert} />
      <span>
        {t('alerts.value')}: <Measure value={alert.value} unit={alert.unit} metric={alert.metric} />
      </span>
      <span className="text-muted">
        {t('alerts.checked')}: <Time at={alert.checked} nowMs={nowMs} />
      </span>
      {alert.behind !== null && <TracesBehind project={project} behind={alert.behind} />}
      {alert.error !== null && <bdi className="text-warning">{alert.error}</bdi>}
    </section>
  )
}
