// A board that stands open while something else is measured: all of its questions every few seconds, as the dashboard
// sends them when it refreshes by itself.
import { setTimeout as pause } from 'node:timers/promises'
import { requestOf, sharedRequests, standingBoard } from '@vitrine/schemas/boards'

/** The shortest that the dashboard offers. */
const EVERY_MS = 5_000
const IN_FLIGHT = 4
const DAY_MS = 86_400_000

export function pollBoard({ url, key, board = 'overview' }) {
  const { panels } = standingBoard(board, [])
  const allMs = []
  const stopping = new AbortController()
  const polling = (async () => {
    while (!stopping.signal.aborted) {
      const startedMs = performance.now()
      await round(panels, { url, key })
      allMs.push(performance.now() - startedMs)
      await pause(Math.max(0, EVERY_MS - allMs.at(-1)), undefined, { signal: stopping.signal }).catch(() => {})
    }
  })()
  return {
    stop: async () => {
      stopping.abort()
      await polling
      const sorted = allMs.toSorted((a, b) => a - b)
      return {
        rounds: sorted.length,
        medianMs: Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0),
        maxMs: Math.round(sorted.at(-1) ?? 0),
      }
    },
  }
}

async function round(panels, { url, key }) {
  const nowMs = Date.now()
  const context = { from: String(BigInt(nowMs - DAY_MS) * 1_000_000n), to: String(BigInt(nowMs) * 1_000_000n) }
  const requests = panels.map((panel) => requestOf(panel, { ...context, step: '15m', tz: 'UTC' }))
  const queue = sharedRequests(requests).map(({ request }) => request)
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const query = new URLSearchParams(next.params)
      const answer = await fetch(`${url}/api/v1${next.path}?${query}`, { headers: { authorization: `Bearer ${key}` } })
      if (!answer.ok) throw new Error(`GET ${next.path} answered ${answer.status}: ${await answer.text()}`)
      await answer.arrayBuffer()
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker))
}
