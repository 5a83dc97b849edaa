// The map of the pages. Each page is a chunk of its own; what its URL may hold is in search/.
import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { ApiError } from './api/api-error.ts'
import { meQuery, onboardingQuery } from './api/queries.ts'
import { alertsSearch } from './search/alerts.ts'
import { boardSearch } from './search/boards.ts'
import { parseSearch, pick, stringifySearch } from './search/codec.ts'
import { compareSearch } from './search/compare.ts'
import { datasetSearch } from './search/datasets.ts'
import { groupSearch, groupsSearch } from './search/groups.ts'
import { overviewSearch } from './search/overview.ts'
import { traceSearch } from './search/trace.ts'
import { tracesSearch } from './search/traces.ts'
import { keepZone, zoneSearch } from './search/zone.ts'
import { AppShell, LostPage } from './shell/AppShell.tsx'
import { NotFound, PageFailed, PagePending } from './shell/fallbacks.tsx'
import { getPreferences } from './ui/preferences.ts'
import { zoneInAddress } from './ui/zone.ts'

type Context = { queryClient: QueryClient }

const zone = { middlewares: [keepZone(() => zoneInAddress(getPreferences().timeZone))] }

const root = createRootRouteWithContext<Context>()({ component: Outlet })

/** Who asks; without a session the way leads to the login page and back. */
async function requireSession(context: Context, href: string) {
  try {
    return await context.queryClient.ensureQueryData(meQuery)
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) throw redirect({ to: '/login', search: { back: href } })
    throw error
  }
}

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (search: Record<string, unknown>): { back?: string } => pick(search, ['back']),
  component: lazyRouteComponent(() => import('./views/login/LoginPage.tsx'), 'LoginPage'),
})

/** A trace by a share link: no session, no project, no shell around it. */
const shared = createRoute({
  getParentRoute: () => root,
  path: '/s/$token',
  validateSearch: (search: Record<string, unknown>) => ({ ...traceSearch(search), ...zoneSearch(search) }),
  search: zone,
  component: lazyRouteComponent(() => import('./views/shared/SharedPage.tsx'), 'SharedPage'),
})

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async ({ context, location }) => {
    const { projects } = await requireSession(context, location.href)
    const first = projects.find((project) => !project.is_demo) ?? projects[0]
    if (first === undefined) return
    const came = await context.queryClient.fetchQuery(onboardingQuery(first.id))
    const params = { project: first.id }
    throw came.spans === 0 && came.waiting === 0
      ? redirect({ to: '/p/$project/start', params, replace: true })
      : redirect({ to: '/p/$project/overview', params, replace: true })
  },
  component: lazyRouteComponent(() => import('./views/home/NoProjectPage.tsx'), 'NoProjectPage'),
})

const project = createRoute({
  getParentRoute: () => root,
  path: '/p/$project',
  validateSearch: zoneSearch,
  search: zone,
  beforeLoad: ({ context, location }) => requireSession(context, location.href).then(() => undefined),
  component: AppShell,
  notFoundComponent: NotFound,
})

/** Whatever no other route knows. */
const lost = createRoute({
  getParentRoute: () => root,
  path: '$',
  beforeLoad: ({ context, location }) => requireSession(context, location.href).then(() => undefined),
  component: LostPage,
})

const projectHome = createRoute({
  getParentRoute: () => project,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/p/$project/overview', params, replace: true })
  },
})

const overview = createRoute({
  getParentRoute: () => project,
  path: '/overview',
  validateSearch: overviewSearch,
  component: lazyRouteComponent(() => import('./views/overview/OverviewPage.tsx'), 'OverviewPage'),
})

const traces = createRoute({
  getParentRoute: () => project,
  path: '/traces',
  validateSearch: tracesSearch,
  component: lazyRouteComponent(() => import('./views/traces/TracesPage.tsx'), 'TracesPage'),
})

const trace = createRoute({
  getParentRoute: () => project,
  path: '/traces/$traceId',
  validateSearch: traceSearch,
  component: lazyRouteComponent(() => import('./views/trace/TracePage.tsx'), 'TracePage'),
})

const sessions = createRoute({
  getParentRoute: () => project,
  path: '/sessions',
  validateSearch: groupsSearch,
  component: lazyRouteComponent(() => import('./views/sessions/SessionsPage.tsx'), 'SessionsPage'),
})

const session = createRoute({
  getParentRoute: () => project,
  path: '/sessions/$session',
  validateSearch: groupSearch,
  component: lazyRouteComponent(() => import('./views/sessions/SessionPage.tsx'), 'SessionPage'),
})

const users = createRoute({
  getParentRoute: () => project,
  path: '/users',
  validateSearch: groupsSearch,
  component: lazyRouteComponent(() => import('./views/users/UsersPage.tsx'), 'UsersPage'),
})

const user = createRoute({
  getParentRoute: () => project,
  path: '/users/$user',
  component: lazyRouteComponent(() => import('./views/users/UserPage.tsx'), 'UserPage'),
})

const compare = createRoute({
  getParentRoute: () => project,
  path: '/compare',
  validateSearch: compareSearch,
  component: lazyRouteComponent(() => import('./views/compare/ComparePage.tsx'), 'ComparePage'),
})

const boards = createRoute({
  getParentRoute: () => project,
  path: '/dashboards',
  component: lazyRouteComponent(() => import('./views/boards/BoardsPage.tsx'), 'BoardsPage'),
})

const board = createRoute({
  getParentRoute: () => project,
  path: '/dashboards/$board',
  validateSearch: boardSearch,
  component: lazyRouteComponent(() => import('./views/boards/BoardPage.tsx'), 'BoardPage'),
})

const datasets = createRoute({
  getParentRoute: () => project,
  path: '/datasets',
  component: lazyRouteComponent(() => import('./views/datasets/DatasetsPage.tsx'), 'DatasetsPage'),
})

const dataset = createRoute({
  getParentRoute: () => project,
  path: '/datasets/$datasetId',
  validateSearch: datasetSearch,
  component: lazyRouteComponent(() => import('./views/datasets/DatasetPage.tsx'), 'DatasetPage'),
})

const alerts = createRoute({
  getParentRoute: () => project,
  path: '/alerts',
  validateSearch: alertsSearch,
  component: lazyRouteComponent(() => import('./views/alerts/AlertsPage.tsx'), 'AlertsPage'),
})

const alert = createRoute({
  getParentRoute: () => project,
  path: '/alerts/$alertId',
  component: lazyRouteComponent(() => import('./views/alerts/AlertPage.tsx'), 'AlertPage'),
})

const start = createRoute({
  getParentRoute: () => project,
  path: '/start',
  component: lazyRouteComponent(() => import('./views/start/StartPage.tsx'), 'StartPage'),
})

const ingest = createRoute({
  getParentRoute: () => project,
  path: '/ingest',
  component: lazyRouteComponent(() => import('./views/ingest/IngestPage.tsx'), 'IngestPage'),
})

const settings = createRoute({
  getParentRoute: () => project,
  path: '/settings',
  validateSearch: (search: Record<string, unknown>): { section?: string; span?: string; attribute?: string } =>
    pick(search, ['section', 'span', 'attribute']),
  component: lazyRouteComponent(() => import('./views/settings/SettingsPage.tsx'), 'SettingsPage'),
})

const routeTree = root.addChildren([
  login,
  shared,
  home,
  lost,
  project.addChildren([
    projectHome,
    overview,
    traces,
    trace,
    sessions,
    session,
    users,
    user,
    compare,
    boards,
    board,
    datasets,
    dataset,
    alerts,
    alert,
    start,
    ingest,
    settings,
  ]),
])

export function makeRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultErrorComponent: PageFailed,
    defaultPendingComponent: PagePending,
    defaultPendingMs: 300,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
