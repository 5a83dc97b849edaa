import { afterAll, beforeAll, expect, it } from 'vitest'
import { llmSpan, newSpanId, newTraceId, otlpBody, postTraces } from '../support/otlp.ts'
import { ADMIN_KEY, type Product, startProduct, tempFolder, until } from '../support/product.ts'

/** What was deleted is gone from every answer, stays away when it is sent again, and the books still balance. */
const folder = tempFolder()
let product: Product
beforeAll(async () => {
  product = await startProduct({ data: folder.path })
})
afterAll(async () => {
  await product.stop()
  folder.remove()
})

interface Deletion {
  readonly id: string
  readonly state: string
  readonly traces: number
  readonly spans: number
}

const spanOf = (traceId: string, attributes: Record<string, string> = {}) =>
  llmSpan({ traceId, spanId: newSpanId(), startMs: Date.now() - 1000, input: 10, output: 5, attributes })

async function send(spans: Parameters<typeof otlpBody>[0]): Promise<void> {
  expect((await postTraces(product.otlp, otlpBody(spans))).status).toBe(200)
  await product.drained()
}

async function finished(asked: Deletion): Promise<Deletion> {
  return await until('the deletion is done', async () => {
    const now = await product.api<Deletion>(`/deletions/${asked.id}`)
    return now.state === 'running' ? undefined : now
  })
}

interface Ledger {
  readonly total: {
    spans: number
    deleted: number
    repeats: number
    balanced: boolean
    rejected: { by_reason: Record<string, number> }
  }
}

it('deletes a trace and a user for good', async () => {
  const [first, second, third] = [newTraceId(), newTraceId(), newTraceId()]
  const spans = [spanOf(first), spanOf(first), spanOf(second, { 'user.id': 'علی' }), spanOf(third)]
  await send(spans)

  const asked = await product.api<Deletion>(`/traces/${first}`, { method: 'DELETE' })
  expect(asked).toMatchObject({ target: 'trace', target_id: first })
  expect(await finished(asked)).toMatchObject({ state: 'done', traces: 1, spans: 2 })
  await expect(product.api(`/traces/${first}`)).rejects.toThrow(/unknown_trace/)
  const user = await product.api<Deletion>(`/users/${encodeURIComponent('علی')}`, { method: 'DELETE' })
  expect(await finished(user)).toMatchObject({ state: 'done', traces: 1, spans: 1 })
  expect(await product.api('/totals')).toMatchObject({ total: { traces: 1, spans: 1, users: 0 } })

  await product.stop()
  product = await startProduct({ data: folder.path })
  await send(spans)
  expect(await product.api('/totals')).toMatchObject({ total: { traces: 1, spans: 1 } })
  const { total } = await product.api<Ledger>('/ledger')
  expect(total).toMatchObject({
    spans: 1,
    deleted: 3,
    repeats: 1,
    balanced: true,
    rejected: { by_reason: { deleted: 3 } },
  })
  expect((await product.api<{ deletions: Deletion[] }>('/deletions')).deletions).toHaveLength(2)
  await expect(product.api('/traces/not-an-id', { method: 'DELETE' })).rejects.toThrow(/unknown_trace/)
})

it('keeps spans for as long as the project says, from the next ones on', async () => {
  expect(await product.api('/retention')).toEqual({ days: 0, history: [] })
  await expect(product.api('/retention', { method: 'POST', body: { days: 8 }, key: ADMIN_KEY })).rejects.toThrow(/400/)
  const set = await product.api('/retention?project=default', { method: 'POST', body: { days: 30 }, key: ADMIN_KEY })
  expect(set).toMatchObject({ days: 30, history: [{ days: 30 }] })
  expect(await product.api('/retention')).toEqual(set)
})
