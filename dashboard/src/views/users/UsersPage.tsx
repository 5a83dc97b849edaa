import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ALL_TIME } from '../../model/all-time.ts'
import { GroupList } from '../../parts/groups/GroupList.tsx'
import { readSort } from '../../parts/list/sort.ts'
import { usePageWindow } from '../../search/use-window.ts'
import { Page } from '../../ui/Page.tsx'

const route = getRouteApi('/p/$project/users')

export function UsersPage() {
  const { t } = useTranslation()
  const { project } = route.useParams()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { from, to } = usePageWindow(search)
  return (
    <Page title={t('nav.users')}>
      <div className="isolate flex min-h-[30rem] flex-col gap-2 sm:h-[calc(100dvh-8rem)]">
        <GroupList
          question={{ project, unit: 'users', q: search.q ?? '', from, to }}
          name={t('nav.users')}
          sort={readSort(search.sort)}
          onSort={(sort) => void navigate({ search: (before) => ({ ...before, sort }) })}
          onQuery={(q) => void navigate({ search: ({ q: _, ...before }) => (q === '' ? before : { ...before, q }) })}
          onAllTime={() =>
            void navigate({ search: ({ from: _, to: __, ...before }) => ({ ...before, range: ALL_TIME }) })
          }
        />
      </div>
    </Page>
  )
}
