import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { llmSpan, newSpanId, newTraceId, otlpBody, postTraces } from '../support/otlp.ts'
import { freePorts, type Product, pause, startProduct, tempFolder } from '../support/product.ts'
import { type Network, type ServerProcess, startNetwork, startServerProcess } from '../support/server-process.ts'

/**
 * The server is killed, parted from us, slow, short of memory, and time jumps, while clients that retry send spans.
 * Afterwards: what was acknowledged is there, each span once, and the books balance. VITRINE_CHAOS_ROUNDS: how often.
 */
const ROUNDS = Number(process.env.VITRINE_CHAOS_ROUNDS ?? 1)
const SENDERS = 3
const SPANS = 10

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

interface Sent {
  readonly acked: Set<string>
  isOver: boolean
}

/** Sends until it is over; what got no answer, or "later", is sent again as it is. */
async function sender(otlp: string, sent: Sent): Promise<void> {
  while (!sent.isOver) {
    const traceId = newTraceId()
    const spans = Array.from({ length: SPANS }, () => llmSpan({ traceId, spanId: newSpanId() }))
    const body = otlpBody(spans)
    for (;;) {
      const answer = await postTraces(otlp, body).catch(() => undefined)
      if (answer?.ok) break
      if (answer !== undefined && ![429, 503].includes(answer.status)) throw new Error(`answered ${answer.status}`)
      if (sent.isOver) return
      await pause(20)
    }
    for (const span of spans) sent.acked.add(`${traceId}/${span.spanId}`)
    await pause(10)
  }
}

interface Scene {
  readonly product: Product
  readonly network: Network
  readonly data: string
  /** Kills the server that runs, and starts it again on the same folder. */
  restart(): Promise<void>
}

async function scene(options: { faults?: Parameters<typeof startServerProcess>[2]; nodeArgs?: string[] } = {}) {
  const folder = tempFolder('vitrine-store-chaos-')
  stops.push(() => folder.remove())
  const [port = 0] = await freePorts(1)
  let server: ServerProcess = await startServerProcess(folder.path, port, options.faults)
  stops.push(() => server.kill())
  const network = await startNetwork(port)
  stops.push(() => network.close())
  const data = path.join(folder.path, 'data')
  const env = { CLICKHOUSE_URL: `http://127.0.0.1:${network.port}`, CLICKHOUSE_TIMEOUT_MS: '2000' }
  const product = await startProduct({ data, env, nodeArgs: options.nodeArgs ?? [] })
  stops.push(() => product.stop('SIGKILL'))
  return {
    product,
    network,
    data,
    restart: async () => {
      await server.kill()
      server = await startServerProcess(folder.path, port)
    },
  } satisfies Scene
}

async function suffer(on: Scene, misery: () => Promise<void>): Promise<void> {
  const sent: Sent = { acked: new Set(), isOver: false }
  const senders = Array.from({ length: SENDERS }, () => sender(on.product.otlp, sent))
  for (let round = 0; round < ROUNDS; round += 1) {
    await pause(500)
    await misery()
  }
  await pause(500)
  sent.isOver = true
  await Promise.all(senders)
  await on.product.drained({ timeoutMs: 180_000 })
  const found = await spanIds(on.product)
  expect(new Set(found).size).toBe(found.length)
  expect([...sent.acked].filter((id) => !new Set(found).has(id))).toEqual([])
  expect(sent.acked.size).toBeGreaterThan(SPANS)
  const ledger = await on.product.api<{ total: Record<string, unknown> }>('/ledger')
  expect(ledger.total).toMatchObject({ balanced: true, waiting: 0, lost: 0, spans: found.length })
}

async function spanIds(product: Product): Promise<string[]> {
  const found: string[] = []
  for (let cursor = ''; ; ) {
    const page = await product.api<{ spans: { trace_id: string; span_id: string }[]; next_cursor: string | null }>(
      `/spans?limit=1000${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    )
    found.push(...page.spans.map((span) => `${span.trace_id}/${span.span_id}`))
    if (page.next_cursor === null) return found
    cursor = page.next_cursor
  }
}

describe('while the store suffers', () => {
  it('its kill -9 and return lose nothing and count nothing twice', async () => {
    const on = await scene()
    await suffer(on, () => on.restart())
  }, 300_000)

  it('a network that parts us loses nothing and counts nothing twice', async () => {
    const on = await scene()
    await suffer(on, async () => {
      on.network.part()
      await pause(3_000)
      on.network.heal()
    })
  }, 300_000)

  it('slow inserts, memory limits and exceptions after 200 lose nothing and count nothing twice', async () => {
    const memory = { code: 241, text: 'memory limit exceeded (MEMORY_LIMIT_EXCEEDED)' }
    const on = await scene({
      faults: [
        { match: '^insert into spans ', fault: { kind: 'cut', when: 'after' }, times: 3 },
        { match: '^insert into span_content ', fault: { kind: 'exception', ...memory }, times: 3 },
        { match: '^insert into ingest_books ', fault: { kind: 'late', ...memory, tagged: false }, times: 3 },
        { match: '^insert into', fault: { kind: 'slow', ms: 700 }, times: 5 },
        { match: '^insert into', fault: { kind: 'slow', ms: 3_000 }, times: 1 },
      ],
    })
    await suffer(on, () => pause(4_000))
  }, 300_000)

  it('a clock that jumps a day ahead and back loses nothing and counts nothing twice', async () => {
    const folder = tempFolder('vitrine-clock-')
    stops.push(() => folder.remove())
    const [preload, offset] = ['clock.mjs', 'offset'].map((name) => path.join(folder.path, name)) as [string, string]
    writeFileSync(offset, '0')
    writeFileSync(
      preload,
      `import { readFileSync, watchFile } from 'node:fs'
const now = Date.now.bind(Date)
let ms = 0
watchFile(${JSON.stringify(offset)}, { interval: 50 }, () => { ms = Number(readFileSync(${JSON.stringify(offset)}, 'utf8')) || 0 }).unref()
Date.now = () => now() + ms
`,
    )
    const on = await scene({ nodeArgs: ['--import', preload] })
    await suffer(on, async () => {
      writeFileSync(offset, String(86_400_000))
      await pause(1_000)
      writeFileSync(offset, String(-3_600_000))
      await pause(1_000)
      writeFileSync(offset, '0')
    })
  }, 300_000)
})
