import { type Score, scoreListAnswer } from '@vitrine/schemas/api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ADMIN_KEY, openTestApi, PUBLIC_KEY, type TestApi } from './test-api.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const SPAN = 'b7ad6b7169203331'

let api: TestApi
beforeAll(async () => {
  api = await openTestApi()
}, 60_000)
afterAll(() => api.close())

const post = (body: unknown, key?: string) => api.ask('/api/v1/scores', { body, ...(key === undefined ? {} : { key }) })
const list = async (query = ''): Promise<Score[]> => {
  const answer = await api.ask(`/api/v1/scores${query}`)
  expect(z.safeParse(scoreListAnswer, answer.json).error, answer.text).toBeUndefined()
  return answer.json.scores
}

describe('scores', () => {
  it.each([
    [
      'a number on a span',
      { trace_id: TRACE, span_id: SPAN, value: 0.5 },
      { type: 'numeric', value: 0.5, target: 'span' },
    ],
    [
      'a boolean on a trace',
      { trace_id: TRACE, value: true },
      { type: 'boolean', value: 1, text: null, target: 'trace' },
    ],
    [
      'a word on a session',
      { session_id: 's 1', value: 'good' },
      { type: 'categorical', text: 'good', target: 'session' },
    ],
    ['a text', { trace_id: TRACE, value: 'two\nlines' }, { type: 'text', value: null, text: 'two\nlines' }],
    ['a UUID', { trace_id: '0AF76519-16cd-43dd-8448-eb211c80319c', value: 1 }, { trace_id: TRACE }],
    ['zero, which is not unknown', { trace_id: TRACE, value: 0 }, { value: 0 }],
    ['a boolean as number', { trace_id: TRACE, value: 0, type: 'boolean' }, { type: 'boolean', value: 0 }],
  ])('takes %s', async (name, body, wanted) => {
    const answer = await post({ name, ...body })
    expect(answer.status, answer.text).toBe(200)
    expect(answer.json).toMatchObject({ name, source: 'api', user: null, ...wanted })
    expect(await list(`?name=${encodeURIComponent(name)}`)).toEqual([answer.json])
  })

  it('refuses metadata that no machine could write out again, and keeps half a character as a mark', async () => {
    const nested = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    const body = `{"name":"deep","value":1,"trace_id":"${TRACE}","metadata":${nested}}`
    const answer = await api.ask('/api/v1/scores', { body })
    expect({ status: answer.status, code: answer.json.error.code }).toEqual({ status: 400, code: 'invalid_body' })
    expect((await post({ name: 'half', value: 'a\ud800', trace_id: TRACE })).status).toBe(200)
    expect(await list('?name=half')).toMatchObject([{ text: 'a\ufffd' }])
  })

  it.each([
    ['no target', { value: 1 }],
    ['two targets', { value: 1, trace_id: TRACE, session_id: 's' }],
    ['a span without its trace', { value: 1, span_id: SPAN }],
    ['a numeric word', { value: 'x', type: 'numeric', trace_id: TRACE }],
    ['a boolean 2', { value: 2, type: 'boolean', trace_id: TRACE }],
    ['a time that is none', { value: 1, trace_id: TRACE, time: 'yesterday' }],
    ['a field that nobody knows', { value: 1, trace_id: TRACE, colour: 'red' }],
  ])('refuses %s', async (_what, body) => {
    const answer = await post({ name: 'bad', ...body })
    expect({ status: answer.status, code: answer.json.error.code }).toEqual({ status: 400, code: 'invalid_body' })
    expect(await list('?name=bad')).toEqual([])
  })

  it('may come from a web page with the public key, and a page may do nothing else', async () => {
    const headers = { origin: 'https://shop.example' }
    const preflight = await api.ask('/api/v1/scores', { method: 'OPTIONS', headers, key: null })
    expect(preflight.status).toBe(204)
    expect(preflight.headers['access-control-allow-origin']).toBe('*')
    expect(preflight.headers['access-control-allow-headers']).toContain('authorization')
    const body = { name: 'user_feedback', value: true, trace_id: TRACE, source: 'annotation' }
    const written = await api.ask('/api/v1/scores', { body, headers, key: PUBLIC_KEY })
    expect({ status: written.status, origin: written.headers['access-control-allow-origin'] }, written.text).toEqual({
      status: 200,
      origin: '*',
    })
    const read = await api.ask('/api/v1/scores', { headers })
    expect(read.headers['access-control-allow-origin']).toBeUndefined()
    const withCookie = await api.ask('/api/v1/scores', { body, headers: { ...headers, cookie: 'a=b' } })
    expect(withCookie.headers['access-control-allow-origin']).toBeUndefined()
  })

  it('are one row however often they are sent, and keep their first time', async () => {
    const body = { name: 'again', trace_id: TRACE, value: 1, comment: 'first' }
    const first = (await post(body)).json
    const second = (await post({ ...body, value: 2, comment: 'second' })).json
    expect(second).toEqual({ ...first, value: 2, comment: 'second' })
    expect(await list('?name=again')).toEqual([second])
    const own = { id: 'mine', name: 'own', trace_id: TRACE, value: 1 }
    await post([own, own, { ...own, value: 3 }])
    expect((await list('?name=own')).map(({ id, value }) => [id, value])).toEqual([['mine', 3]])
  })

  it('come many at once, in pages, newest first', async () => {
    const many = Array.from({ length: 25 }, (_, i) => ({
      id: `many-${i}`,
      name: 'many',
      session_id: 's',
      value: i,
      time: String(1_700_000_000_000_000_000n + BigInt(i % 5)),
    }))
    expect((await post(many)).json.scores).toHaveLength(25)
    const seen: Score[] = []
    let cursor = ''
    do {
      const page = await api.ask(`/api/v1/scores?name=many&limit=10${cursor}`)
      seen.push(...page.json.scores)
      cursor = page.json.next_cursor === null ? '' : `&cursor=${page.json.next_cursor}`
    } while (cursor !== '')
    expect(seen.map(({ id }) => id).sort()).toEqual(many.map(({ id }) => id).sort())
    expect(seen.map(({ time }) => time)).toEqual(
      seen
        .map(({ time }) => time)
        .sort()
        .reverse(),
    )
    const window = '&from=1700000000000000001&to=1700000000000000002'
    expect((await list(`?name=many${window}`)).map(({ value }) => Number(value) % 5)).toEqual([1, 1, 1, 1, 1])
    expect((await api.ask('/api/v1/scores?cursor=abc')).json.error.code).toBe('invalid_cursor')
  })

  it('may be written by a public key, but not over what a judge said, nor read, nor removed', async () => {
    expect((await post({ name: 'thumb', trace_id: TRACE, value: true }, PUBLIC_KEY)).status).toBe(200)
    await post({ id: 'judged', name: 'verdict', trace_id: TRACE, value: 1, source: 'judge' })
    const over = await post({ id: 'judged', name: 'verdict', trace_id: TRACE, value: 0 }, PUBLIC_KEY)
    expect(over.json.error.code).toBe('forbidden')
    expect((await list('?name=verdict'))[0]?.value).toBe(1)
    expect((await api.ask('/api/v1/scores', { key: PUBLIC_KEY })).status).toBe(403)
    expect((await api.ask('/api/v1/scores/judged', { key: PUBLIC_KEY, method: 'DELETE' })).status).toBe(403)
  })

  it('are removed by id, within their own project only', async () => {
    const other = (await api.ask('/api/v1/projects', { key: ADMIN_KEY, body: { name: 'other' } })).json
    await post({ id: 'gone', name: 'gone', trace_id: TRACE, value: 1 })
    const remove = (key?: string) =>
      api.ask('/api/v1/scores/gone', { method: 'DELETE', ...(key === undefined ? {} : { key }) })
    expect((await remove(other.key)).json.error.code).toBe('unknown_score')
    expect(await list('?name=gone')).toHaveLength(1)
    expect((await remove()).json).toEqual({ done: true })
    expect((await remove()).status).toBe(404)
    expect(await list('?name=gone')).toEqual([])
    expect((await post({ id: 'gone', name: 'gone', trace_id: TRACE, value: 2 })).json.value).toBe(2)
    expect(await list('?name=gone')).toHaveLength(1)
  })
})
