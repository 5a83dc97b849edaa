import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ALERT_STATES, type AlertStateKind } from '@vitrine/schemas/api'
import { useState } from 'react'
import { alertsQuery } from '../../api/alert-queries.ts'
import { Choice } from '../../parts/Choice.tsx'
import { useNow } from '../../parts/use-now.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { RecordTable } from '../../ui/RecordTable.tsx'
import { TablePending } from '../../ui/TablePending.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { Time } from '../../ui/Values.tsx'
import { AlertBadges } from './AlertBadges.tsx'
import { Condition, Measure } from './Measure.tsx'

export function AlertList({ project }: { project: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const nowMs = useNow(15_000)
  const alerts = useQuery(alertsQuery(project))
  const [state, setState] = useState<AlertStateKind | ''>('')
  if (alerts.error !== null) {
    return <ErrorState title={t('alerts.listFailed')} error={alerts.error} onRetry={() => void alerts.refetch()} />
  }
  if (alerts.data === undefined) return <TablePending columns={6} />
  if (alerts.data.alerts.length === 0) return <EmptyState title={t('alerts.none')}>{t('alerts.noneHint')}</EmptyState>
  const all = alerts.data.alerts
  const countOf = (of: AlertStateKind) => all.filter((alert) => alert.state === of).length
  const states = ALERT_STATES.filter((of) => of === state || countOf(of) > 0)
  return (
    <div className="flex flex-col gap-3">
      {states.length > 1 && (
        <Choice<AlertStateKind | ''>
          label={t('alerts.state')}
          value={state}
          options={[
            { id: '', text: t('alerts.anyState', { n: format.number(all.length) }) },
            ...states.map((id) => ({ id, text: `${t(`alerts.states.${id}`)} (${format.number(countOf(id))})` })),
          ]}
          onChange={setState}
        />
      )}
      <RecordTable
        caption={t('alerts.title')}
        records={state === '' ? all : all.filter((alert) => alert.state === state)}
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
          { title: t('alerts.condition'), draw: (alert) => <Condition project={project} alert={alert} /> },
          {
            title: t('alerts.value'),
            isNumber: true,
            draw: ({ value, unit }) => <Measure value={value} unit={unit} />,
          },
          { title: t('alerts.since'), draw: ({ since }) => <Time at={since} nowMs={nowMs} /> },
          { title: t('alerts.checked'), draw: ({ checked }) => <Time at={checked} nowMs={nowMs} /> },
        ]}
      />
    </div>
  )
}
