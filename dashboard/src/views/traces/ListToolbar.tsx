import type { CountAnswer } from '@vitrine/schemas/api'
import { Radio, Rows3 } from 'lucide-react'
import type { ListScope } from '../../model/list-rows.ts'
import type { TracesSearch } from '../../search/traces.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Menu } from '../../ui/Menu.tsx'
import { Spoken } from '../../ui/Spoken.tsx'
import { useShortcut } from '../../ui/shortcuts.ts'
import { staleness } from '../../ui/staleness.ts'
import { useFormat } from '../../ui/use-format.ts'
import { ColumnsMenu, type ColumnsMenuProps } from './ColumnsMenu.tsx'
import { ExportButton } from './ExportButton.tsx'
import { GROUPS, groupName } from './GroupTable.tsx'
import type { ListQuestion } from './traces-queries.ts'
import type { Live } from './use-live.ts'
import { ViewsMenu } from './ViewsMenu.tsx'

export interface ListToolbarProps {
  readonly project: string
  readonly search: TracesSearch
  readonly question: ListQuestion
  readonly sort: string
  /** Rows that came since the list was read, while it rests. */
  readonly fresh: number
  readonly onFresh: () => void
  readonly scope: ListScope
  readonly loaded: number
  readonly matching: CountAnswer | undefined
  readonly isUncounted: boolean
  /** The numbers are those of an earlier filter. */
  readonly isStale: boolean
  /** Of the window without the filter; undefined while no filter is set. */
  readonly total: CountAnswer | undefined
  readonly live: Live
  readonly isReading: boolean
  readonly group: string | undefined
  readonly onGroup: (group: string | undefined) => void
  readonly columns: ColumnsMenuProps
}

/** How many there are, and how they are shown. */
export function ListToolbar(props: ListToolbarProps) {
  const { scope, loaded, matching, total, live, group } = props
  const { t } = useTranslation()
  const format = useFormat()
  useShortcut({ keys: 'l', scope: 'page', label: 'list.keys.live' }, live.toggle)
  const word = (count: CountAnswer) =>
    count.exact ? format.number(count.n) : t('list.about', { n: format.number(count.n) })
  const text =
    matching === undefined
      ? t(props.isUncounted ? 'list.uncounted' : 'list.counting')
      : total === undefined
        ? t(`list.count.${scope}`, { count: matching.n, n: word(matching) })
        : t(`list.nOfM.${scope}`, { count: total.n, n: word(matching), m: word(total) })
  return (
    <div className="flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1 text-muted text-xs">
      <span
        data-testid="result-line"
        aria-busy={matching === undefined && !props.isUncounted}
        {...staleness(props.isStale)}
      >
        {text}
      </span>
      <Spoken text={matching === undefined ? '' : text} />
      {group === undefined && matching !== undefined && loaded > 0 && loaded < matching.n && (
        <span>{t('list.loaded', { n: format.number(loaded) })}</span>
      )}
      {props.isReading && <span>{t('list.reading')}</span>}
      <span className="grow" />
      <div className="flex flex-wrap items-center gap-1">
        <ViewsMenu project={props.project} search={props.search} />
        <Menu
          label={t('list.group')}
          trigger={
            <Button size="small" look={group === undefined ? 'quiet' : 'plain'}>
              <Icon icon={Rows3} />
              {group === undefined ? t('list.group') : t('list.groupedBy', { field: groupName(group, t) })}
            </Button>
          }
          entries={[
            { id: 'none', text: t('list.noGroup'), isSelected: group === undefined },
            ...GROUPS.map((id) => ({ id, text: t(`list.facet.${id}`), isSelected: id === group })),
          ]}
          onAction={(id) => props.onGroup(id === 'none' ? undefined : id)}
        />
        {group === undefined && <ColumnsMenu {...props.columns} />}
        {group === undefined && <ExportButton question={props.question} sort={props.sort} />}
        {live.isResting && props.fresh > 0 && (
          <Button size="small" look="primary" onPress={props.onFresh}>
            {t('list.fresh', { count: props.fresh, n: format.number(props.fresh) })}
          </Button>
        )}
        <Button size="small" look={live.isOn ? 'primary' : 'plain'} aria-pressed={live.isOn} onPress={live.toggle}>
          <Icon icon={Radio} />
          {live.isResting ? t('list.liveResting') : t('list.live')}
        </Button>
      </div>
    </div>
  )
}
