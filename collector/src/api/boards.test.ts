import { boardListAnswer, savedBoard } from '@vitrine/schemas/api'
import { STANDING_IDS, standingBoard } from '@vitrine/schemas/boards'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ADMIN_KEY, openTestApi, type TestApi } from './test-api.ts'

let api: TestApi
let otherKey = ''
beforeAll(async () => {
  api = await openTestApi()
  otherKey = (await api.ask('/api/v1/projects', { key: ADMIN_KEY, body: { name: 'other' } })).json.key
}, 60_000)
afterAll(() => api.close())

const at = (path = '') => `/api/v1/boards${path}`
const PANEL = { id: 'a', title: 'Calls', chart: 'bars', width: 2, query: { metrics: ['calls'], by: ['model'] } }
const bodyOf = (name: string, panels: unknown[] = [PANEL]) => ({ name, definition: { version: 1, panels } })
const create = async (name: string) => (await api.ask(at(), { body: bodyOf(name) })).json

describe('boards', () => {
  it('are kept, listed, changed, removed and brought back', async () => {
    const made = await api.ask(at(), { body: { ...bodyOf('mine'), description: 'ours' } })
    expect(made.status).toBe(201)
    expect(z.safeParse(savedBoard, made.json).error).toBeUndefined()
    const { id, revision } = made.json
    expect(await names()).toEqual(['mine'])
    const change = { ...bodyOf('renamed', [PANEL, { ...PANEL, id: 'b' }]), revision }
    const changed = await api.ask(at(`/${id}`), { body: change })
    expect(changed.json).toMatchObject({ id, name: 'renamed', description: null, revision: revision + 1 })
    expect((await api.ask(at(`/${id}`))).json.definition.panels).toHaveLength(2)
    expect((await api.ask(at(`/${id}`), { method: 'DELETE' })).status).toBe(200)
    expect((await api.ask(at(`/${id}`))).json.error.code).toBe('unknown_board')
    expect(await names()).toEqual([])
    const back = await api.ask(at(`/${id}/restore`), { method: 'POST' })
    expect(back.json).toMatchObject({ name: 'renamed', revision: revision + 3 })
    await api.ask(at(`/${id}`), { method: 'DELETE' })
  })

  it('are not changed by somebody who has not seen the last change', async () => {
    const { id, revision } = await create('twice')
    expect((await api.ask(at(`/${id}`), { body: { ...bodyOf('first'), revision } })).status).toBe(200)
    const late = await api.ask(at(`/${id}`), { body: { ...bodyOf('second'), revision } })
    expect([late.status, late.json.error.code]).toEqual([409, 'conflict'])
    expect((await api.ask(at(`/${id}`))).json.name).toBe('first')
  })

  it('belong to one project', async () => {
    const { id, revision } = await create('private')
    for (const ask of [
      { key: otherKey },
      { key: otherKey, method: 'DELETE' },
      { key: otherKey, body: { ...bodyOf('stolen'), revision } },
    ]) {
      expect((await api.ask(at(`/${id}`), ask)).status).toBe(404)
    }
    expect((await api.ask(at(), { key: otherKey })).json.boards).toEqual([])
  })

  it('that are not shared are there for their maker alone', async () => {
    const cookie = String((await api.ask('/api/v1/me', { key: null })).headers['set-cookie']).split(';')[0] ?? ''
    const me = await api.ask('/api/v1/me', { key: null, headers: { cookie } })
    const owner = { key: null, headers: { cookie, 'x-csrf-token': me.json.csrf } }
    const body = { ...bodyOf('draft'), shared: false }
    const { id } = (await api.ask(at('?project=default'), { ...owner, body })).json
    expect((await api.ask(at(`/${id}?project=default`), owner)).json.name).toBe('draft')
    expect((await api.ask(at(`/${id}`))).status).toBe(404)
    expect(await names()).not.toContain('draft')
  })

  it.each([
    ['a metric that nobody knows', { query: { metrics: ['nonsense'] } }, /nonsense/],
    ['a filter that cannot be read', { query: { metrics: ['calls'], q: 'modle:x' } }, /modle/],
    ['a key that one cannot split by', { query: { metrics: ['calls'], by: ['duration'] } }, /duration/],
    ['rows without a split', { chart: 'table', query: { metrics: ['calls'] } }, /split/],
    ['a heatmap of a count', { chart: 'heatmap', query: { metrics: ['calls'] } }, /heatmap/],
    ['a distribution of a mean duration', { chart: 'distribution', query: { metrics: ['duration_mean'] } }, /score:/],
    ['a list of spans in the order of a count', { chart: 'spans', query: { metrics: ['calls'] } }, /spans/],
    ['a chart that nobody draws', { chart: 'pie' }, /chart/],
  ])('are refused with %s', async (_, change, why) => {
    const refused = await api.ask(at(), { body: bodyOf('broken', [{ ...PANEL, ...change }]) })
    expect([refused.status, refused.json.error.code]).toEqual([400, 'invalid_body'])
    expect(refused.json.error.message).toMatch(why)
  })

  it.each(STANDING_IDS)('may be a copy of the standing board %s', async (id) => {
    const definition = standingBoard(id, ['faithful', 'user_feedback'])
    expect((await api.ask(at(), { body: { name: id, definition } })).status).toBe(201)
  })

  it('hold panels that can be told apart', async () => {
    expect((await api.ask(at(), { body: bodyOf('same', [PANEL, PANEL]) })).status).toBe(400)
  })
})

async function names(): Promise<string[]> {
  const { json } = await api.ask(at())
  expect(z.safeParse(boardListAnswer, json).error).toBeUndefined()
  return json.boards.map((board: { name: string }) => board.name)
}
