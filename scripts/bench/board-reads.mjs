// The questions of the standing boards, panel by panel as a browser sends them: each alone, then a board at once with
// four in flight, as the dashboard does.
import { requestOf, STANDING_IDS, sharedRequests, standingBoard } from '@vitrine/schemas/boards'

const IN_FLIGHT = 4
const DAY_MS = 86_400_000
const STEPS = { 1: '15m', 7: '6h', 30: '1d' }

/** `load` gives a compiled module of the collector. */
export async function boardReads({ load, store, scope, endNs }) {
  const { seriesRequestOf } = await load('api/read/series-input.js')
  const { tableRequestOf, heatmapRequestOf } = await load('api/read/board-reads.js')
  const { querySeries } = await load('query/series.js')
  const { queryTable } = await load('query/table.js')
  const { queryHeatmap } = await load('query/heatmap.js')
  const clock = { nowMs: () => Number(endNs / 1_000_000n), passedMs: () => performance.now(), nowNs: () => endNs }
  const ASK = {
    '/series': (params) => querySeries(store, scope, seriesRequestOf(params, clock)),
    '/table': (params) => queryTable(store, scope, tableRequestOf(params)),
    '/heatmap': (params) => queryHeatmap(store, scope, heatmapRequestOf(params, clock)),
  }
  const panelsOf = (id, days) => {
    const fromNs = endNs - BigInt(days * DAY_MS) * 1_000_000n
    const context = { from: String(fromNs), to: String(endNs), step: STEPS[days], tz: 'UTC' }
    const ask = ({ path, params }) => ASK[path]({ ...params, ...(params.limit && { limit: Number(params.limit) }) })
    const { panels } = standingBoard(id, [])
    const requests = panels.map((panel) => requestOf(panel, context))
    return {
      alone: requests.map((request, index) => ({ id: panels[index].id, ask: () => ask(request) })),
      // As the dashboard sends them: what differs by its metrics alone is one question.
      together: sharedRequests(requests).map(({ request }) => ({ ask: () => ask(request) })),
    }
  }
  return {
    ids: STANDING_IDS.filter((id) => panelsOf(id, 1).alone.length > 0),
    measure: (id, days, runs) => measure(panelsOf(id, days), runs),
  }
}

async function measure(panels, runs) {
  const alone = []
  for (const { id, ask } of panels.alone) {
    await ask()
    const times = []
    for (let run = 0; run < runs; run += 1) times.push(await timed(ask))
    alone.push({ id, ms: median(times) })
  }
  const boards = []
  for (let run = 0; run < runs; run += 1) boards.push(await together(panels.together))
  const slowest = alone.reduce((a, b) => (a.ms >= b.ms ? a : b))
  return {
    panels: panels.alone.length,
    reads: panels.together.length,
    medianMs: median(alone.map(({ ms }) => ms)),
    slowest: slowest.id,
    slowestMs: slowest.ms,
    firstMs: median(boards.map(({ firstMs }) => firstMs)),
    allMs: median(boards.map(({ allMs }) => allMs)),
  }
}

async function together(panels) {
  const started = performance.now()
  const queue = [...panels]
  let firstMs
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      await next.ask()
      firstMs ??= performance.now() - started
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker))
  return { firstMs, allMs: performance.now() - started }
}

async function timed(ask) {
  const started = performance.now()
  await ask()
  return performance.now() - started
}

function median(values) {
  return Math.round([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0)
}
