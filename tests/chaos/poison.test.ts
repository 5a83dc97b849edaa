import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { Session } from 'chdb'
import { afterAll, describe, expect, it } from 'vitest'
import { freePorts } from '../../scripts/lib/free-ports.mjs'
import { newTraceId, otlpBody, postTraces } from '../support/otlp.ts'
import { diesUntilDrained, KILLER } from '../support/poison.ts'
import { startProduct, tempFolder } from '../support/product.ts'

/** Promise 3: one bad span never costs a good one. Poison is planted from outside; the product knows nothing of it. */
const folder = tempFolder('vitrine-poison-')
afterAll(() => folder.remove())

interface Ledger {
  total: {
    received: number
    stored: number
    waiting: number
    balanced: boolean
    rejected: { total: number; by_reason: Record<string, number> }
  }
}

describe('poison', () => {
  it('a value that the store refuses ends in the dead letter, and nothing else does', async () => {
    const data = path.join(folder.path, 'refused')
    const first = await startProduct({ data })
    await first.stop()
    const session = new Session(path.join(data, 'store'))
    session.query("alter table vitrine.spans add constraint planted check name != 'refuse-me'")
    session.close()

    const product = await startProduct({ data })
    const good = Array.from({ length: 40 }, (_, index) => ({ name: `good-${index}`, traceId: newTraceId() }))
    const spans = [...good.slice(0, 20), { name: 'refuse-me' }, ...good.slice(20)]
    expect((await postTraces(product.otlp, otlpBody(spans))).status).toBe(200)
    await product.drained()
    const { total } = await product.api<Ledger>('/ledger')
    expect(total).toMatchObject({
      received: 41,
      stored: 40,
      waiting: 0,
      balanced: true,
      rejected: { total: 1, by_reason: { store_refused: 1 } },
    })
    expect((await product.api<{ total: { spans: number } }>('/totals')).total.spans).toBe(40)
    expect(await product.stop()).toBe(0)
  })

  it('an envelope that kills the process ends in the dead letter, and its neighbours are stored', async () => {
    const data = path.join(folder.path, 'killer')
    const preload = path.join(folder.path, 'killer.mjs')
    writeFileSync(preload, KILLER)
    const ports = (await freePorts(3)) as [number, number, number]
    const nodeArgs = ['--import', preload]

    const first = await startProduct({ data, ports, nodeArgs })
    await postTraces(first.otlp, otlpBody([{ name: 'before' }]))
    await postTraces(first.otlp, otlpBody([{ name: 'KILL-THE-PROCESS' }])).catch(() => undefined)
    await postTraces(first.otlp, otlpBody([{ name: 'after' }])).catch(() => undefined)
    await first.stop('SIGCONT')

    const product = await diesUntilDrained({ data, ports, nodeArgs })
    await postTraces(product.otlp, otlpBody([{ name: 'later' }]))
    await product.drained()
    const { total } = await product.api<Ledger>('/ledger')
    expect(total.balanced).toBe(true)
    expect(total.rejected.by_reason).toEqual({ crashes_ingest: 1 })
    expect(total.stored).toBe(total.received - 1)
    expect(total.stored).toBeGreaterThanOrEqual(2)
    expect(await product.stop()).toBe(0)
  }, 300_000)
})
