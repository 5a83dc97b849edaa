// npm run bench:query -- --rows 1000000 --json: how long the reads take on a store of that many spans, through the
// compiled query functions. Figures depend on the machine and on what else it does: compare ratios, under equal load.
// Options: --rows N,M (a store of each size), --runs N (per read), --only TEXT (reads whose name has it), --dist DIR
// (another build of the collector, to compare), --data DIR (stores to keep and to use again, one folder for each size;
// default: thrown away), --json, --boards 1,7,30 (the boards that every project has, over the last so many days, instead
// of the other reads), --write (their tables into docs/performance.md)
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { boardReads, costOf } from './board-reads.mjs'
import { boardTables, writeTables } from './board-report.mjs'
import { DAY_NS, END_NS, fillStore, newestTrace, PROJECT } from './query-data.mjs'

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    runs: { type: 'string', default: '7' },
    only: { type: 'string', default: '' },
    dist: { type: 'string', default: path.join(ROOT, 'collector/dist') },
    data: { type: 'string' },
    json: { type: 'boolean', default: false },
    boards: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
})
if (!existsSync(path.join(options.dist, 'query/lists.js'))) {
  console.error('the collector is not built; run: npm run build')
  process.exit(1)
}
const load = (file) => import(pathToFileURL(path.join(options.dist, file)).href)
const { createChdbStore } = await load('store/chdb.js')
const { migrate } = await load('store/migrate.js')
const { grantScope } = await load('query/project-scope.js')
const { listTraces, listSessions, listUsers } = await load('query/lists.js')
const { listSpans } = await load('query/spans.js')
const { queryTotals } = await load('query/totals.js')
const { querySeries } = await load('query/series.js')
const { createKeptDays } = await load('query/days/kept-days.js')
const { clockAt } = await load('base/clock.js')
const { queryFacets } = await load('query/facets.js')
const { countUnits } = await load('query/count.js')
const { getTrace } = await load('query/skeleton.js')
const { getSpan } = await load('query/span-detail.js')
const { metricNamed } = await load('query/metrics.js')
const { parseFilter, parseSplit } = await import('@vitrine/schemas/filter')

const SUMS = [
  ...['traces', 'users', 'calls', 'cost.ours', 'unpriced_calls', 'tokens.input', 'tokens.output'],
  ...['input_uncached', 'cache_read', 'cache_write', 'reasoning'].map((bucket) => `tokens.${bucket}`),
]
const FACETS = ['service', 'environment', 'user', 'session', 'model', 'kind', 'name', 'status', 'release', 'tool']

if (options.write && options.boards === undefined) {
  console.error('--write is of the tables of boards; say which days with --boards')
  process.exit(1)
}
const runs = Number(options.runs)
const sizes = options.rows.split(',').map(Number)
const parent = options.data ?? mkdtempSync(path.join(tmpdir(), 'vitrine-bench-query-'))
/** Of the size that is measured. */
let store
try {
  const loadBefore = loads()
  const stores = []
  for (const rows of sizes) stores.push({ rows, ...(await measureStore(rows)) })
  const load = `load ${loadBefore.join(' ')} to ${loads().join(' ')}`
  if (options.write) {
    const about = `Taken ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC by \`npm run bench:query -- --rows ${options.rows} --boards ${options.boards} --runs ${runs} --write\`: Node ${process.version}, ${cpus().length} CPUs, ${load}.`
    writeTables(path.join(ROOT, 'docs/performance.md'), boardTables({ about, stores }))
  }
} finally {
  if (options.data === undefined) rmSync(parent, { recursive: true, force: true })
}

async function measureStore(rows) {
  const folder = path.join(parent, String(rows))
  const isFilled = existsSync(path.join(folder, 'engine.xml'))
  store = await createChdbStore({ path: folder })
  try {
    await migrate(store)
    if (!isFilled) await fillStore(store, rows)
    return await measureReads(rows)
  } finally {
    await store.close()
  }
}

async function measureReads(rows) {
  const reads = readsOf(grantScope(PROJECT), await newestTrace(store))
  const result = { rows, runs, node: process.version, cpus: cpus().length, load: loads(), reads: {} }
  for (const [name, read] of options.boards === undefined ? Object.entries(reads) : []) {
    if (!name.includes(options.only)) continue
    result.reads[name] = await timesOf(read)
    if (!options.json) console.log(lineOf(name, result.reads[name]))
  }
  const measured =
    options.boards === undefined ? {} : await measureBoards(options.boards.split(',').map(Number), result)
  if (options.json) console.log(JSON.stringify({ ...result, loadAfter: loads() }))
  else
    console.log(
      `${rows} spans, ${runs} runs each, ${result.cpus} CPUs, load ${result.load.join(' ')} to ${loads().join(' ')}`,
    )
  return measured
}

/** Each board as it is asked for the first time, which reads spans, and again when its days are kept. */
async function measureBoards(spans, result) {
  const reading = { load, store, scope: grantScope(PROJECT), endNs: END_NS, workDone }
  const days = createKeptDays({ store, clock: clockAt(() => Number(END_NS / 1_000_000n)), log: console, quietMs: 0 })
  const [first, kept] = [await boardReads(reading), await boardReads({ ...reading, days })]
  const boards = []
  try {
    for (const length of spans) {
      for (const id of first.ids.filter((each) => each.includes(options.only))) {
        const figures = { first: await first.measure(id, length, runs) }
        const filling = await costOf(async () => {
          await kept.prepare(id, length)
          await days.settled()
        })
        figures.kept = await kept.measure(id, length, runs)
        const name = `board ${id}, ${length} ${length === 1 ? 'day' : 'days'}`
        result.reads[name] = { ...figures, filling }
        boards.push({ id, days: length, figures, filling })
        if (!options.json) printBoards(name, figures, filling)
      }
    }
  } finally {
    await days.stop()
  }
  return { boards, keptBytes: await keptBytes() }
}

async function keptBytes() {
  const sql = "select sum(bytes_on_disk) as bytes from system.parts where table = 'question_days' and active"
  const [row] = await store.query(sql)
  return Number(row.bytes)
}

function printBoards(name, figures, { ms, cpuMs }) {
  for (const [how, each] of Object.entries(figures)) printBoard(`${name}, ${how}`, each)
  console.log(`${name}, made what is kept: ${ms} ms, CPU ${cpuMs} ms\n`)
}

function printBoard(name, { panels, reads, medianMs, slowest, slowestMs, firstMs, allMs, cpuMs }) {
  for (const panel of panels) {
    console.log(
      `${panel.id.padEnd(28)} ${lineOf('', panel).trim()}  CPU ${panel.cpuMs} ms, ${panel.rows} rows, ${Math.round(panel.bytes / 1e6)} MB read`,
    )
  }
  console.log(
    `${name.padEnd(26)} ${panels.length} panels in ${reads} reads, ${medianMs} ms each, slowest ${slowestMs} ms (${slowest}); together: first ${firstMs} ms, all ${allMs} ms, CPU ${cpuMs} ms\n`,
  )
}

/** What the engine has read in all, for sets and joins too. */
async function workDone() {
  const events = await store.query(
    "select event, value from system.events where event in ('SelectedRows', 'SelectedBytes')",
  )
  const of = (name) => Number(events.find(({ event }) => event === name)?.value ?? 0)
  return { rows: of('SelectedRows'), bytes: of('SelectedBytes') }
}

function readsOf(scope, newest) {
  const everything = { kind: 'all' }
  const ever = { fromNs: undefined, toNs: undefined }
  const days = (count) => ({ fromNs: END_NS - BigInt(count) * DAY_NS, toNs: END_NS })
  const list = (more) => ({ window: ever, filter: everything, sort: '-start', limit: 50, cursor: undefined, ...more })
  const key = (name) => ({ name, key: parseSplit(name) })
  const totals = (more) =>
    queryTotals(store, scope, { window: ever, filter: everything, by: undefined, limit: 100, ...more })
  const facet = (window) =>
    queryFacets(store, scope, {
      window,
      filter: everything,
      fields: FACETS.map(key),
      search: undefined,
      unit: 'spans',
      limit: 10,
    })
  return {
    'traces, newest': () => listTraces(store, scope, list()),
    'traces, newest, second page': async () => {
      const first = await listTraces(store, scope, list())
      await listTraces(store, scope, list({ cursor: first.next_cursor }))
    },
    'traces, newest, last 7 days': () => listTraces(store, scope, list({ window: days(7) })),
    'traces, newest, model': () => listTraces(store, scope, list({ filter: filterOf('model:o3') })),
    'traces, newest, error, last day': () =>
      listTraces(store, scope, list({ window: days(1), filter: filterOf('status:error') })),
    'traces, rare attribute, ever': () => listTraces(store, scope, list({ filter: filterOf('attr.tenant:nobody') })),
    'traces, dearest, ever': () => listTraces(store, scope, list({ sort: '-cost' })),
    'traces, dearest, last day': () => listTraces(store, scope, list({ window: days(1), sort: '-cost' })),
    'spans, newest': () => listSpans(store, scope, list()),
    'spans, newest, kind': () => listSpans(store, scope, list({ filter: filterOf('kind:llm') })),
    'sessions, newest': () => listSessions(store, scope, list()),
    'sessions, newest, last day': () => listSessions(store, scope, list({ window: days(1) })),
    'users, newest': () => listUsers(store, scope, list()),
    'totals, ever': () => totals({}),
    'totals, last day': () => totals({ window: days(1) }),
    'totals by model, ever': () => totals({ by: key('model') }),
    'totals by user, ever': () => totals({ by: key('user') }),
    'overview, last day': () => overview(scope, days(1), '1h'),
    'overview, 30 days': () => overview(scope, days(30), '1d'),
    'facets, last 7 days': () => facet(days(7)),
    'facets, ever': () => facet(ever),
    'count of traces, ever': () => countUnits(store, scope, { window: ever, filter: everything, unit: 'traces' }),
    'one trace': () => getTrace(store, scope, { id: newest.traceId, limit: 1000, cursor: undefined }),
    'one span': () => getSpan(store, scope, newest),
  }
}

/** What the overview page asks for, at once as it does. */
function overview(scope, window, step) {
  const ask = (metrics, more = {}) =>
    querySeries(store, scope, {
      metrics: metrics.map(metricNamed),
      window,
      filter: { kind: 'all' },
      by: [],
      step,
      tz: 'UTC',
      limit: 10,
      compare: { fromNs: window.fromNs * 2n - window.toNs, toNs: window.fromNs },
      nowNs: END_NS,
      ...more,
    })
  return Promise.all([
    ask(SUMS),
    ask(['traces'], { filter: filterOf('trace.errors>0') }),
    ask(['duration_p50', 'duration_p95', 'duration_p99'], { filter: filterOf('root:true') }),
    ask(['cost.ours'], { by: [{ name: 'model', key: parseSplit('model') }], compare: undefined }),
    queryTotals(store, scope, { window, filter: { kind: 'all' }, by: undefined, limit: 100 }),
  ])
}

async function timesOf(read) {
  await read()
  const times = []
  for (let run = 0; run < runs; run += 1) {
    const started = performance.now()
    await read()
    times.push(performance.now() - started)
  }
  times.sort((a, b) => a - b)
  const at = (share) => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))])
  return { medianMs: at(0.5), p95Ms: at(0.95) }
}

function filterOf(text) {
  const parsed = parseFilter(text)
  if (parsed.kind !== 'ok') throw new Error(`cannot read the filter ${text}`)
  return parsed.filter
}

function lineOf(name, { medianMs, p95Ms }) {
  return `${name.padEnd(36)} ${String(medianMs).padStart(7)} ms  p95 ${String(p95Ms).padStart(7)} ms`
}

function loads() {
  return loadavg().map((load) => Math.round(load * 100) / 100)
}
