// npm run bench:ingest: the built product in a folder of its own, load from a process of its own, through the real
// door (gzip protobuf, durable answer) until everything can be queried. `-- --json` prints one JSON line.
// Options: --sets=mix300,llm200 --spans=N (per set) --connections=8 --lone=50 --keep (leave the folder)
// --board: each set once more while the overview is open and refreshes every five seconds.
// --queue kafka: the same once more with a real Kafka (npm run kafka) as the queue, beside the embedded one.
import { fork, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startKafka } from '../kafka/broker.mjs'
import { freePorts } from '../lib/free-ports.mjs'
import PRODUCT_ENV from '../lib/product-env.cjs'
import { pollBoard } from './board-poll.mjs'
import { SETS } from './ingest-bodies.mjs'

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const MAIN = path.join(ROOT, 'collector/dist/main.js')
const KEY = 'bench-secret-key-0123456789'
const DEFAULT_SPANS = { mix300: 240_000, llm200: 80_000 }
const TARGETS = { mix300: 12_000, llm200: 5_000 }

const options = readOptions(process.argv.slice(2))
if (!existsSync(MAIN)) {
  console.error('collector/dist/main.js is not built; run: npm run build')
  process.exit(1)
}
const say = (line) => options.json || console.log(line)
let product
const result = { node: process.version, cpus: cpus().length, memoryBytes: totalmem(), queues: {} }
for (const queue of options.queues) result.queues[queue] = await measure(queue)
const { queues, ...machine } = result
if (options.json) console.log(JSON.stringify(options.queues.length === 1 ? { ...machine, ...queues.embedded } : result))
else for (const [queue, measured] of Object.entries(queues)) printTable(queue, measured)

async function measure(queue) {
  const folder = mkdtempSync(path.join(tmpdir(), 'vitrine-bench-'))
  const kafka = queue === 'kafka' ? await startKafka({ data: path.join(folder, 'kafka'), say }) : undefined
  const measured = { sets: {} }
  try {
    product = await startProduct(folder, kafka === undefined ? {} : { KAFKA_BROKERS: kafka.addresses.join(',') })
    try {
      if (options.lone > 0) {
        say(`${queue}: lone traces, ${options.lone} sent one after the other`)
        measured.lone = await loneTraces(options.lone)
      }
      for (const set of options.sets) {
        say(`${queue}, ${set}: making bodies`)
        measured.sets[set] = await loadSet(set)
        if (!options.board) continue
        const poll = pollBoard({ url: product.url, key: KEY })
        measured.sets[`${set}, board open`] = await loadSet(set, () => poll.stop())
      }
    } finally {
      await product.stop()
    }
  } finally {
    await kafka?.stop()
    if (options.keep) console.error(`kept ${folder}`)
    else rmSync(folder, { recursive: true, force: true })
  }
  return measured
}

/** `atEnd` is waited for once all can be queried, before what comes behind is counted. */
async function loadSet(set, atEnd) {
  const spans = options.spans ?? DEFAULT_SPANS[set]
  const config = {
    set,
    spans,
    seed: Date.now() & 0xffff,
    url: product.otlp,
    key: KEY,
    connections: options.connections,
  }
  const loader = fork(path.join(ROOT, 'scripts/bench/ingest-load.mjs'), [JSON.stringify(config)])
  const made = await message(loader, 'ready')
  say(`${set}: sending ${made.spans} spans, ${Math.round(made.rawBytes / made.spans)} B each`)
  const before = await spansInTotals()
  const cpuBefore = product.cpuSeconds()
  const rss = []
  const watch = setInterval(() => rss.push(product.memory()), 250)
  const startedMs = Date.now()
  loader.send('go')
  const done = await message(loader, 'done')
  await drained()
  const seconds = (Date.now() - startedMs) / 1000
  const visible = (await spansInTotals()) - before
  if (visible !== made.spans) throw new Error(`${set}: sent ${made.spans} spans, ${visible} can be queried`)
  const cpuSeconds = product.cpuSeconds() - cpuBefore
  const board = await atEnd?.()
  const late = rss.slice(Math.floor(rss.length / 2))
  await atRest()
  clearInterval(watch)
  const restedSeconds = product.cpuSeconds() - cpuBefore
  return {
    spans: made.spans,
    bytesPerSpan: Math.round(made.rawBytes / made.spans),
    seconds: round(seconds, 2),
    spansPerSecond: Math.round(made.spans / seconds),
    ackedSpansPerSecond: Math.round((made.spans * 1000) / (done.endedMs - done.startedMs)),
    ackP50Ms: round(done.ackP50Ms, 1),
    ackP99Ms: round(done.ackP99Ms, 1),
    refusedRequests: done.refused,
    cpuMicrosPerSpan: round((cpuSeconds * 1e6) / made.spans, 1),
    // With the merges that waited until there was less to do.
    cpuMicrosPerSpanAtRest: round((restedSeconds * 1e6) / made.spans, 1),
    loaderCpuSeconds: round(done.cpuSeconds, 1),
    rssMaxMb: megabytes(Math.max(...rss.map(({ rss: bytes }) => bytes))),
    rssSecondHalfMb: [
      megabytes(Math.min(...late.map(({ rss: bytes }) => bytes))),
      megabytes(Math.max(...late.map(({ rss: bytes }) => bytes))),
    ],
    // Of that: pages of its own, and pages of files (the program, the queue's map) that the system takes back at will.
    rssAnonMaxMb: megabytes(Math.max(...rss.map(({ anon }) => anon))),
    rssFileMaxMb: megabytes(Math.max(...rss.map(({ file }) => file))),
    target: TARGETS[set],
    ...(board === undefined ? {} : { board }),
  }
}

async function loneTraces(count) {
  const times = []
  for (let i = 0; i < count + 5; i += 1) {
    const traceId = hex(32)
    await postLone(traceId)
    const answeredMs = performance.now()
    for (;;) {
      const answer = await fetch(`${product.url}/api/v1/traces/${traceId}`, {
        headers: { authorization: `Bearer ${KEY}` },
      })
      await answer.arrayBuffer()
      if (answer.ok) break
      if (answer.status !== 404) throw new Error(`GET /traces/${traceId} answered ${answer.status}`)
      if (performance.now() - answeredMs > 10_000) throw new Error(`trace ${traceId} is not there after 10 s`)
      await pause(2)
    }
    if (i >= 5) times.push(performance.now() - answeredMs)
    await pause(300)
  }
  times.sort((a, b) => a - b)
  const at = (share) => round(times[Math.min(times.length - 1, Math.floor(times.length * share))], 1)
  return { count, medianMs: at(0.5), p99Ms: at(0.99), maxMs: round(times.at(-1), 1) }
}

async function postLone(traceId) {
  const startNs = BigInt(Date.now()) * 1_000_000n
  const text = (key, stringValue) => ({ key, value: { stringValue } })
  const span = {
    traceId,
    spanId: hex(16),
    name: 'chat gpt-4o',
    kind: 3,
    startTimeUnixNano: String(startNs - 900_000_000n),
    endTimeUnixNano: String(startNs),
    attributes: [
      text('gen_ai.operation.name', 'chat'),
      text('gen_ai.request.model', 'gpt-4o'),
      text('gen_ai.response.id', hex(20)),
    ],
  }
  const body = { resourceSpans: [{ resource: {}, scopeSpans: [{ scope: { name: 'bench' }, spans: [span] }] }] }
  const answer = await fetch(`${product.otlp}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`the door answered ${answer.status}: ${await answer.text()}`)
  await answer.arrayBuffer()
}

async function spansInTotals() {
  return (await api('/totals')).total.spans
}

async function drained() {
  for (;;) {
    if ((await api('/ledger')).total.waiting === 0) return
    await pause(100)
  }
}

/** Until the engine has merged what it will: two seconds with next to nothing to do. */
async function atRest() {
  for (let quiet = 0; quiet < 4; ) {
    const before = product.cpuSeconds()
    await pause(500)
    quiet = product.cpuSeconds() - before < 0.05 ? quiet + 1 : 0
  }
}

async function api(pathname) {
  const answer = await fetch(`${product.url}/api/v1${pathname}`, { headers: { authorization: `Bearer ${KEY}` } })
  if (!answer.ok) throw new Error(`GET ${pathname} answered ${answer.status}: ${await answer.text()}`)
  return await answer.json()
}

async function startProduct(folder, settings) {
  const [port, otlpPort, grpcPort] = await freePorts(3)
  const env = {
    ...PRODUCT_ENV,
    ...process.env,
    ...settings,
    VITRINE_DATA: path.join(folder, 'data'),
    VITRINE_HOST: '127.0.0.1',
    VITRINE_PORT: String(port),
    VITRINE_OTLP_PORT: String(otlpPort),
    VITRINE_GRPC_PORT: String(grpcPort),
    VITRINE_OPEN: '0',
    VITRINE_KEY: KEY,
    VITRINE_PUBLIC_KEY: 'bench-public-key-0123456789',
  }
  const nodeArgs = process.env.BENCH_NODE_ARGS?.split(' ') ?? []
  const child = spawn(process.execPath, [...nodeArgs, MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => (printed = (printed + chunk).slice(-2_000_000)))
  const exited = new Promise((resolve) => child.once('close', resolve))
  const url = `http://127.0.0.1:${port}`
  for (let tries = 0; ; tries += 1) {
    if (child.exitCode !== null || tries > 1200) throw new Error(`the product does not start:\n${printed}`)
    if (
      await fetch(`${url}/api/v1/ready`).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      break
    await pause(50)
  }
  return {
    url,
    otlp: `http://127.0.0.1:${otlpPort}`,
    memory: () => memoryOf(child.pid),
    cpuSeconds: () => {
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ')
      return (Number(fields[11]) + Number(fields[12])) / 100
    },
    stop: async () => {
      child.kill('SIGTERM')
      const code = await exited
      if (process.env.BENCH_PRINTED) writeFileSync(process.env.BENCH_PRINTED, printed)
      if (code !== 0) console.error(`the product stopped with ${code}; it printed:\n${printed}`)
    },
  }
}

function message(child, kind) {
  return new Promise((resolve, reject) => {
    child.on('message', (value) => value.kind === kind && resolve(value))
    child.once('exit', (code) => reject(new Error(`the load generator stopped with ${code}`)))
  })
}

function readOptions(args) {
  const words = args
    .join(' ')
    .replace(/--queue (\w+)/, '--queue=$1')
    .split(' ')
    .filter(Boolean)
  const given = Object.fromEntries(words.map((arg) => arg.replace(/^--/, '').split('=')))
  if (!['embedded', 'kafka', undefined].includes(given.queue)) throw new Error(`unknown queue ${given.queue}`)
  const sets = given.sets?.split(',') ?? Object.keys(SETS)
  for (const set of sets)
    if (SETS[set] === undefined) throw new Error(`unknown set ${set}; there are ${Object.keys(SETS).join(', ')}`)
  return {
    json: 'json' in given,
    board: 'board' in given,
    keep: 'keep' in given,
    queues: given.queue === 'kafka' ? ['embedded', 'kafka'] : ['embedded'],
    sets,
    spans: given.spans === undefined ? undefined : Number(given.spans),
    connections: Number(given.connections ?? 8),
    lone: Number(given.lone ?? 50),
  }
}

function printTable(queue, { lone, sets }) {
  console.log(`\nqueue: ${queue}`)
  if (lone !== undefined) {
    console.log(`lone trace, answer → visible: median ${lone.medianMs} ms, p99 ${lone.p99Ms} ms (targets 100 and 200)`)
  }
  const rows = Object.entries(sets).map(([set, row]) => ({
    set,
    'spans/s until queryable': row.spansPerSecond,
    target: row.target,
    'B/span': row.bytesPerSpan,
    'ack p50/p99 ms': `${row.ackP50Ms} / ${row.ackP99Ms}`,
    'CPU µs/span': row.cpuMicrosPerSpan,
    'with merges': row.cpuMicrosPerSpanAtRest,
    'RSS max MB': row.rssMaxMb,
    'RSS 2nd half MB': row.rssSecondHalfMb.join('–'),
    'own / file pages MB': `${row.rssAnonMaxMb} / ${row.rssFileMaxMb}`,
    '429s': row.refusedRequests,
    'all of the board, median / max ms':
      row.board === undefined ? '' : `${row.board.medianMs} / ${row.board.maxMs}, ${row.board.rounds} times`,
  }))
  console.table(rows)
}

function memoryOf(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const bytes = (name) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) * 1024
  return { rss: bytes('VmRSS'), anon: bytes('RssAnon'), file: bytes('RssFile') }
}

function hex(length) {
  return Array.from({ length }, () => Math.floor(Math.random() * 16).toString(16)).join('')
}
function round(value, digits) {
  return Number(value.toFixed(digits))
}
function megabytes(bytes) {
  return Math.round(bytes / 1e6)
}
