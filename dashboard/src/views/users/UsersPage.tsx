import { getRouteApi } from '@tanstack/react-router'
import { GroupsPage } from '../../parts/groups/GroupsPage.tsx'

const route = getRouteApi('/p/$project/users')

export function UsersPage() {
  const { project } = route.useParams()
  const navigate = route.useNavigate()
  return (
    <GroupsPage
      unit="users"
      project={project}
      search={route.useSearch()}
      onSearch={(search) => void navigate({ search })}
    />
  )
}
