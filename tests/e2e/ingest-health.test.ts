import { afterEach, expect, it } from 'vitest'
import { newSpanId, newTraceId, otlpBody, postTraces } from '../support/otlp.ts'
import { ADMIN_KEY, type Product, startProduct, tempFolder } from '../support/product.ts'

/** "Where are my traces?": who sent, who was turned away, what was set aside, and the way back. */
let product: Product | undefined
const folder = tempFolder()
afterEach(async () => {
  await product?.stop('SIGKILL')
  folder.remove()
})

interface Ingest {
  queue: { waiting_spans: number; max_bytes: number }
  dead_letter: { spans: number; by_reason: Record<string, number> }
  senders: { key_state: string; key_prefix: string | null; sdk: string; received: number; rejected: number }[]
  refused: { status: number; requests: number; key_prefix: string | null; is_ours: boolean }[]
}

interface Letters {
  entries: { id: string; reason: string; spans: number; preview: string | null; replayed: string | null }[]
}

it('answers where every span is, and sends back what was set aside', async () => {
  product = await startProduct({ data: folder.path, env: { VITRINE_MAX_BODY_BYTES: '2KiB' } })
  const traceId = newTraceId()
  const good = { traceId, spanId: newSpanId(), name: 'good' }
  const bad = { traceId: 'not-an-id', spanId: newSpanId(), name: 'bad' }
  expect((await postTraces(product.otlp, otlpBody([good, bad]))).status).toBe(200)
  expect((await postTraces(product.otlp, otlpBody([good]), 'wrong-key-0123456789')).status).toBe(401)
  expect((await postTraces(product.otlp, 'x'.repeat(5_000))).status).toBe(413)
  await product.drained()

  const ingest = await product.api<Ingest>('/ingest')
  expect(ingest.queue.waiting_spans).toBe(0)
  expect(ingest.dead_letter.spans).toBe(1)
  const [reason = ''] = Object.keys(ingest.dead_letter.by_reason)
  expect(ingest.senders).toMatchObject([{ key_state: 'valid', sdk: 'node', received: 2, rejected: 1 }])
  expect(ingest.senders[0]?.key_prefix).not.toBeNull()
  expect(ingest.refused).toMatchObject([{ status: 413, requests: 1, is_ours: true }])
  const asAdmin = await product.api<Ingest>('/ingest?project=default', { key: ADMIN_KEY })
  expect(asAdmin.refused).toContainEqual(
    expect.objectContaining({ status: 401, requests: 1, key_prefix: 'wron', is_ours: false }),
  )

  const { entries } = await product.api<Letters>('/ingest/dead-letter')
  expect(entries).toMatchObject([{ reason, spans: 1, replayed: null }])
  expect(entries[0]?.preview).toContain('not-an-id')
  const replayed = await product.api('/ingest/dead-letter/replay', { body: { ids: [entries[0]?.id] } })
  expect(replayed).toEqual({ entries: 1, spans: 1 })
  await product.drained()
  const after = await product.api<Letters>('/ingest/dead-letter')
  expect(after.entries.map(({ replayed: at }) => at !== null).sort()).toEqual([false, true])
  expect(after.entries.find(({ id }) => id === entries[0]?.id)?.replayed).toMatch(/^\d{19}$/)
  // It is as bad as it was: rejected once more, and the books say so.
  const { total } = await product.api<{ total: Record<string, unknown> }>('/ledger')
  expect(total).toMatchObject({ received: 3, stored: 1, balanced: true, spans: 1, rejected: { total: 2 } })
  await expect(product.api('/ingest/dead-letter/replay', { body: { ids: ['bm9uZQ'] } })).rejects.toThrow('unknown_item')
})
