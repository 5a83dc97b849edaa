// npm run bench:query -- --rows 1000000 --json: how long the reads take on a store of that many spans, through the
// compiled query functions. Figures depend on the machine and on what else it does: compare ratios, under equal load.
// Options: --rows N, --runs N (per read), --only TEXT (reads whose name has it), --dist DIR (another build of the
// collector, to compare), --data DIR (a folder to keep and to use again; default: one that is thrown away), --json,
// --boards 1,7,30 (the boards that every project has, over the last so many days, instead of the other reads)
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { boardReads } from './board-reads.mjs'
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

const rows = Number(options.rows)
const runs = Number(options.runs)
const folder = options.data ?? mkdtempSync(path.join(tmpdir(), 'vitrine-bench-query-'))
const isFilled = existsSync(path.join(folder, 'engine.xml'))
const store = await createChdbStore({ path: folder })
try {
  if (!isFilled) {
    await migrate(store)
    await fillStore(store, rows)
  }
  const reads = readsOf(grantScope(PROJECT), await newestTrace(store))
  const result = { rows, runs, node: process.version, cpus: cpus().length, load: loads(), reads: {} }
  for (const [name, read] of options.boards === undefined ? Object.entries(reads) : []) {
    if (!name.includes(options.only)) continue
    result.reads[name] = await timesOf(read)
    if (!options.json) console.log(lineOf(name, result.reads[name]))
  }
  if (options.boards !== undefined) await measureBoards(options.boards.split(',').map(Number), result)
  if (options.json) console.log(JSON.stringify({ ...result, loadAfter: loads() }))
  else
    console.log(
      `${rows} spans, ${runs} runs each, ${result.cpus} CPUs, load ${result.load.join(' ')} to ${loads().join(' ')}`,
    )
} finally {
  await store.close()
  if (options.data === undefined) rmSync(folder, { recursive: true, force: true })
}

async function measureBoards(spans, result) {
  const { ids, measure } = await boardReads({ load, store, scope: grantScope(PROJECT), endNs: END_NS })
  for (const days of spans) {
    for (const id of ids.filter((each) => each.includes(options.only))) {
      const figures = await measure(id, days, runs)
      const name = `board ${id}, ${days} ${days === 1 ? 'day' : 'days'}`
      result.reads[name] = figures
      const { panels, reads, medianMs, slowest, slowestMs, firstMs, allMs } = figures
      if (options.json) continue
      console.log(
        `${name.padEnd(26)} ${panels} panels in ${reads} reads, ${medianMs} ms each, slowest ${slowestMs} ms (${slowest}); together: first ${firstMs} ms, all ${allMs} ms`,
      )
    }
  }
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
