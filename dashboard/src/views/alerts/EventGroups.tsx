import type { AlertEvent } from '@vitrine/schemas/api'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'
import { useMeasure } from './Measure.tsx'
import { TracesBehind } from './TracesBehind.tsx'

/** So many names are read at a glance; the message and the table of groups have them all. */
const SHOWN = 8

/** What happened to which groups; each leads to its own traces. */
export function EventGroups({ project, event }: { project: string; event: AlertEvent }) {
  const { t } = useTranslation()
  const format = useFormat()
  const write = useMeasure()
  const { groups, unit } = event
  if (groups.length === 0) return null
  const kinds = [...new Set(groups.map(({ kind }) => kind))]
  return (
    <ul className="flex flex-col gap-1">
      {kinds.map((kind) => {
        const all = groups.filter((each) => each.kind === kind)
        const more = all.length - SHOWN
        return (
          <li key={kind} className="flex flex-wrap items-baseline gap-x-2">
            {kinds.length > 1 && <span className="text-muted text-xs">{t(`alerts.events.${kind}`)}</span>}
            {all.slice(0, SHOWN).map(({ group, value, behind }) => (
              <span key={group} className="inline-flex min-w-0 gap-1">
                <TracesBehind project={project} behind={behind}>
                  <bdi>{group}</bdi>
                </TracesBehind>
                {value !== null && <bdi className="text-muted">{write(value, unit, '')}</bdi>}
              </span>
            ))}
            {more > 0 && (
              <span className="text-muted">{t('alerts.moreGroups', { count: more, n: format.number(more) })}</span>
            )}
          </li>
        )
      })}
    </ul>
  )
}
