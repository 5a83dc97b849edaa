import { Link, useNavigate, useRouter } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ListLink as Target } from '../../model/boards/drill-down.ts'

const PATHS = { traces: '/p/$project/traces', sessions: '/p/$project/sessions', users: '/p/$project/users' } as const

type Props = { project: string; target: Target | undefined; children: ReactNode; className?: string }

/** To the list behind a number; where there is none, the number alone. */
export function ListLink({ project, target, children, className = 'text-link hover:underline' }: Props) {
  if (target === undefined) return children
  return (
    <Link to={PATHS[target.list]} params={{ project }} search={target.search} className={className}>
      {children}
    </Link>
  )
}

/** The same for marks that are drawn: an address for the browser, and a way to go there. */
export function useListLinks(project: string) {
  const router = useRouter()
  const navigate = useNavigate()
  const locationOf = ({ list, search }: Target) => ({ to: PATHS[list], params: { project }, search }) as const
  return {
    hrefOf: (target: Target): string => router.buildLocation(locationOf(target)).href,
    follow: (target: Target): void => void navigate(locationOf(target)),
  }
}
