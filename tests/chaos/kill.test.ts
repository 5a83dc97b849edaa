import { afterAll, describe, expect, it } from 'vitest'
import { llmSpan, newSpanId, newTraceId, otlpBody, postTraces, type TestSpan } from '../support/otlp.ts'
import { freePorts, type Product, pause, startProduct, tempFolder } from '../support/product.ts'

/**
 * Promise 1, 2 and 4: SIGKILL at random instants while a client that retries sends spans; afterwards every
 * acknowledged span is there once and the books balance.
 */
const ROUNDS = Number(process.env.VITRINE_KILL_ROUNDS ?? 20)
const SENDERS = 4
const SPANS_PER_REQUEST = 10

const folder = tempFolder('vitrine-kill-')
afterAll(() => folder.remove())

interface Sent {
  readonly acked: Set<string>
  readonly attempted: Set<string>
}

/** Sends until told to stop; a request without an answer is sent again, the same bytes, until one comes. */
async function sender(otlp: string, sent: Sent, state: { stopped: boolean }): Promise<void> {
  while (!state.stopped) {
    const traceId = newTraceId()
    const root = newSpanId()
    const calls = Array.from({ length: SPANS_PER_REQUEST - 1 }, () =>
      llmSpan({ traceId, spanId: newSpanId(), parentSpanId: root }),
    )
    const spans: TestSpan[] = [{ traceId, spanId: root, name: 'turn' }, ...calls]
    const body = otlpBody(spans)
    for (const span of spans) sent.attempted.add(`${traceId}/${span.spanId}`)
    while (!state.stopped) {
      const answer = await postTraces(otlp, body).catch(() => undefined)
      if (answer?.ok) {
        for (const span of spans) sent.acked.add(`${traceId}/${span.spanId}`)
        break
      }
      await pause(20)
    }
  }
}

async function allSpanIds(product: Product): Promise<string[]> {
  const found: string[] = []
  let cursor: string | null = null
  do {
    const page: { spans: { trace_id: string; span_id: string }[]; next_cursor: string | null } = await product.api(
      `/spans?limit=1000${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    )
    found.push(...page.spans.map((span) => `${span.trace_id}/${span.span_id}`))
    cursor = page.next_cursor
  } while (cursor !== null)
  return found
}

describe('a process that is killed', () => {
  it(`loses nothing acknowledged and counts nothing twice over ${ROUNDS} kills`, async () => {
    const [a = 0, b = 0, c = 0] = await freePorts(3)
    const sent: Sent = { acked: new Set(), attempted: new Set() }
    const state = { stopped: false }
    const senders = Array.from({ length: SENDERS }, () => sender(`http://127.0.0.1:${b}`, sent, state))

    for (let round = 0; round < ROUNDS; round += 1) {
      const product = await startProduct({ data: folder.path, ports: [a, b, c] })
      await pause(200 + Math.random() * 2200)
      await product.stop('SIGKILL')
    }

    const product = await startProduct({ data: folder.path, ports: [a, b, c] })
    state.stopped = true
    await Promise.all(senders)
    await product.drained({ timeoutMs: 180_000 })

    const found = await allSpanIds(product)
    const unique = new Set(found)
    expect(unique.size).toBe(found.length)
    const lost = [...sent.acked].filter((id) => !unique.has(id))
    expect(lost).toEqual([])
    const invented = found.filter((id) => !sent.attempted.has(id))
    expect(invented).toEqual([])
    expect(sent.acked.size).toBeGreaterThan(ROUNDS * SPANS_PER_REQUEST)

    const { total } = await product.api<{ total: { spans: number; calls: number } }>('/totals')
    expect(total.spans).toBe(found.length)
    // A request is stored whole: one span of each is no call.
    expect(total.calls).toBe((found.length / SPANS_PER_REQUEST) * (SPANS_PER_REQUEST - 1))
    const ledger = await product.api<{ total: Record<string, unknown> }>('/ledger')
    expect(ledger.total).toMatchObject({
      balanced: true,
      waiting: 0,
      lost: 0,
      spans: found.length,
      rejected: { total: 0 },
    })
    expect(await product.stop()).toBe(0)
    console.log(`${ROUNDS} kills: ${sent.acked.size} spans acknowledged, ${found.length} stored, none lost, none twice`)
  }, 600_000)
})
