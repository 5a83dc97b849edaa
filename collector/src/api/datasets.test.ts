import { gzipSync } from 'node:zlib'
import { type Dataset, itemListAnswer, type Job, job, previewAnswer, type SpanDetail } from '@vitrine/schemas/api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { AppError } from '../base/errors.ts'
import type { SpanRef } from '../query/span-details.ts'
import type { RunReader } from './datasets/run-items.ts'
import { ADMIN_KEY, openTestApi, type TestApi } from './test-api.ts'

/** Runs that the read side would answer: the content of each is made from its ids. */
const RUNS = Array.from({ length: 120 }, (_, i): SpanRef => ({ traceId: hex(i, 32), spanId: hex(i, 16) }))
let gate: Promise<void> = Promise.resolve()
const runs: RunReader = {
  find: (_scope, source, limit) => Promise.resolve(RUNS.slice(0, Math.min(limit, source.filter.q === 'few' ? 3 : 120))),
  async *read(scope, refs) {
    for (let at = 0; at < refs.length; at += 48) {
      await gate
      yield refs.slice(at, at + 48).map((ref) => runOf(scope.projectId, ref))
    }
  },
}

function runOf(projectId: string, ref: SpanRef): SpanDetail | undefined {
  if (projectId !== 'default~1' || !RUNS.some((run) => run.spanId === ref.spanId)) return undefined
  const detail = { trace_id: ref.traceId, span_id: ref.spanId, name: 'chat', kind: 'llm', model: 'm', start: '1' }
  return { ...detail, input: { q: ref.spanId }, output: `a ${ref.spanId}` } as SpanDetail
}

function hex(i: number, length: number): string {
  return (i + 1).toString(16).padStart(length, '0')
}

let api: TestApi
let otherKey = ''
beforeAll(async () => {
  api = await openTestApi({ api: { runs } })
  otherKey = (await api.ask('/api/v1/projects', { key: ADMIN_KEY, body: { name: 'other' } })).json.key
}, 60_000)
afterAll(() => api.close())

const at = (path: string) => `/api/v1/datasets${path}`
const create = async (name: string): Promise<Dataset> => (await api.ask(at(''), { body: { name } })).json
const lines = (...items: unknown[]) =>
  items.map((item) => (typeof item === 'string' ? item : JSON.stringify(item))).join('\n')
const send = (id: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  api.ask(at(`/${id}/import`), { body, headers: { 'content-type': 'application/x-ndjson', ...headers } })
const exported = async (id: string) => (await api.ask(at(`/${id}/export`))).text
const itemsOf = async (id: string) => {
  const answer = await api.ask(at(`/${id}/items`))
  expect(z.safeParse(itemListAnswer, answer.json).error, answer.text).toBeUndefined()
  return answer.json.items
}

async function finished(started: Job): Promise<Job> {
  expect(z.safeParse(job, started).error).toBeUndefined()
  for (;;) {
    const { json } = await api.ask(`/api/v1/jobs/${started.id}`)
    if (json.state !== 'running') return json
    await new Promise((resolve) => setImmediate(resolve))
  }
}

describe('datasets', () => {
  it('are created, listed newest first, and have one owner of a name', async () => {
    const dataset = await create('a')
    expect(dataset).toMatchObject({ name: 'a', description: null, items: 0 })
    expect((await api.ask(at(''), { body: { name: 'a' } })).status).toBe(409)
    expect((await api.ask(at(''), { key: otherKey, body: { name: 'a' } })).status).toBe(201)
    await create('b')
    const pages = []
    let cursor = ''
    do {
      const { json } = await api.ask(at(`?limit=1${cursor}`))
      pages.push(...json.datasets.map(({ name }: Dataset) => name))
      cursor = json.next_cursor === null ? '' : `&cursor=${json.next_cursor}`
    } while (cursor !== '')
    expect(pages.sort()).toEqual(['a', 'b'])
  })

  it('come back with their items when a removal is undone', async () => {
    const { id } = await create('undo')
    await send(id, lines({ input: 1 }))
    expect((await api.ask(at(`/${id}`), { method: 'DELETE' })).json).toEqual({ done: true })
    expect((await api.ask(at(`/${id}/items`))).json.error.code).toBe('unknown_dataset')
    expect((await api.ask(at(`/${id}/restore`), { method: 'POST' })).json).toMatchObject({ id, items: 1 })
    expect(await itemsOf(id)).toHaveLength(1)
    await api.ask(at(`/${id}`), { method: 'DELETE' })
    await create('undo')
    expect((await api.ask(at(`/${id}/restore`), { method: 'POST' })).json.error.code).toBe('already_exists')
  })

  it('of another project are not there', async () => {
    const { id } = await create('private')
    await send(id, lines({ input: 1 }))
    for (const [path, ask] of [
      [`/${id}`, {}],
      [`/${id}`, { method: 'DELETE' }],
      [`/${id}/restore`, { method: 'POST' }],
      [`/${id}/items`, {}],
      [`/${id}/items`, { body: { items: [{ input: 1 }] } }],
      [`/${id}/items/x`, { method: 'DELETE' }],
      [`/${id}/export`, {}],
      [`/${id}/import`, { body: '{"input":1}' }],
    ] as const) {
      const answer = await api.ask(at(path), { ...ask, key: otherKey })
      expect({ path, status: answer.status, code: answer.json.error.code }).toEqual({
        path,
        status: 404,
        code: 'unknown_dataset',
      })
    }
    expect(await itemsOf(id)).toHaveLength(1)
  })
})

describe('items', () => {
  /** What JSON.parse and JSON.stringify would change: digits, exponents, order and repeats of names, escapes. */
  const TRICKY = [
    '{"id":"1","input":{"n":12345678901234567890,"e":1e5,"z":1.0,"10":1,"2":2},"expected":-0.0,"metadata":null,"source_trace_id":null,"source_span_id":null}',
    '{"id":"2","input":"\\ud800 \\u0000 \\/ \\n \\"}{][,: سلام","expected":[[],{},"",false],"metadata":{"a":{"b":[1,2]}},"source_trace_id":"0af7651916cd43dd8448eb211c80319c","source_span_id":"b7ad6b7169203331"}',
    '{"id":"3","input":null,"expected":null,"metadata":null,"source_trace_id":null,"source_span_id":null}',
    '{"id":"-- { echoOn }","input":"\\\\","expected":"\\\\\\"","metadata":{"a":1,"a":2},"source_trace_id":null,"source_span_id":null}',
  ]

  it('come out of an export as they went in, to the byte, through any number of rounds', async () => {
    const first = await create('tricky')
    const answer = await send(first.id, lines(...TRICKY))
    expect(answer.json).toMatchObject({ added: 4, repeats: 0, rejected: [], dataset: { items: 4 } })
    expect(await exported(first.id)).toBe(`${TRICKY.join('\n')}\n`)
    const second = await create('tricky again')
    await send(second.id, gzipSync(await exported(first.id)), { 'content-encoding': 'gzip' })
    expect(await exported(second.id)).toBe(await exported(first.id))
    expect((await itemsOf(second.id))[1]).toMatchObject({ id: '2', expected: [[], {}, '', false], position: 2 })
  })

  it('are repeats when they say the same, and corrections when they do not', async () => {
    const { id } = await create('repeats')
    await send(id, lines(...TRICKY))
    expect((await send(id, lines(...TRICKY))).json).toMatchObject({ added: 0, repeats: 4 })
    expect((await send(id, lines({ id: '1', input: 'new' }))).json).toMatchObject({ added: 1, repeats: 0 })
    const items = await itemsOf(id)
    expect(items.map((item: { id: string }) => item.id)).toEqual(['1', '2', '3', '-- { echoOn }'])
    expect(items[0]).toMatchObject({ input: 'new', position: 1 })
  })

  it('are refused line by line with a reason, and nothing is dropped silently', async () => {
    const { id } = await create('bad lines')
    const answer = await send(
      id,
      lines('{', '[]', { expected: 1 }, { input: 1, answer: 2 }, '', { input: 1, id: 5 }, { input: 2 }),
    )
    expect(answer.json.added).toBe(1)
    expect(answer.json.rejected.map(({ line }: { line: number }) => line)).toEqual([1, 2, 3, 4, 6])
    expect(answer.json.rejected[3].message).toContain('answer')
  })

  it('go in by hand, a few hundred at once, and come in pages', async () => {
    const { id } = await create('by hand')
    const items = Array.from({ length: 450 }, (_, i) => ({ input: { i }, expected: i }))
    const answer = await api.ask(at(`/${id}/items`), { body: JSON.stringify({ items }, null, 2) })
    expect(answer.json).toMatchObject({ added: 450, repeats: 0, dataset: { items: 450 } })
    const seen: number[] = []
    let cursor = ''
    do {
      const { json } = await api.ask(at(`/${id}/items?limit=200${cursor}`))
      seen.push(...json.items.map((item: { expected: number }) => item.expected))
      cursor = json.next_cursor === null ? '' : `&cursor=${json.next_cursor}`
    } while (cursor !== '')
    expect(seen).toEqual(items.map(({ expected }) => expected))
    expect((await exported(id)).trimEnd().split('\n')).toHaveLength(450)
  })

  it('are removed one by one, and may be added again', async () => {
    const { id } = await create('removed')
    await send(id, lines({ id: 'x', input: 1 }))
    expect((await api.ask(at(`/${id}/items/x`), { method: 'DELETE' })).json).toEqual({ done: true })
    expect((await api.ask(at(`/${id}/items/x`), { method: 'DELETE' })).json.error.code).toBe('unknown_item')
    expect(await itemsOf(id)).toEqual([])
    expect((await send(id, lines({ id: 'x', input: 1 }))).json.added).toBe(1)
    expect(await itemsOf(id)).toHaveLength(1)
  })
})

describe('items from runs', () => {
  const filter = (q = '') => ({ kind: 'filter', scope: 'spans', filter: { q } })
  const span = { kind: 'span', trace_id: RUNS[0]?.traceId, span_id: RUNS[0]?.spanId }
  const add = async (body: unknown): Promise<Job> => {
    const answer = await api.ask(at('/from'), { body })
    expect(answer.status, answer.text).toBe(202)
    return await finished(answer.json)
  }

  it('are shown before they are added: which field becomes input, which the expected output', async () => {
    const { json } = await api.ask(at('/preview'), { body: { name: 'preview', source: filter() } })
    expect(z.safeParse(previewAnswer, json).error).toBeUndefined()
    expect(json.total).toBe(120)
    expect(json.items[0]).toMatchObject({ input: { q: span.span_id }, expected: `a ${span.span_id}` })
    const swapped = { source: span, mapping: { input: 'output', expected: 'none' } }
    const [item] = (await api.ask(at('/preview'), { body: swapped })).json.items
    expect(item).toMatchObject({ input: `a ${span.span_id}`, expected: null, source_span_id: span.span_id })
  })

  it('make their dataset on the spot, keep their source, and are added once', async () => {
    const done = await add({ name: 'from runs', source: span })
    expect(done).toMatchObject({ state: 'done', total: 1, done: 1, added: 1, repeats: 0, failed: 0 })
    const [item] = await itemsOf(done.dataset_id ?? '')
    expect(item).toMatchObject({ source_trace_id: span.trace_id, source_span_id: span.span_id })
    await api.ask(at(`/${done.dataset_id}/items`), { body: { items: [{ id: item.id, input: 'edited' }] } })
    expect(await add({ name: 'from runs', source: filter() })).toMatchObject({
      dataset_id: done.dataset_id,
      added: 119,
      repeats: 1,
    })
    expect((await itemsOf(done.dataset_id ?? ''))[0].input).toBe('edited')
    const again = await api.ask('/api/v1/jobs', {
      body: { action: 'add_to_dataset', name: 'from runs', source: filter() },
    })
    expect(await finished(again.json)).toMatchObject({ added: 0, repeats: 120 })
  })

  it('count a run that is not there as failed, and say which dataset is missing', async () => {
    const missing = { ...span, span_id: 'ffffffffffffffff' }
    expect(await add({ name: 'missing', source: missing })).toMatchObject({ state: 'done', added: 0, failed: 1 })
    expect((await api.ask(at('/from'), { body: { dataset_id: 'ds_x', source: span } })).json.error.code).toBe(
      'unknown_dataset',
    )
    expect((await api.ask(at('/from'), { body: { source: span } })).json.error.code).toBe('invalid_body')
  })

  it('stop when the job is cancelled, and a job of another project is not there', async () => {
    let open: () => void = () => undefined
    gate = new Promise((resolve) => {
      open = resolve
    })
    const started: Job = (await api.ask(at('/from'), { body: { name: 'cancelled', source: filter() } })).json
    expect((await api.ask(`/api/v1/jobs/${started.id}`, { key: otherKey })).json.error.code).toBe('unknown_job')
    expect((await api.ask(`/api/v1/jobs/${started.id}`, { key: otherKey, method: 'DELETE' })).status).toBe(404)
    expect((await api.ask(`/api/v1/jobs/${started.id}`, { method: 'DELETE' })).json.state).toBe('running')
    open()
    const ended = await finished(started)
    expect(ended.state).toBe('cancelled')
    expect(ended.done).toBeLessThan(120)
  })
})

describe('a job that fails', () => {
  it('keeps for the log what the store said', async () => {
    gate = Promise.reject(new AppError('store_unavailable', 'cannot read /data/store: select 1', { retryable: true }))
    // It is awaited later than the engine likes.
    gate.catch(() => undefined)
    const source = { kind: 'filter', scope: 'spans', filter: { q: 'few' } }
    const body = { action: 'add_to_dataset', name: 'failing', source }
    const failed = await finished((await api.ask('/api/v1/jobs', { body })).json)
    gate = Promise.resolve()
    expect(failed.state).toBe('failed')
    expect(failed.error).not.toMatch(/data|select/)
  })
})

describe('hostile texts', () => {
  it.each([
    ['a picture where the file name is cut', `${'a'.repeat(99)}😀b`, `${'a'.repeat(99)}%F0%9F%98%80.jsonl`],
    ['quotes and line ends', `it's "q"\r\nset-cookie: a=b`, 'it%27s%20%22q%22%0D%0Aset-cookie%3A%20a%3Db.jsonl'],
    ['half a character', 'half \ud800', 'half%20%EF%BF%BD.jsonl'],
  ])('%s in a name still makes a file name', async (_what, name, file) => {
    const { id } = await create(name)
    const answer = await api.ask(at(`/${id}/export`))
    expect(answer.status).toBe(200)
    expect(answer.headers['content-disposition']).toBe(`attachment; filename*=UTF-8''${file}`)
    expect(answer.headers['set-cookie']).toBeUndefined()
  })

  it('that claim to be gzip are the sender’s mistake', async () => {
    const { id } = await create('not gzip')
    const whole = gzipSync(lines({ input: 1 }))
    for (const body of [Buffer.from('plain'), whole.subarray(0, whole.length - 9)]) {
      const answer = await send(id, body, { 'content-encoding': 'gzip' })
      expect({ status: answer.status, code: answer.json.error.code }).toEqual({ status: 400, code: 'invalid_body' })
    }
  })

  it('are not repeated at length', async () => {
    const { id } = await create('long names')
    const answer = await send(id, lines(...Array(3).fill({ input: 1, ['n'.repeat(100_000)]: 1 })))
    expect(answer.json.rejected).toHaveLength(3)
    expect(answer.text.length).toBeLessThan(2_000)
    const body = { items: [], ['n'.repeat(100_000)]: 1 }
    expect((await api.ask(at(`/${id}/items`), { body })).text.length).toBeLessThan(2_000)
  })
})
