// The questions of the standing boards, panel by panel as a browser sends them: each alone, then a board at once with
// four in flight, as the dashboard does.
import { requestOf, STANDING_IDS, sharedRequests, standingBoard } from '@vitrine/schemas/boards'

const IN_FLIGHT = 4
const DAY_MS = 86_400_000
const STEPS = { 1: '15m', 7: '6h', 30: '1d' }

/** `load` gives a compiled module of the collector, `workDone` says what its engine has read so far. */
export async function boardReads({ load, store, scope, endNs, workDone, days }) {
  const { seriesRequestOf } = await load('api/read/series-input.js')
  const { tableRequestOf, heatmapRequestOf, distributionRequestOf } = await load('api/read/board-reads.js')
  const { prepareSeries, querySeries } = await load('query/series.js')
  const { prepareTable, queryTable } = await load('query/table.js')
  const { queryHeatmap } = await load('query/heatmap.js')
  const { queryDistribution } = await load('query/distribution.js')
  const { filterFrom, windowOf } = await load('api/read/read-input.js')
  const { listSpans } = await load('query/spans.js')
  const clock = { nowMs: () => Number(endNs / 1_000_000n), passedMs: () => performance.now(), nowNs: () => endNs }
  const ASK = {
    '/series': (params) => querySeries(store, scope, seriesRequestOf(params, clock), { days }),
    '/table': (params) => queryTable(store, scope, tableRequestOf(params), { days }),
    '/heatmap': (params) => queryHeatmap(store, scope, heatmapRequestOf(params, clock)),
    '/distribution': (params) => queryDistribution(store, scope, distributionRequestOf(params)),
    '/spans': ({ sort, limit, ...params }) =>
      listSpans(store, scope, { window: windowOf(params), filter: filterFrom(params), sort, limit, cursor: undefined }),
  }
  const PREPARE = {
    '/series': (params) => prepareSeries(store, scope, seriesRequestOf(params, clock), days),
    '/table': (params) => prepareTable(store, scope, tableRequestOf(params), days),
  }
  const panelsOf = (id, length) => {
    const fromNs = endNs - BigInt(length * DAY_MS) * 1_000_000n
    const context = { from: String(fromNs), to: String(endNs), step: STEPS[length], tz: 'UTC' }
    const ask = ({ path, params }) => ASK[path]({ ...params, ...(params.limit && { limit: Number(params.limit) }) })
    const prepare = async ({ path, params }) => await PREPARE[path]?.(params)
    const { panels } = standingBoard(id, [])
    const requests = panels.map((panel) => requestOf(panel, context))
    return {
      alone: requests.map((request, index) => ({ id: panels[index].id, ask: () => ask(request) })),
      // As the dashboard sends them: what differs by its metrics alone is one question.
      together: sharedRequests(requests).map(({ request }) => ({
        ask: () => ask(request),
        prepare: () => prepare(request),
      })),
    }
  }
  return {
    ids: STANDING_IDS.filter((id) => panelsOf(id, 1).alone.length > 0),
    /** Has made what is missing, with nobody who waits for an answer. */
    prepare: async (id, length) => {
      for (const { prepare } of panelsOf(id, length).together) await prepare()
    },
    measure: (id, length, runs) => measure(panelsOf(id, length), { runs, workDone }),
  }
}

async function measure(panels, { runs, workDone }) {
  const alone = []
  for (const { id, ask } of panels.alone) {
    await ask()
    const times = []
    const before = { ...(await workDone()), cpuMs: cpuMs() }
    for (let run = 0; run < runs; run += 1) times.push(await timed(ask))
    const after = { cpuMs: cpuMs(), ...(await workDone()) }
    const perRun = (what) => Math.round((after[what] - before[what]) / runs)
    alone.push({
      id,
      medianMs: median(times),
      p95Ms: at(times, 0.95),
      cpuMs: perRun('cpuMs'),
      rows: perRun('rows'),
      bytes: perRun('bytes'),
    })
  }
  const boards = []
  for (let run = 0; run < runs; run += 1) boards.push(await together(panels.together))
  const slowest = alone.reduce((a, b) => (a.medianMs >= b.medianMs ? a : b))
  return {
    panels: alone,
    reads: panels.together.length,
    medianMs: median(alone.map(({ medianMs }) => medianMs)),
    slowest: slowest.id,
    slowestMs: slowest.medianMs,
    firstMs: median(boards.map(({ firstMs }) => firstMs)),
    allMs: median(boards.map(({ allMs }) => allMs)),
    cpuMs: median(boards.map(({ cpuMs: spent }) => spent)),
  }
}

async function together(panels) {
  const started = performance.now()
  const cpuBefore = cpuMs()
  const queue = [...panels]
  let firstMs
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      await next.ask()
      firstMs ??= performance.now() - started
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker))
  return { firstMs, allMs: performance.now() - started, cpuMs: cpuMs() - cpuBefore }
}

/** Of all threads of this process, the engine's among them. */
function cpuMs() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

export async function costOf(run) {
  const [started, cpuBefore] = [performance.now(), cpuMs()]
  await run()
  return { ms: Math.round(performance.now() - started), cpuMs: Math.round(cpuMs() - cpuBefore) }
}

async function timed(ask) {
  const started = performance.now()
  await ask()
  return performance.now() - started
}

const median = (values) => at(values, 0.5)

function at(values, share) {
  const sorted = [...values].sort((a, b) => a - b)
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
}
