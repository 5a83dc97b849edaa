import { ALL_TIME } from '../../model/all-time.ts'
import type { GroupsSearch } from '../../search/groups.ts'
import { usePageWindow } from '../../search/use-window.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { Page } from '../../ui/Page.tsx'
import { readSort } from '../list/sort.ts'
import { GroupList } from './GroupList.tsx'
import type { GroupUnit } from './group-queries.ts'

export interface GroupsPageProps {
  readonly unit: GroupUnit
  readonly project: string
  readonly search: GroupsSearch
  readonly onSearch: (change: (before: GroupsSearch) => GroupsSearch) => void
}

/** The page of all sessions, or of all users. */
export function GroupsPage({ unit, project, search, onSearch }: GroupsPageProps) {
  const { t } = useTranslation()
  const { from, to } = usePageWindow(search)
  const name = t(`nav.${unit}`)
  return (
    <Page title={name}>
      <div className="isolate flex min-h-[30rem] flex-col gap-2 sm:h-[calc(100dvh-8rem)]">
        <GroupList
          question={{ project, unit, q: search.q ?? '', from, to }}
          name={name}
          sort={readSort(search.sort)}
          onSort={(sort) => onSearch((before) => ({ ...before, sort }))}
          onQuery={(q) => onSearch(({ q: _, ...before }) => (q === '' ? before : { ...before, q }))}
          onAllTime={() => onSearch(({ from: _, to: __, ...before }) => ({ ...before, range: ALL_TIME }))}
        />
      </div>
    </Page>
  )
}
