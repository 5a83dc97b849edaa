import type { Alert } from '@vitrine/schemas/api'
import { keyText } from '../../parts/board/texts.ts'
import { useNow } from '../../parts/use-now.ts'
import { Badge } from '../../ui/Badge.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { RecordTable } from '../../ui/RecordTable.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { Time } from '../../ui/Values.tsx'
import { STATE_TONES } from './AlertBadges.tsx'
import { Measure } from './Measure.tsx'
import { TracesBehind } from './TracesBehind.tsx'

/** How each group of an alert that is split stands, the worst first. */
export function GroupTable({ project, alert }: { project: string; alert: Alert }) {
  const { t } = useTranslation()
  const format = useFormat()
  const nowMs = useNow(15_000)
  const { by, groups, groups_left_out: leftOut, unit, metric } = alert
  if (by === null) return null
  return (
    <section className="flex flex-col gap-2">
      <h2 className="text-lg">{t('alerts.groups')}</h2>
      {groups.length === 0 ? (
        <p className="text-muted">{t('alerts.groupsNone')}</p>
      ) : (
        <RecordTable
          caption={t('alerts.groups')}
          records={groups}
          keyOf={({ group }) => group}
          columns={[
            { title: keyText(t, by), className: 'break-words', draw: ({ group }) => <bdi>{group}</bdi> },
            {
              title: t('alerts.state'),
              draw: ({ state }) => <Badge tone={STATE_TONES[state]}>{t(`alerts.states.${state}`)}</Badge>,
            },
            {
              title: t('alerts.value'),
              isNumber: true,
              draw: ({ value }) => <Measure value={value} unit={unit} metric={metric} />,
            },
            { title: t('alerts.since'), draw: ({ since }) => <Time at={since} nowMs={nowMs} /> },
            { title: t('alerts.behind'), draw: ({ behind }) => <TracesBehind project={project} behind={behind} /> },
          ]}
        />
      )}
      {leftOut > 0 && (
        <p className="text-muted">{t('alerts.leftOut', { count: leftOut, n: format.number(leftOut) })}</p>
      )}
    </section>
  )
}
