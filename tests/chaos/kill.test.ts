import { afterAll, describe, expect, it } from 'vitest'
import { freePorts } from '../../scripts/lib/free-ports.mjs'
import { type Product, pause, startProduct, tempFolder, until } from '../support/product.ts'
import { allSpanIds, SPANS_PER_REQUEST, sender } from '../support/senders.ts'

/**
 * Promise 1, 2 and 4: SIGKILL at random instants while a client that retries sends spans; afterwards every
 * acknowledged span is there once and the books balance.
 */
const ROUNDS = Number(process.env.VITRINE_KILL_ROUNDS ?? 20)
const SENDERS = 4

const folder = tempFolder('vitrine-kill-')
afterAll(() => folder.remove())

describe('a process that is killed', () => {
  it(`loses nothing acknowledged and counts nothing twice over ${ROUNDS} kills`, async () => {
    const [a = 0, b = 0, c = 0] = await freePorts(3)
    const sent = { acked: new Set<string>(), attempted: new Set<string>() }
    const state = { stopped: false }
    const senders = Array.from({ length: SENDERS }, () => sender(`http://127.0.0.1:${b}`, sent, state, { pauseMs: 10 }))

    for (let round = 0; round < ROUNDS; round += 1) {
      const product = await startProduct({ data: folder.path, ports: [a, b, c] })
      if (round % 2 === 1) await commits(product)
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
  }, 900_000)
})

/**
 * What three processes in a row die on is given up, and on a slow machine none of three may come as far as a commit. Of
 * a batch that is in the books the commit follows, and is there before the next one is.
 */
async function commits(product: Product): Promise<void> {
  const storedSpans = async () => (await product.api<{ total: { stored: number } }>('/ledger')).total.stored
  for (let batch = 0; batch < 2; batch += 1) {
    const before = await storedSpans()
    await until('a batch to be stored', async () => ((await storedSpans()) > before ? true : undefined), 120_000)
  }
}
