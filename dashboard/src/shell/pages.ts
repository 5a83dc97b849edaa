import {
  Activity,
  Bell,
  ChartLine,
  Database,
  LayoutDashboard,
  ListTree,
  type LucideIcon,
  MessagesSquare,
  Rocket,
  Settings,
  Users,
} from 'lucide-react'

export type PageId =
  | 'overview'
  | 'traces'
  | 'sessions'
  | 'users'
  | 'boards'
  | 'datasets'
  | 'alerts'
  | 'start'
  | 'ingest'
  | 'settings'

export type PageEntry = {
  readonly id: PageId
  readonly to:
    | '/p/$project/overview'
    | '/p/$project/traces'
    | '/p/$project/sessions'
    | '/p/$project/users'
    | '/p/$project/dashboards'
    | '/p/$project/datasets'
    | '/p/$project/alerts'
    | '/p/$project/start'
    | '/p/$project/ingest'
    | '/p/$project/settings'
  readonly icon: LucideIcon
  /** Second key after `g`. */
  readonly key: string
}

export const PAGES: readonly PageEntry[] = [
  { id: 'overview', to: '/p/$project/overview', icon: LayoutDashboard, key: 'o' },
  { id: 'traces', to: '/p/$project/traces', icon: ListTree, key: 't' },
  { id: 'sessions', to: '/p/$project/sessions', icon: MessagesSquare, key: 's' },
  { id: 'users', to: '/p/$project/users', icon: Users, key: 'u' },
  { id: 'boards', to: '/p/$project/dashboards', icon: ChartLine, key: 'c' },
  { id: 'datasets', to: '/p/$project/datasets', icon: Database, key: 'd' },
  { id: 'alerts', to: '/p/$project/alerts', icon: Bell, key: 'a' },
  { id: 'start', to: '/p/$project/start', icon: Rocket, key: 'n' },
  { id: 'ingest', to: '/p/$project/ingest', icon: Activity, key: 'i' },
  { id: 'settings', to: '/p/$project/settings', icon: Settings, key: ',' },
]
