import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { freePorts } from '../../scripts/lib/free-ports.mjs'
import { startClickhouseFront } from '../support/clickhouse-front.ts'
import { llmSpan, newSpanId, newTraceId, otlpBody, postTraces, type TestSpan } from '../support/otlp.ts'
import { type Product, startProduct, tempFolder, until } from '../support/product.ts'

/** The product on a server instead of the embedded engine: the same answers, and doors that do not need it. */
const folders: { remove(): void }[] = []
const running: Product[] = []
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const product of running.splice(0)) await product.stop('SIGKILL')
  for (const close of closing.splice(0)) await close()
})
afterAll(() => {
  for (const folder of folders.splice(0)) folder.remove()
})

function newFolder(): string {
  const folder = tempFolder()
  folders.push(folder)
  return folder.path
}

async function start(options: Parameters<typeof startProduct>[0]): Promise<Product> {
  const product = await startProduct(options)
  running.push(product)
  return product
}

async function front(options: Parameters<typeof startClickhouseFront>[0] = {}) {
  const opened = await startClickhouseFront(options)
  closing.push(() => opened.close())
  return opened
}

/** Sessions and users over several traces, frameworks around clients, errors, and spans that come twice. */
function traffic(): readonly string[] {
  const startMs = Date.UTC(2026, 2, 1, 10)
  return Array.from({ length: 40 }, (_, n) => {
    const traceId = newTraceId()
    const root = newSpanId()
    const whose = { 'session.id': `session ${n % 7}`, 'user.id': `user ${n % 3}` }
    const spans: TestSpan[] = [
      { traceId, spanId: root, name: 'turn', startMs: startMs + n * 60_000, attributes: whose },
      llmSpan({ traceId, parentSpanId: root, startMs: startMs + n * 60_000 + 5, input: n, model: `m${n % 2}` }),
      { traceId, parentSpanId: root, name: 'tool', startMs: startMs + n * 60_000 + 9, status: n % 5 === 0 ? 2 : 0 },
    ]
    return otlpBody(spans, { 'service.name': `service ${n % 2}` })
  })
}

const READS = [
  '/totals?by=session',
  '/totals?by=model',
  '/totals?by=attribute:user.id',
  '/traces?limit=100',
  '/traces?limit=100&q=status:error',
  '/spans?limit=200&kind=llm',
  '/sessions?limit=100',
  '/users?limit=100',
  '/series?metric=spans,calls,errors,sessions,duration_p95&by=service&from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z&step=1h',
  '/facets?fields=model,session,user,service,status',
  '/count?scope=traces&q=model:m1',
  '/ledger',
] as const

/** Lists have an order that is theirs, but what is equal in it may come in any. */
async function answers(product: Product): Promise<unknown> {
  const found: Record<string, unknown> = {}
  for (const path of READS) found[path] = sorted(stable(await product.api(path)))
  return found
}

/** Without what differs between two processes that saw the same. */
function stable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stable)
  if (typeof value !== 'object' || value === null) return value
  const own = ['next_cursor', 'received_time', 'watermark', 'key_id', 'consistency']
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !own.includes(name))
      .map(([name, each]) => [name, stable(each)]),
  )
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(sorted)
    return items.every((item) => typeof item === 'object')
      ? items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
      : items
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, sorted(each)]))
}

describe('the product on a server', () => {
  it.each([
    ['one server', {}, {}],
    ['a cluster', { cluster: 'c' }, { CLICKHOUSE_CLUSTER: 'c' }],
  ])('answers what it answers on the embedded engine: %s', async (_, options, env: Record<string, string>) => {
    const bodies = traffic()
    const server = await front(options)
    const near = await start({ data: newFolder() })
    const far = await start({ data: newFolder(), env: { CLICKHOUSE_URL: server.url, ...env } })
    for (const product of [near, far]) {
      for (const body of [...bodies, ...bodies.slice(0, 10)]) {
        expect((await postTraces(product.otlp, body)).status).toBe(200)
      }
      await product.drained()
      const [trace] = (await product.api<{ traces: { trace_id: string }[] }>('/traces?limit=1')).traces
      await product.api('/scores', { body: [{ trace_id: trace?.trace_id, name: 'good', value: 1 }] })
    }
    const [wanted, got] = [await answers(near), await answers(far)]
    expect(got).toEqual(wanted)
    expect(JSON.stringify(wanted)).toContain('session 6')
    const { total } = await far.api<{ total: Record<string, unknown> }>('/ledger')
    expect(total).toMatchObject({ balanced: true, spans: 120, repeats: 30 })
  })

  it('keeps values too large for a row where every process finds them', async () => {
    const server = await front()
    const traceId = newTraceId()
    const spanId = newSpanId()
    const text = 'x'.repeat(2 * 2 ** 20)
    const body = otlpBody([llmSpan({ traceId, spanId, attributes: { 'gen_ai.input.messages': text } })])
    const first = await start({ data: newFolder(), env: { CLICKHOUSE_URL: server.url } })
    expect((await postTraces(first.otlp, body)).status).toBe(200)
    await first.drained()
    await first.stop()
    const second = await start({ data: newFolder(), env: { CLICKHOUSE_URL: server.url } })
    const span = await second.api(`/traces/${traceId}/spans/${spanId}`)
    expect(JSON.stringify(span).length).toBeGreaterThan(text.length)
  })

  it('takes spans while the server is away, also after a restart, and stores them when it is back', async () => {
    const folder = newFolder()
    const [port = 0] = await freePorts(1)
    const server = await startClickhouseFront({ folder, port })
    const data = newFolder()
    const env = { CLICKHOUSE_URL: server.url }
    const product = await start({ data, env })
    const send = async (to: Product) =>
      (await postTraces(to.otlp, otlpBody([llmSpan({ traceId: newTraceId() })]))).status
    expect(await send(product)).toBe(200)
    await product.drained()

    await server.close()
    expect(await send(product)).toBe(200)
    const unsure = await postTraces(product.otlp, otlpBody([llmSpan({})]), 'a-key-that-nobody-knows')
    expect([unsure.status, unsure.headers.get('retry-after')]).toEqual([503, '2'])
    expect((await fetch(`${product.url}/api/v1/ready`)).status).toBe(503)
    expect((await fetch(`${product.url}/api/v1/health`)).status).toBe(200)
    await product.stop()

    const again = await start({ data, env, noWait: true })
    await until('the doors', async () => ((await send(again).catch(() => 0)) === 200 ? true : undefined))
    expect(await (await fetch(`${again.url}/api/v1/ready`)).json()).toMatchObject({ ready: false })

    const back = await startClickhouseFront({ folder, port })
    closing.push(() => back.close())
    await until('the server to be found', async () =>
      (await fetch(`${again.url}/api/v1/ready`)).ok ? true : undefined,
    )
    await again.drained()
    const { total } = await again.api<{ total: { spans: number } }>('/totals')
    expect(total.spans).toBe(3)
    expect(await postTraces(again.otlp, otlpBody([llmSpan({})]), 'a-key-that-nobody-knows')).toMatchObject({
      status: 401,
    })
  })

  it('says in one line what a split into roles needs', async () => {
    const product = await start({ data: newFolder(), env: { VITRINE_ROLES: 'receive' }, noWait: true })
    expect(await product.stop('SIGCONT')).toBe(1)
    expect(product.output().trim().split('\n')).toHaveLength(1)
    expect(product.output()).toContain('without KAFKA_BROKERS and CLICKHOUSE_URL')
  })
})
