// npm run soak -- --hours 2: the built product under a steady stream through the real door, its memory, lag and disk
// looked at every few seconds. Passes when neither memory nor lag grows. `--save` writes docs/figures/soak.json.
// Options: --hours H --rate N (spans a second, default 300) --set mix300|llm200 --every S (seconds between looks)
// --queue kafka: with a real Kafka (npm run kafka) as the queue. --store http: with the server that the tests have (the
// protocol of a server on the embedded engine). With these `--save` writes docs/figures/soak-kafka.json and so on.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePorts } from '../tests/support/product.ts'
import { startServerProcess } from '../tests/support/server-process.ts'
import { createBodyMaker, SETS } from './bench/ingest-bodies.mjs'
import { startKafka } from './kafka/broker.mjs'
import PRODUCT_ENV from './lib/product-env.cjs'

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const MAIN = path.join(ROOT, 'collector/dist/main.js')
const KEY = 'soak-secret-key-0123456789'
/** The first part fills caches and the heap; whether it grows shows after. */
const WARM_SHARE = 0.3
const MAX_GROWTH = 0.1
const MAX_LAG_SECONDS = 30

const options = readOptions(process.argv.slice(2))
if (!existsSync(MAIN)) {
  console.error('collector/dist/main.js is not built; run: npm run build')
  process.exit(1)
}
const { Writer } = await import('../collector/dist/mapping/wire.js')
const folder = mkdtempSync(path.join(tmpdir(), 'vitrine-soak-'))
const parts = []
const product = await startAll().catch(async (error) => {
  await stopAll()
  throw error
})
const sent = { spans: 0, bodyBytes: 0, rawBytes: 0, refused: 0 }
const samples = []
const startedMs = Date.now()
const endMs = startedMs + options.hours * 3_600_000
try {
  const looking = look()
  await send()
  await looking
  await drained()
  await report()
} finally {
  await stopAll()
}

async function startAll() {
  const settings = {}
  if (options.queue === 'kafka') {
    const kafka = await startKafka({ data: path.join(folder, 'kafka') })
    parts.push(kafka)
    settings.KAFKA_BROKERS = kafka.addresses.join(',')
  }
  if (options.store === 'http') {
    const [port] = await freePorts(1)
    const server = await startServerProcess(path.join(folder, 'server'), port)
    parts.push({ stop: () => server.kill() })
    settings.CLICKHOUSE_URL = `http://127.0.0.1:${port}`
  }
  const started = await startProduct(path.join(folder, 'data'), settings)
  parts.push(started)
  return started
}

async function stopAll() {
  for (const part of parts.toReversed()) await part.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

async function send() {
  const make = createBodyMaker(options.set, Date.now() & 0xffff, Writer)
  const everyMs = (SETS[options.set].spansPerBody / options.rate) * 1000
  for (let nextMs = Date.now(); nextMs < endMs; nextMs += everyMs) {
    const body = make()
    await pause(Math.max(0, nextMs - Date.now()))
    while ((await post(body.payload)) !== 200) {
      sent.refused += 1
      await pause(1000)
    }
    sent.spans += body.spans
    sent.bodyBytes += body.payload.length
    sent.rawBytes += body.rawBytes
  }
}

async function post(payload) {
  const headers = {
    'content-type': 'application/x-protobuf',
    'content-encoding': 'gzip',
    authorization: `Bearer ${KEY}`,
  }
  const answer = await fetch(`${product.otlp}/v1/traces`, { method: 'POST', headers, body: payload })
  await answer.arrayBuffer()
  if (![200, 429, 503].includes(answer.status)) throw new Error(`the door answered ${answer.status}`)
  return answer.status
}

async function look() {
  for (;;) {
    const { queue } = await api('/ingest')
    const lagSeconds =
      queue.oldest === null ? 0 : Math.max(0, Date.now() - Number(BigInt(queue.oldest) / 1_000_000n)) / 1000
    samples.push({
      seconds: Math.round((Date.now() - startedMs) / 1000),
      rssMb: Math.round(product.rssBytes() / 1e6),
      lagSeconds: Math.round(lagSeconds * 10) / 10,
      waitingSpans: queue.waiting_spans,
    })
    const { seconds, rssMb } = samples.at(-1)
    if (samples.length % 12 === 1)
      console.log(`${seconds} s: ${sent.spans} spans, ${rssMb} MB, lag ${lagSeconds.toFixed(1)} s`)
    if (Date.now() >= endMs) return
    await pause(options.every * 1000)
  }
}

async function report() {
  const { total } = await api('/ledger')
  const warm = samples.slice(Math.floor(samples.length * WARM_SHARE))
  const rss = warm.map(({ rssMb }) => rssMb)
  const result = {
    node: process.version,
    cpus: cpus().length,
    loadAverage: Math.round(loadavg()[1] * 10) / 10,
    when: new Date(startedMs).toISOString().slice(0, 10),
    queue: options.queue,
    store: options.store,
    hours: options.hours,
    set: options.set,
    spans: sent.spans,
    spansPerSecond: Math.round(sent.spans / (options.hours * 3600)),
    refusedRequests: sent.refused,
    balanced: total.balanced === true && total.spans === sent.spans,
    rssMb: {
      first: median(rss.slice(0, Math.ceil(rss.length / 4))),
      last: median(rss.slice(-Math.ceil(rss.length / 4))),
      max: Math.max(...rss),
    },
    lagSeconds: {
      median: median(warm.map(({ lagSeconds }) => lagSeconds)),
      max: Math.max(...samples.map(({ lagSeconds }) => lagSeconds)),
    },
    cpuMicrosPerSpan: Math.round((product.cpuSeconds() * 1e6) / sent.spans),
    rawBytesPerSpan: Math.round(sent.rawBytes / sent.spans),
    bodyBytesPerSpan: Math.round(sent.bodyBytes / sent.spans),
    storeBytesPerSpan: Math.round(
      bytesUnder(options.store === 'http' ? path.join(folder, 'server') : path.join(folder, 'data', 'store')) /
        sent.spans,
    ),
  }
  const growth = result.rssMb.last / result.rssMb.first - 1
  const isFlat = growth < MAX_GROWTH && result.lagSeconds.max < MAX_LAG_SECONDS && result.balanced
  console.log(JSON.stringify({ ...result, growth: Math.round(growth * 1000) / 1000, passed: isFlat }, null, 2))
  if (options.save) writeFileSync(resultFile(), `${JSON.stringify({ ...result, passed: isFlat }, null, 2)}\n`)
  if (!isFlat) process.exitCode = 1
}

function resultFile() {
  const others = [options.queue, options.store].filter((name) => name !== 'embedded')
  return path.join(ROOT, 'docs/figures', `${['soak', ...others].join('-')}.json`)
}

async function drained() {
  while ((await api('/ledger')).total.waiting !== 0) await pause(200)
}

async function api(pathname) {
  const answer = await fetch(`${product.url}/api/v1${pathname}`, { headers: { authorization: `Bearer ${KEY}` } })
  if (!answer.ok) throw new Error(`GET ${pathname} answered ${answer.status}`)
  return await answer.json()
}

async function startProduct(data, settings) {
  const [port, otlpPort, grpcPort] = await freePorts(3)
  const env = {
    ...PRODUCT_ENV,
    ...process.env,
    ...settings,
    VITRINE_DATA: data,
    VITRINE_HOST: '127.0.0.1',
    VITRINE_PORT: String(port),
    VITRINE_OTLP_PORT: String(otlpPort),
    VITRINE_GRPC_PORT: String(grpcPort),
    VITRINE_OPEN: '0',
    VITRINE_KEY: KEY,
  }
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  const exited = new Promise((resolve) => child.once('close', resolve))
  const url = `http://127.0.0.1:${port}`
  const isReady = () =>
    fetch(`${url}/api/v1/ready`).then(
      (answer) => answer.ok,
      () => false,
    )
  while (!(await isReady())) {
    if (child.exitCode !== null) throw new Error('the product does not start')
    await pause(100)
  }
  return {
    url,
    otlp: `http://127.0.0.1:${otlpPort}`,
    rssBytes: () =>
      Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) * 1024,
    cpuSeconds: () => {
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ')
      return (Number(fields[11]) + Number(fields[12])) / 100
    },
    stop: async () => {
      child.kill('SIGTERM')
      if ((await exited) !== 0) process.exitCode = 1
    },
  }
}

function bytesUnder(top) {
  return readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + sizeOf(path.join(entry.parentPath, entry.name)), 0)
}

/** A merge may take a file away under the count. */
function sizeOf(file) {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

function readOptions(args) {
  const given = {}
  args.forEach((arg, at) => {
    if (!arg.startsWith('--')) return
    const [name, value] = arg.slice(2).split('=')
    const next = args[at + 1]
    given[name] = value ?? (next === undefined || next.startsWith('--') ? '' : next)
  })
  const { queue = 'embedded', store = 'embedded' } = given
  if (!['embedded', 'kafka'].includes(queue)) throw new Error(`unknown queue ${queue}`)
  if (!['embedded', 'http'].includes(store)) throw new Error(`unknown store ${store}`)
  return {
    queue,
    store,
    hours: Number(given.hours ?? 2),
    rate: Number(given.rate ?? 300),
    set: given.set ?? 'mix300',
    every: Number(given.every ?? 5),
    save: 'save' in given,
  }
}
