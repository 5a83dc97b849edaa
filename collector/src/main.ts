/**
 * The product, or those of its roles that this process has: the only file that knows which implementation is used. The
 * doors wait for nothing but the keys; everything else waits for the database. It stops from the front to the back, so
 * that what was accepted is stored before the exit.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createAlerting } from './alerts/alerting.ts'
import { createMailer } from './alerts/channels/mail.ts'
import { createPrivateHosts } from './alerts/channels/private-hosts.ts'
import { createApi } from './api/app.ts'
import { scopeForClock } from './api/auth.ts'
import { createForward } from './api/forward.ts'
import { createProbe } from './api/probe.ts'
import { createReadRouter } from './api/read/router.ts'
import { openBoardDays } from './api/read/standing-days.ts'
import { banner } from './banner.ts'
import { createArriving } from './base/arriving.ts'
import { systemClock } from './base/clock.ts'
import { diskFull, takeFolder } from './base/data-folder.ts'
import { acquireDataLock } from './base/data-lock.ts'
import { createDiskWatch } from './base/disk.ts'
import { AppError, messageOf } from './base/errors.ts'
import { letHeapsDouble } from './base/heap-growth.ts'
import { hostForOthers, hostInUrl } from './base/hosts.ts'
import { cannotListen, closeServer, GRACE_MS, listen, WEB_TIMEOUTS } from './base/listen.ts'
import { createLogger } from './base/log.ts'
import { isLoopbackHost } from './base/loopback.ts'
import { createMetrics } from './base/metrics.ts'
import { createReadiness, showReadiness } from './base/readiness.ts'
import { ROLES, type Role } from './base/roles.ts'
import { endNow, STOP_MAX_MS, stopOnSignal } from './base/stop-on-signal.ts'
import { type Config, ConfigError, readConfig } from './config.ts'
import { openControl } from './control/create-control.ts'
import { followControl } from './control/follow-control.ts'
import { randomId } from './control/keys.ts'
import { createLeadership, soleElection } from './control/lead.ts'
import { CHECKS } from './decode/check.ts'
import { NO_RULES, type ProjectRules } from './derive.ts'
import { diagnose } from './doctor/diagnose.ts'
import { deriveAgain, glimpsesOf, textsOf } from './doctor/fields.ts'
import { createPriceBook } from './enrich/price-book.ts'
import { createPriceBooks } from './enrich/project-prices.ts'
import { createIngest } from './ingest.ts'
import { viewOfContent } from './mapping/content-view.ts'
import { openBrowser } from './open-browser.ts'
import { openQueue } from './open-queue.ts'
import { openBlobs, openRefusals, openStore } from './open-store.ts'
import { readPrices } from './price-file.ts'
import type { Queue } from './queue/queue.ts'
import { showQueue } from './queue/queue-gauges.ts'
import { createInFlight } from './receive/in-flight.ts'
import { createIntake } from './receive/intake.ts'
import { createOtlpGrpcServer, type OtlpGrpcServer } from './receive/otlp-grpc.ts'
import { createOtlpHttpHandler, createOtlpHttpServer, type HttpHandler } from './receive/otlp-http.ts'
import { createRefusals } from './receive/refusals.ts'
import { writeRunFile } from './run-file.ts'
import { measuredStore } from './store/measured-store.ts'
import { waitForSchema } from './store/schema-gate.ts'
import { VERSION } from './version.ts'
import { deleteProject } from './work/delete-project.ts'
import { createDeletions } from './work/deletions.ts'
import { createExpiry } from './work/expiry.ts'
import { createProjectRules } from './work/project-rules.ts'
import { createRederiver } from './work/rederive.ts'

const DASHBOARD = fileURLToPath(new URL('../../dashboard/dist/app', import.meta.url))
/** A stop must end within 10 s; what is not drained by then is in the queue and is taken up by the next start. */
const DRAIN_MS = 6_000

type Stop = () => void | Promise<void>
type Answer = (request: IncomingMessage, response: ServerResponse) => void

const STARTING = JSON.stringify({ ready: false, waiting_for: ['start'] })

letHeapsDouble()
try {
  await run(readConfig())
} catch (error) {
  console.error(error instanceof ConfigError || error instanceof AppError ? error.message : error)
  process.exit(1)
}

async function run(config: Config): Promise<void> {
  const clock = systemClock
  const log = createLogger({ level: config.logLevel })
  const metrics = createMetrics()
  for (const warning of config.warnings) log.warn(warning)
  const does = (role: Role) => config.roles.includes(role)
  const stops: Stop[] = []
  const ended = new AbortController()
  const readiness = createReadiness()
  let tellStart = (): void => undefined
  const is = { stopping: false, listening: false, started: false }
  const needsStore = config.roles.some((role) => role !== 'receive')
  readiness.add('stop', () => !is.stopping)
  if (does('receive')) readiness.add('doors', () => is.listening)
  if (needsStore) readiness.add('start', () => is.started)

  // What is kept is what people wrote to models: files and folders from here on are for this user alone.
  process.umask(0o077)
  takeFolder(config.dataFolder)
  const lock = acquireDataLock(config.dataFolder)
  stops.push(() => lock.release())
  const disk = createDiskWatch({ folder: config.dataFolder, minFreeBytes: config.minFreeBytes, clock })
  await disk.look()
  if (disk.isAlmostFull()) throw diskFull(config, disk.freeBytes)

  // Ports first: a start that cannot listen must not touch the data.
  const answers: { doors?: HttpHandler; api?: Answer } = {}
  let showMetrics = (): void => undefined
  const metricsText = async () => {
    showMetrics()
    await showReadiness(metrics, readiness)
    return await metrics.registry.metrics()
  }
  const probe = createProbe({ version: VERSION, readiness, metrics: undefined })
  const front = createServer(WEB_TIMEOUTS, (request, response) => {
    if (probe(request, response) || answers.doors?.(request, response) === true) return
    if (answers.api !== undefined) answers.api(request, response)
    else notHere(response, does('api') || does('work'))
  })
  const port = await listen(front, { host: config.host, port: config.port, variable: 'VITRINE_PORT' })
  const ports = { web: port, otlp: 0, grpc: 0 }
  const doors: { close(): Promise<void> }[] = [{ close: () => closeServer(front) }]
  if (config.metricsPort !== undefined) {
    const shows = createProbe({ version: VERSION, readiness, metrics: metricsText })
    const server = createServer(WEB_TIMEOUTS, (request, response) => {
      if (!shows(request, response)) response.writeHead(404).end()
    })
    await listen(server, { host: config.host, port: config.metricsPort, variable: 'VITRINE_METRICS_PORT' })
    stops.push(() => closeServer(server))
  }
  const stopAll = async () => {
    is.stopping = true
    await pause(config.stopDelayMs)
    ended.abort()
    await Promise.all(doors.map((door) => door.close()))
    for (const stop of stops.reverse()) await stop()
  }
  stopOnSignal(log, stopAll, config.stopDelayMs + STOP_MAX_MS)

  const loginRequired = !isLoopbackHost(config.host)
  const store = measuredStore(await openStore(config, log, metrics), metrics)
  stops.push(() => store.close())
  if (needsStore) readiness.add('store', () => store.ping())
  const blobs = openBlobs(config, store)
  const control = openControl({
    store,
    clock,
    adminKey: config.adminKey,
    firstKey: config.key,
    firstPublicKey: config.publicKey,
    firstProject: config.projectName,
    keyless: config.allowsKeyless && !loginRequired,
    password: config.password,
    viewerPassword: config.viewerPassword,
    loginRequired,
    deleteProject: async (from, projectId) => {
      const spans = await deleteProject(from, projectId)
      await blobs.deleteProject(projectId)
      return spans
    },
    onError: (error) => log.error({ err: error }, 'a deletion failed; it is taken up again at the next start'),
  })
  // The embedded store is always there; keys of a server's are known while it is away, too.
  const follower =
    store.kind === 'clickhouse'
      ? followControl({ control, path: join(config.dataFolder, 'control.json'), log })
      : undefined
  if (follower !== undefined) stops.push(() => follower.close())
  readiness.add('queue', () => opened.queue?.isAvailable() === true)
  const opened: { queue?: Queue } = {}
  const {
    queue,
    deadLetter,
    election,
    close: closeQueue,
  } = await openQueue({
    config,
    clock,
    log,
    store,
    projectIdOf: (name) => control.findProject(name)?.id,
    onLost: (records) => metrics.counters.vitrine_queue_lost_records_total.inc(records),
    onDeath: (error) => {
      log.fatal({ err: error }, 'the queue cannot go on in this process; it stops, and a new start takes up its work')
      endNow()
    },
  })
  opened.queue = queue
  const refusals = createRefusals({ path: join(config.dataFolder, 'refusals.json'), clock })
  const allRefusals = openRefusals({ config, store, refusals, clock, log })
  stops.push(async () => {
    await Promise.all([closeQueue(), refusals.close(), allRefusals.close()])
  })
  showMetrics = () => {
    showQueue(metrics, queue, deadLetter, clock)
    metrics.gauges.vitrine_leads.set(control.leads ? 1 : 0)
  }

  async function openDoors(): Promise<void> {
    const isFull = () => deadLetter.isFull() || disk.isAlmostFull()
    const intake = createIntake({ queue, check: CHECKS, isFull, clock, metrics, log })
    const deps = {
      intake,
      keys: follower?.keys ?? control.keys,
      refusals,
      inFlight: createInFlight(config.maxInFlightBytes),
      corsOrigins: config.corsOrigins,
      maxBodyBytes: config.maxBodyBytes,
      maxInflatedBytes: config.maxInflatedBytes,
      metrics,
      log,
    }
    const handler = createOtlpHttpHandler(deps)
    const otlp = createOtlpHttpServer(handler)
    const grpc = createOtlpGrpcServer(deps)
    ports.otlp = await listen(otlp, { host: config.host, port: config.otlpPort, variable: 'VITRINE_OTLP_PORT' })
    ports.grpc = await listenGrpc(grpc, config)
    doors.push({ close: () => closeServer(otlp) }, { close: () => grpc.close(GRACE_MS) })
    answers.doors = handler
    is.listening = true
  }

  async function openRest(): Promise<void> {
    const prices = readPrices()
    const rules = createProjectRules(store)
    const rulesOf = (projectId: string): ProjectRules => ({
      ...NO_RULES,
      epoch: control.epochOf(projectId),
      isDeleted: control.isDeleted(projectId),
      retention: rules.retentionOf(projectId),
      deletedTraces: rules.deletedTracesOf(projectId),
      reading: control.rules.of(projectId),
    })
    const rederiver = createRederiver({
      store,
      clock,
      prices,
      rulesOf,
      raiseEpoch: (projectId) => control.raiseEpoch(projectId),
      newId: () => randomId('job'),
      onError: (error) => log.error({ err: error }, 'a job over history failed'),
    })
    const migrates = config.roles.length === ROLES.length
    await waitForSchema({ store, migrates, clock, log, signal: ended.signal })
    await rules.refresh()
    if (store.kind === 'clickhouse') {
      const followed = rules.follow((error) =>
        log.warn({ err: error }, 'cannot read the rules of projects; trying again'),
      )
      stops.push(() => followed.close())
    }
    const onError = (error: unknown) => log.error({ err: error }, 'cannot delete; trying again later')
    const alerting = createAlerting({
      store,
      clock,
      hosts: createPrivateHosts(config.alertPrivateHosts),
      mailer: config.smtpUrl === undefined ? undefined : createMailer({ url: config.smtpUrl, from: config.smtpFrom }),
      projects: () => control.projects(),
      scopeOf: scopeForClock,
      publicUrl: () => config.publicUrl ?? `http://${hostInUrl(config.host)}:${port}`,
      onError: (error) => log.error({ err: error }, 'cannot look after alerts; trying again'),
    })
    const deletions = createDeletions({ store, blobs, rules, clock, onError })
    if (does('work')) {
      const url = config.advertiseUrl ?? `http://${hostForOthers(config.host)}:${port}`
      const leadership = createLeadership({
        control,
        store,
        // The embedded database belongs to one process, whoever else shares the queue.
        election: store.kind === 'chdb' || election === undefined ? soleElection() : election,
        // Keys that were made are shown once, also when this process comes to lead after its start.
        onLead: () => Object.keys(control.firstStart).length > 0 && tellStart(),
        url,
        clock,
        log,
        duties: [rederiver, deletions, createExpiry({ store, blobs, clock, rules, onError }), alerting],
      })
      stops.push(() => control.settled())
      stops.push(() => leadership.close())
      await leadership.start()
    }
    await follower?.look()
    const arriving = createArriving()
    // Stops go the other way round: what is accepted is stored before what is kept for boards is left.
    const boards = openBoardDays({ store, clock, log, isBusy: () => arriving.isAny })
    stops.push(() => boards.stop())
    if (does('ingest')) {
      const ingest = createIngest({
        queue,
        deadLetter,
        store,
        blobs,
        clock,
        log,
        metrics,
        prices,
        rulesOf,
        maxBodyBytes: config.maxInflatedBytes,
        arriving,
      })
      ingest.start()
      stops.push(() => ingest.stop({ deadlineMs: DRAIN_MS, handsOver: !does('receive') }))
    }
    if (does('api') || does('work')) {
      const books = createPriceBooks(createPriceBook(prices))
      const api = await createApi({
        store,
        clock,
        log,
        control,
        forward: createForward({ control, store }),
        reads: createReadRouter({
          store,
          clock,
          blobs,
          arriving,
          ...boards,
          ledgerSources: { queue, deadLetter, refusals: allRefusals },
          rulesOf: (projectId) => control.rules.of(projectId).mapping,
        }),
        ingest: { queue, deadLetter, refusals: allRefusals },
        blobs,
        media: { blobs, isFull: () => disk.isAlmostFull() },
        money: {
          rederiver,
          book: { version: prices.version, sources: prices.sources },
          diagnose: (projectId, row, fragments) => {
            const reading = control.rules.of(projectId)
            const under = { projectId, rules: reading.mapping, prices: books.of(projectId, reading) }
            return diagnose(row, fragments, under)
          },
          fieldsUnder: (projectId, row, { fragments, rules }) => {
            const under = { projectId, rules, prices: books.of(projectId, control.rules.of(projectId)) }
            const view = viewOfContent(row, fragments)
            const fields = textsOf(deriveAgain(row, fragments, under))
            return { fields: { ...fields, scope: view.scopeName }, attributes: glimpsesOf(view) }
          },
        },
        deletion: { deletions, rules },
        alerting,
        loginRequired,
        dataFolder: config.dataFolder,
        sessionSecret: config.sessionSecret,
        dashboardFolder: DASHBOARD,
        version: VERSION,
        waitingFor: () => readiness.waitingFor(),
        metrics: metricsText,
      })
      answers.api = api.handler
      stops.push(() => api.close())
    }
  }

  // Doors open with the keys that are known, whether the store is there or not: what they take, the queue keeps.
  const rest = needsStore ? openRest() : Promise.resolve()
  const doorsOpen = does('receive') ? (follower?.known ?? rest).then(openDoors) : rest
  try {
    await Promise.all([rest, doorsOpen])
  } catch (error) {
    if (!ended.signal.aborted) throw error
    return
  }

  const host = hostInUrl(config.host)
  const info = {
    pid: process.pid,
    url: `http://${host}:${port}`,
    otlp: `http://${host}:${ports.otlp}`,
    grpc: `${host}:${ports.grpc}`,
    version: VERSION,
    started: new Date(clock.nowMs()).toISOString(),
  }
  const runFile = writeRunFile(config.dataFolder, info)
  stops.push(() => runFile.remove())
  tellStart = () => console.log(banner(info, config.dataFolder, control.firstStart))
  tellStart()
  is.started = true
  if (config.opensBrowser && does('api')) openBrowser(info.url)
}

async function listenGrpc(grpc: OtlpGrpcServer, { host, grpcPort }: Config): Promise<number> {
  try {
    return await grpc.listen(host, grpcPort)
  } catch (error) {
    const code = /EADDRINUSE|EACCES|EADDRNOTAVAIL/.exec(messageOf(error))?.[0]
    const coded = Object.assign(new Error(messageOf(error)), code === undefined ? {} : { code })
    throw cannotListen(coded, { host, port: grpcPort, variable: 'VITRINE_GRPC_PORT' })
  }
}

/** While it starts, or because these roles do not answer this. */
function notHere(response: ServerResponse, isStarting: boolean): void {
  response.writeHead(isStarting ? 503 : 404, { 'retry-after': '1', 'content-type': 'application/json' })
  response.end(isStarting ? STARTING : JSON.stringify({ error: 'this process has no such role; see VITRINE_ROLES' }))
}
