import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { Session } from 'chdb'
import { afterAll, describe, expect, it } from 'vitest'
import { newTraceId, otlpBody, postTraces } from '../support/otlp.ts'
import { freePorts, startProduct, tempFolder } from '../support/product.ts'

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

/** A preload that kills the process as soon as a worker or the loop is handed bytes that hold the word. */
const KILLER = `
import { Worker } from 'node:worker_threads'
const word = Buffer.from('KILL-THE-PROCESS')
const holds = (value, depth = 0) => {
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).includes(word)
  if (depth > 6 || value === null || typeof value !== 'object') return false
  return Object.values(value).some((inner) => holds(inner, depth + 1))
}
const post = Worker.prototype.postMessage
Worker.prototype.postMessage = function (message, ...rest) {
  if (holds(message)) process.kill(process.pid, 'SIGKILL')
  return post.call(this, message, ...rest)
}
`

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

    let product = await startProduct({ data, ports, nodeArgs, noWait: true })
    for (let start = 0; start < 12; start += 1) {
      const survived = await Promise.race([
        product.stop('SIGCONT').then(() => false),
        product
          .drained({ timeoutMs: 15_000 })
          .then(() => true)
          .catch(() => false),
      ])
      if (survived) break
      product = await startProduct({ data, ports, nodeArgs, noWait: true })
    }
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
