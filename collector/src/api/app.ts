/**
 * Everything that answers on the dashboard's port but the OTLP doors: /api/v1 by the route table, the metrics, and the
 * pages. A request is identified and its project resolved here, before any route sees it.
 */
import { ROUTES, type Route, type RouteName } from '@vitrine/schemas/api'
import express, { type Express, type NextFunction, type Request, type RequestHandler, type Response } from 'express'
import type { Alerting } from '../alerts/alerting.ts'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { isAtThisMachine } from '../base/loopback.ts'
import type { Control } from '../control/control.ts'
import type { BlobReader } from '../query/span-content.ts'
import type { Store } from '../store/store.ts'
import { ApiError } from './api-error.ts'
import { type Auth, createAuth, hasProject, type Identity, routeOf } from './auth.ts'
import { createBoardStore } from './boards/board-store.ts'
import { openBuiltDashboard } from './built-dashboard.ts'
import { scopeOf, setContext } from './context.ts'
import { createDatasetStore } from './datasets/dataset-store.ts'
import { createItemStore } from './datasets/items.ts'
import { createJobs } from './datasets/jobs.ts'
import type { RunReader } from './datasets/run-items.ts'
import { createRunReader } from './datasets/run-reader.ts'
import { createDocsPage } from './docs-page.ts'
import type { Forward } from './forward.ts'
import type { Call, Handler, Handlers } from './handlers.ts'
import { openApiDocument } from './openapi.ts'
import { allowPages } from './page-scores.ts'
import { pageRoutes } from './pages.ts'
import { errorHandler, queryId, sendJson } from './respond.ts'
import { readRouteInput } from './route-input.ts'
import { alertRoutes } from './routes/alerts.ts'
import { boardRoutes } from './routes/boards.ts'
import { budgetRoutes } from './routes/budgets.ts'
import { channelRoutes } from './routes/channels.ts'
import { datasetFileRoutes } from './routes/dataset-files.ts'
import { datasetRunRoutes } from './routes/dataset-runs.ts'
import { datasetRoutes } from './routes/datasets.ts'
import { type DeletionRouteOptions, deletionRoutes } from './routes/deletions.ts'
import { healthRoutes } from './routes/health.ts'
import { type IngestSources, ingestRoutes } from './routes/ingest.ts'
import { jobRoutes } from './routes/jobs.ts'
import { type MediaOptions, mediaRoutes } from './routes/media.ts'
import { type MoneyOptions, moneyRoutes } from './routes/money.ts'
import { projectRoutes } from './routes/projects.ts'
import { scoreRoutes } from './routes/scores.ts'
import { sessionRoutes } from './routes/session.ts'
import { shareRoutes } from './routes/shares.ts'
import { viewRoutes } from './routes/views.ts'
import { securityHeaders } from './security-headers.ts'
import { openSessions } from './sessions.ts'

export interface ApiOptions {
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  readonly control: Control
  /** The routes that read spans; they take who asks and the project from api/context.ts. */
  readonly reads: RequestHandler
  /** What the write side counts and keeps. */
  readonly ingest?: IngestSources
  /** Where large values lie, for runs that become dataset items. */
  readonly blobs?: BlobReader
  /** Keeps pictures that spans refer to. Default: its route is not there. */
  readonly media?: MediaOptions
  /** Runs as dataset items want them. Default: the spans of the store. */
  readonly runs?: RunReader
  /** Prices, mapping rules, and the job that applies them; without it their routes are not there. */
  readonly money?: MoneyOptions
  /** Deleting on request and retention. Default: these routes are not there. */
  readonly deletion?: Pick<DeletionRouteOptions, 'deletions' | 'rules'>
  /** Alerts, channels and budgets. Default: these routes are not there. */
  readonly alerting?: Alerting
  /** Listening beyond the loopback: a login is needed at this machine too. Default: no. */
  readonly loginRequired?: boolean
  /** Where the session secret is kept (mode 0600). */
  readonly dataFolder: string
  /** Signs sessions in all processes that serve the API; without it the data folder keeps one. */
  readonly sessionSecret?: string | undefined
  /** Sends to the leader what only it may do. Default: this process answers everything. */
  readonly forward?: Forward
  /** The built dashboard, e.g. dashboard/dist/app. */
  readonly dashboardFolder: string
  readonly version: string
  /** What does not take work yet; empty when all is ready. */
  readonly waitingFor: () => Promise<readonly string[]>
  /** The Prometheus text of this process. */
  readonly metrics: () => Promise<string>
}

/** Bodies of JSON routes; lines of JSON are streamed and have a bound per line. */
const MAX_BODY_BYTES = 20 * 1024 * 1024
/** Of somebody who has not said who they are: a login. */
const MAX_STRANGER_BODY_BYTES = 16 * 1024

export interface Api {
  /** Answers requests; main gives it everything that is not for an OTLP door. */
  readonly handler: Express
  /** Stops jobs: before the store closes. */
  close(): Promise<void>
}

export async function createApi(options: ApiOptions): Promise<Api> {
  const { control, clock, log } = options
  const sessions = await openSessions({ dataFolder: options.dataFolder, clock, secret: options.sessionSecret })
  const auth = createAuth({ control, sessions, clock, loginRequired: options.loginRequired === true })
  const dashboard = await openBuiltDashboard(options.dashboardFolder)
  const jobs = createJobs(clock, (error) => log.error({ err: error }, 'a job failed'))
  const data = { datasets: createDatasetStore(options), items: createItemStore(options) }
  const runs = datasetRunRoutes({
    store: options.store,
    ...data,
    jobs,
    clock,
    runs: options.runs ?? createRunReader(options),
  })
  const handlers: Handlers = {
    ...projectRoutes(control),
    ...sessionRoutes({ control, auth, sessions, clock }),
    ...healthRoutes(options),
    ...(options.ingest === undefined ? {} : ingestRoutes({ control, clock, ingest: options.ingest })),
    ...scoreRoutes(options),
    ...(options.media === undefined ? {} : mediaRoutes(options.media)),
    ...boardRoutes({ boards: createBoardStore(options) }),
    ...viewRoutes(options),
    ...shareRoutes({ ...options, auth, sessions, rulesOf: (projectId) => control.rules.of(projectId).mapping }),
    ...datasetRoutes(data),
    ...datasetFileRoutes(data),
    ...runs,
    ...jobRoutes({ jobs, addRuns: runs.addToDataset, money: options.money }),
    ...(options.money === undefined ? {} : moneyRoutes({ ...options, money: options.money })),
    ...(options.deletion === undefined ? {} : deletionRoutes({ ...options, ...options.deletion })),
    ...(options.alerting === undefined ? {} : alertHandlers({ ...options, alerting: options.alerting })),
  }
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', 'simple')
  app.use(queryId, securityHeaders)
  app.get('/metrics', metricsRoute(options, auth))
  app.get('/api/docs', docsRoute(options.version))
  app.get('/api/v1/openapi.json', openApiRoute(options.version))
  app.use(['/api/v1/scores', '/api/v1/media'], allowPages)
  app.use('/api/v1', apiRouter({ auth, handlers, reads: options.reads, forward: options.forward }))
  app.use(pageRoutes({ ...options, auth, dashboard }))
  app.use((request: Request, _response: Response, next: NextFunction) => next(noRoute(request, 'unknown_route')))
  app.use(errorHandler(log))
  return { handler: app, close: () => jobs.close() }
}

function alertHandlers(options: ApiOptions & { readonly alerting: Alerting }): Handlers {
  return { ...alertRoutes(options), ...channelRoutes(options.alerting), ...budgetRoutes(options) }
}

interface RouterParts {
  readonly auth: Auth
  readonly handlers: Handlers
  readonly reads: RequestHandler
  readonly forward: Forward | undefined
}

function apiRouter({ auth, handlers, reads, forward }: RouterParts): RequestHandler {
  const router = express.Router()
  router.use((request, response, next) => {
    const route = routeOf(request.method, request.path)
    if (typeof route === 'string') throw noRoute(request, route)
    if (forward?.isWanted(route, request)) return void forward.send(request, response).catch(next)
    admit(auth, route, request, response)
    next()
  })
  const readBody = express.raw({ type: () => true, limit: MAX_BODY_BYTES })
  const readStrangersBody = express.raw({ type: () => true, limit: MAX_STRANGER_BODY_BYTES })
  for (const name of Object.keys(handlers) as RouteName[]) {
    const route: Route = ROUTES[name]
    const handler = handlers[name] as Handler<RouteName> | undefined
    if (handler === undefined) continue
    const path = route.path.replace(/\{(\w+)\}/g, ':$1')
    const before =
      route.body === undefined || route.bodyType === 'jsonl'
        ? []
        : [route.access === 'anyone' ? readStrangersBody : readBody]
    router[route.method](path, ...before, (request: Request, response: Response) =>
      run(route, handler, request, response),
    )
  }
  router.use(reads)
  return router
}

/** Who asks, may they, and for which project: kept with the answer, see context.ts. */
function admit(auth: Auth, route: Route, request: Request, response: Response): void {
  if (isForAnotherDoor(request, route)) throw noRoute(request, 'unknown_route')
  if (route.access === 'anyone') {
    response.locals.identity = request.headers.authorization === undefined ? auth.identify(request) : undefined
    return
  }
  const isAskingWho = route === ROUTES.me && request.headers.authorization === undefined
  const found = isAskingWho
    ? auth.admitLocally(request, response)
    : (auth.identify(request) ?? auth.admitKeyless(request, route))
  const identity = auth.require(request, route, found)
  const { principal } = identity
  setContext(response, { principal, scope: hasProject(route) ? auth.scope(request, principal) : undefined })
  response.locals.identity = identity
}

/** A request with x-api-key and nothing of ours speaks another product's protocol; its door shares our paths. */
function isForAnotherDoor(request: Request, route: Route): boolean {
  const { headers } = request
  return (
    route.access !== 'anyone' &&
    headers['x-api-key'] !== undefined &&
    headers.authorization === undefined &&
    headers.cookie === undefined
  )
}

async function run(route: Route, handler: Handler<RouteName>, request: Request, response: Response): Promise<void> {
  const identity = response.locals.identity as Identity | undefined
  const input = readRouteInput(route, request)
  const call = {
    ...input,
    identity,
    userId: identity?.principal.kind === 'user' ? identity.principal.id : '',
    scope: () => scopeOf(request),
    request,
    response,
  } as Call<RouteName>
  const answer = await handler(call)
  if (answer !== undefined) sendJson(response, route.status, answer)
}

function metricsRoute(options: ApiOptions, auth: Auth): RequestHandler {
  return async (request, response) => {
    const isAdmin = request.headers.authorization !== undefined && auth.identify(request)?.principal.kind === 'admin'
    if (!isAdmin && !isAtThisMachine(request)) {
      throw new ApiError(401, 'unauthenticated', 'cannot show the metrics to just anybody', {
        advice: 'ask from the machine itself, or send the admin key as Authorization: Bearer',
      })
    }
    response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8')
    response.end(await options.metrics())
  }
}

function docsRoute(version: string): RequestHandler {
  const send = createDocsPage(version)
  return (_request, response) => send(response)
}

function openApiRoute(version: string): RequestHandler {
  const text = JSON.stringify(openApiDocument(version))
  return (_request, response) => {
    response.setHeader('content-type', 'application/json; charset=utf-8')
    response.end(text)
  }
}

function noRoute(request: Request, code: 'unknown_route' | 'method_not_allowed'): ApiError {
  const what = `${request.method} ${request.originalUrl.split('?')[0]?.slice(0, 200)}`
  return code === 'unknown_route'
    ? new ApiError(404, code, `cannot answer ${what}: there is nothing here`, {
        advice: 'GET /api/docs lists all routes',
      })
    : new ApiError(405, code, `cannot answer ${what}: this path has other methods`, {
        advice: 'GET /api/docs lists all routes',
      })
}
