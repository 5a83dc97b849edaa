import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { alertsQuery } from '../../api/alert-queries.ts'
import { useNow } from '../../parts/use-now.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { RecordTable } from '../../ui/RecordTable.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Time } from '../../ui/Values.tsx'
import { AlertBadges } from './AlertBadges.tsx'
import { Condition, Measure } from './Measure.tsx'

export function AlertList({ project }: { project: string }) {
  const { t } = useTranslation()
  const nowMs = useNow(15_000)
  const alerts = useQuery(alertsQuery(project))
  if (alerts.error !== null) {
    return <ErrorState title={t('alerts.listFailed')} error={alerts.error} onRetry={() => void alerts.refetch()} />
  }
  if (alerts.data === undefined) return <Skeleton className="h-32" />
  if (alerts.data.alerts.length === 0) return <EmptyState title={t('alerts.none')}>{t('alerts.noneHint')}</EmptyState>
  return (
    <RecordTable
      caption={t('alerts.title')}
      records={alerts.data.alerts}
      keyOf={({ id }) => id}
      columns={[
        {
          title: t('alerts.name'),
          draw: ({ id, name }) => (
            <Link to="/p/$project/alerts/$alertId" params={{ project, alertId: id }} className="text-link underline">
              <bdi>{name}</bdi>
            </Link>
          ),
        },
        { title: t('alerts.state'), draw: (alert) => <AlertBadges alert={alert} /> },
        { title: t('alerts.condition'), draw: (alert) => <Condition alert={alert} /> },
        {
          title: t('alerts.value'),
          isNumber: true,
          draw: ({ value, unit }) => <Measure value={value} unit={unit} />,
        },
        { title: t('alerts.since'), draw: ({ since }) => <Time at={since} nowMs={nowMs} /> },
        { title: t('alerts.checked'), draw: ({ checked }) => <Time at={checked} nowMs={nowMs} /> },
      ]}
    />
  )
}
