/**
 * The whole product in one process: the only file that knows which implementation is used. It starts from the back
 * (store, queue, ingest) to the front (doors), so that nothing is accepted that nobody would take on, and stops from
 * the front to the back, so that what was accepted is stored before the exit.
 */
import { accessSync, constants, mkdirSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createApi } from './api/app.ts'
import { createReadRouter } from './api/read/router.ts'
import { banner } from './banner.ts'
import { systemClock } from './base/clock.ts'
import { acquireDataLock } from './base/data-lock.ts'
import { createDiskWatch } from './base/disk.ts'
import { AppError, messageOf } from './base/errors.ts'
import { cannotListen, listen } from './base/listen.ts'
import { createLogger, type Log } from './base/log.ts'
import { isLoopbackHost } from './base/loopback.ts'
import { createMetrics } from './base/metrics.ts'
import { type Config, ConfigError, readConfig } from './config.ts'
import { createControl } from './control/create-control.ts'
import { checkLogs, checkMetrics, checkTraces } from './decode/check.ts'
import { NO_RULES } from './derive.ts'
import type { PriceBookFile } from './enrich/price-book.ts'
import { createIngest } from './ingest.ts'
import { openBrowser } from './open-browser.ts'
import { createEmbeddedQueue } from './queue/embedded.ts'
import { createEmbeddedDeadLetter } from './queue/embedded-dead-letter.ts'
import { showQueue } from './queue/queue-gauges.ts'
import { createInFlight } from './receive/in-flight.ts'
import { createIntake } from './receive/intake.ts'
import { createOtlpGrpcServer, type OtlpGrpcServer } from './receive/otlp-grpc.ts'
import { createOtlpHttpHandler, createOtlpHttpServer } from './receive/otlp-http.ts'
import { createRefusals } from './receive/refusals.ts'
import { writeRunFile } from './run-file.ts'
import { createFolderBlobs } from './store/blobs.ts'
import { createChdbStore } from './store/chdb.ts'
import { createClickhouseStore } from './store/clickhouse.ts'
import { migrate } from './store/migrate.ts'
import type { Store } from './store/store.ts'
import { VERSION } from './version.ts'
import { deleteProject } from './work/delete-project.ts'

const DASHBOARD = fileURLToPath(new URL('../../dashboard/dist/app', import.meta.url))
/** Requests in flight get this long after the doors close. */
const GRACE_MS = 2_000
/** A stop must end within 10 s; what is not drained by then is in the queue and is taken up by the next start. */
const DRAIN_MS = 6_000

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** Node looks after its timeouts once in an interval, which is half a minute unless told. */
const WEB_TIMEOUTS = {
  headersTimeout: 10_000,
  requestTimeout: 120_000,
  connectionsCheckingInterval: 2_000,
  keepAliveTimeout: 65_000,
}
const STARTING = JSON.stringify({ ready: false, waiting_for: ['start'] })
const CHECKS = { traces: checkTraces, logs: checkLogs, metrics: checkMetrics }

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
  // What is kept is what people wrote to models: files and folders from here on are for this user alone.
  process.umask(0o077)
  takeFolder(config.dataFolder)
  const lock = acquireDataLock(config.dataFolder)
  const disk = createDiskWatch({ folder: config.dataFolder, minFreeBytes: config.minFreeBytes, clock })
  await disk.look()
  if (disk.isAlmostFull()) throw diskFull(config, disk.freeBytes)

  // Ports first: a start that cannot listen must not touch the data.
  const state: { isReady: boolean; answer: Answer | undefined } = { isReady: false, answer: undefined }
  const front = createServer(WEB_TIMEOUTS, (request, response) => {
    if (state.answer !== undefined) state.answer(request, response)
    else response.writeHead(503, { 'retry-after': '1', 'content-type': 'application/json' }).end(STARTING)
  })
  const port = await listen(front, { host: config.host, port: config.port, variable: 'VITRINE_PORT' })

  const loginRequired = !isLoopbackHost(config.host)
  const store = await openStore(config)
  await migrate(store)
  const control = await createControl({
    store,
    clock,
    adminKey: config.adminKey,
    firstKey: config.key,
    firstPublicKey: config.publicKey,
    firstProject: config.projectName,
    keyless: config.allowsKeyless && !loginRequired,
    password: config.password,
    loginRequired,
    deleteProject,
    onError: (error) => log.error({ err: error }, 'a deletion failed; it is taken up again at the next start'),
  })
  const queue = createEmbeddedQueue({ path: join(config.dataFolder, 'queue'), maxBytes: config.queueMaxBytes })
  const deadLetter = createEmbeddedDeadLetter({
    path: join(config.dataFolder, 'dead-letter'),
    maxBytes: config.deadLetterMaxBytes,
  })
  const refusals = createRefusals({ path: join(config.dataFolder, 'refusals.json'), clock })
  const blobs = createFolderBlobs(join(config.dataFolder, 'blobs'))
  const ingest = createIngest({
    queue,
    deadLetter,
    store,
    blobs,
    clock,
    log,
    metrics,
    prices: readPrices(),
    rulesOf: (projectId) => ({ ...NO_RULES, isDeleted: control.isDeleted(projectId) }),
    maxBodyBytes: config.maxInflatedBytes,
  })

  const isFull = () => deadLetter.isFull() || disk.isAlmostFull()
  const intake = createIntake({ queue, check: CHECKS, isFull, clock, metrics, log })
  const doors = {
    intake,
    keys: control.keys,
    refusals,
    inFlight: createInFlight(config.maxInFlightBytes),
    corsOrigins: config.corsOrigins,
    maxBodyBytes: config.maxBodyBytes,
    maxInflatedBytes: config.maxInflatedBytes,
    metrics,
    log,
  }
  const otlpHandler = createOtlpHttpHandler(doors)
  const otlp = createOtlpHttpServer(otlpHandler)
  const grpc = createOtlpGrpcServer(doors)
  const api = await createApi({
    store,
    clock,
    log,
    control,
    reads: createReadRouter({ store, clock, blobs, ledgerSources: { queue, deadLetter, refusals } }),
    blobs,
    loginRequired,
    dataFolder: config.dataFolder,
    dashboardFolder: DASHBOARD,
    version: VERSION,
    waitingFor: async () => (state.isReady && (await store.ping()) ? [] : ['store']),
    metrics: () => {
      showQueue(metrics, queue, deadLetter, clock)
      return metrics.registry.metrics()
    },
  })
  const otlpPort = await listen(otlp, { host: config.host, port: config.otlpPort, variable: 'VITRINE_OTLP_PORT' })
  const grpcPort = await listenGrpc(grpc, config)
  state.answer = (request, response) => {
    if (!otlpHandler(request, response)) api.handler(request, response)
  }
  ingest.start()
  state.isReady = true

  const host = config.host.includes(':') ? `[${config.host}]` : config.host
  const info = {
    pid: process.pid,
    url: `http://${host}:${port}`,
    otlp: `http://${host}:${otlpPort}`,
    grpc: `${host}:${grpcPort}`,
    version: VERSION,
    started: new Date(clock.nowMs()).toISOString(),
  }
  const runFile = writeRunFile(config.dataFolder, info)
  console.log(banner(info, config.dataFolder, control.firstStart))
  if (config.opensBrowser) openBrowser(info.url)

  stopOnSignal(log, async () => {
    await Promise.all([closeServer(otlp), grpc.close(GRACE_MS), closeServer(front)])
    await api.close()
    await ingest.stop({ deadlineMs: DRAIN_MS })
    await control.settled()
    await Promise.all([queue.close(), deadLetter.close(), refusals.close()])
    await store.close()
    runFile.remove()
    lock.release()
  })
}

/** Makes the folder and sees that it can be written, in one clear line when not. */
function takeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK | constants.X_OK)
  } catch (cause) {
    const why = `cannot use the data folder ${folder}: ${messageOf(cause)}; make it writable, or set VITRINE_DATA to another`
    throw new AppError('data_folder', why, { retryable: false, cause })
  }
}

function diskFull(config: Config, freeBytes: number): AppError {
  const mib = (bytes: number) => `${Math.floor(bytes / 2 ** 20)} MiB`
  const why = `the disk of ${config.dataFolder} is almost full: ${mib(freeBytes)} left, ${mib(config.minFreeBytes)} needed`
  const what = 'free some space, set VITRINE_DATA to another disk, or lower VITRINE_MIN_FREE_BYTES'
  return new AppError('disk_full', `cannot start: ${why}; ${what}`, { retryable: false })
}

async function openStore(config: Config): Promise<Store> {
  if (config.clickhouseUrl === undefined)
    return await createChdbStore({ path: join(config.dataFolder, 'store'), tmpDir: config.tmpFolder })
  return await createClickhouseStore({
    url: config.clickhouseUrl,
    username: config.clickhouseUser,
    password: config.clickhousePassword,
    database: config.clickhouseDatabase,
  })
}

function readPrices(): PriceBookFile {
  const file = fileURLToPath(import.meta.resolve('@vitrine/schemas/prices/price-book.json'))
  return JSON.parse(readFileSync(file, 'utf8')) as PriceBookFile
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

/** No new connections; those in use get the grace, idle ones none. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), GRACE_MS)
    server.close(() => {
      clearTimeout(timer)
      resolve()
    })
    server.closeIdleConnections()
  })
}

/** The first SIGTERM or SIGINT stops in order, a second one at once: what was acknowledged is in the queue. */
function stopOnSignal(log: Log, stop: () => Promise<void>): void {
  let isStopping = false
  const onSignal = () => {
    if (isStopping) process.exit(1)
    isStopping = true
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'the stop was not clean; what is not stored is in the queue')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
}
