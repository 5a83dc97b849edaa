import { mkdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { apiError, ERROR_CODES, me, ROUTES, type Route } from '@vitrine/schemas/api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { routeOf } from './auth.ts'
import { ADMIN_KEY, KEY, openTestApi, PUBLIC_KEY, type TestApi } from './test-api.ts'

let api: TestApi
/** Logged in before the test that makes the server distrust this address. */
let viewer: { cookie: string; csrf: string }
beforeAll(async () => {
  api = await openTestApi({ control: { password: 'correct horse', viewerPassword: 'only to read' } })
  mkdirSync(path.join(api.folder, 'app/assets'), { recursive: true })
  viewer = await logInAsViewer()
}, 60_000)
afterAll(() => api.close())

const NO_KEY = { key: null } as const
const cookieOf = (answer: { headers: { 'set-cookie'?: string[] | undefined } }): string =>
  answer.headers['set-cookie']?.[0]?.split(';')[0] ?? ''

/** A browser at this machine: its cookie and the token that changes need. */
async function localBrowser(): Promise<{ cookie: string; csrf: string }> {
  const answer = await api.ask('/api/v1/me', NO_KEY)
  return { cookie: cookieOf(answer), csrf: answer.json.csrf }
}

async function logInAsViewer(): Promise<{ cookie: string; csrf: string }> {
  const answer = await api.ask('/api/v1/login', { key: null, body: { password: 'only to read' } })
  return { cookie: cookieOf(answer), csrf: answer.json.csrf }
}

describe('who asks', () => {
  it.each([
    ['nobody', null, 401],
    ['an unknown key', 'Bearer nothing-like-a-key', 401],
    ['the secret key', `Bearer ${KEY}`, 200],
    ['the pair', `Basic ${btoa(`${PUBLIC_KEY}:${KEY}`)}`, 200],
    ['the pair the wrong way round', `Basic ${btoa(`${KEY}:${PUBLIC_KEY}`)}`, 401],
    ['the secret key without its public one', `Basic ${btoa(`:${KEY}`)}`, 401],
    ['the public key alone', `Bearer ${PUBLIC_KEY}`, 403],
    ['the admin key, naming no project', `Bearer ${ADMIN_KEY}`, 400],
    ['another scheme', 'Digest abc', 401],
  ])('%s gets its answer', async (_who, authorization, status) => {
    const headers: Record<string, string> = authorization === null ? {} : { authorization }
    const answer = await api.ask('/api/v1/keys', { key: null, headers })
    expect(answer.status).toBe(status)
    if (status >= 400) expect(z.safeParse(apiError, answer.json).success, answer.text).toBe(true)
  })

  it('leaves requests that speak with x-api-key alone to another door', async () => {
    const answer = await api.ask('/api/v1/datasets', { key: null, headers: { 'x-api-key': KEY } })
    expect(answer.status).toBe(404)
  })

  it('lets no key of a project make further keys or take others away', async () => {
    expect((await api.ask('/api/v1/keys', { body: { name: 'mine' } })).status).toBe(403)
    expect((await api.ask('/api/v1/keys/x', { method: 'DELETE' })).status).toBe(403)
    const made = await api.ask('/api/v1/keys?project=default', { key: ADMIN_KEY, body: { name: 'mine' } })
    expect(made.status).toBe(201)
    expect((await api.ask('/api/v1/keys', { key: made.json.key })).status).toBe(200)
  })

  it('takes the admin key to the project that it names, by id or name', async () => {
    for (const project of ['default', 'default~1']) {
      expect((await api.ask(`/api/v1/keys?project=${project}`, { key: ADMIN_KEY })).status).toBe(200)
    }
    expect((await api.ask('/api/v1/keys?project=nothing', { key: ADMIN_KEY })).json.error.code).toBe('unknown_project')
  })
})

describe('a browser', () => {
  it('at this machine gets a cookie without a password, which no script can read and no other site sends', async () => {
    const answer = await api.ask('/api/v1/me', NO_KEY)
    expect(answer.status).toBe(200)
    expect(answer.headers['set-cookie']?.[0]).toMatch(/; HttpOnly; SameSite=Strict; Max-Age=\d+$/)
    expect(z.safeParse(me, answer.json).error).toBeUndefined()
    expect(answer.json).toMatchObject({ kind: 'user', id: 'owner', role: 'owner', projects: [{ id: 'default~1' }] })
  })

  it.each([
    ['a foreign Host on the loopback socket (DNS rebinding)', { host: 'evil.example:4320' }],
    ['a Host that only begins like the loopback', { host: '127.0.0.1.evil.example' }],
    ['a proxy in between', { 'x-forwarded-for': '203.0.113.7' }],
    ['a proxy that tells the scheme alone', { 'x-forwarded-proto': 'https' }],
    ['a proxy that tells the client its own way', { 'cf-connecting-ip': '203.0.113.7' }],
  ])('gets none with %s, and its pages lead to the login', async (_what, headers) => {
    const answer = await api.ask('/api/v1/me', { key: null, headers })
    expect(answer.status).toBe(401)
    expect(answer.headers['set-cookie']).toBeUndefined()
    const page = await api.ask('/p/default/traces?x=1', { key: null, headers })
    expect(page.status).toBe(302)
    expect(page.headers.location).toBe(`/login?back=${encodeURIComponent('/p/default/traces?x=1')}`)
  })

  it('gets none for a target that names another host than the Host header', async () => {
    expect((await api.ask('http://evil.example/api/v1/me', NO_KEY)).status).toBe(401)
    expect((await api.ask('http://localhost:4320/api/v1/me', NO_KEY)).status).toBe(200)
  })

  it('cannot take a local cookie to another Host', async () => {
    const { cookie } = await localBrowser()
    expect((await api.ask('/api/v1/projects', { key: null, headers: { cookie } })).status).toBe(200)
    const elsewhere = { cookie, host: 'evil.example' }
    expect((await api.ask('/api/v1/projects', { key: null, headers: elsewhere })).status).toBe(401)
  })

  it('changes nothing without the CSRF token of its own cookie', async () => {
    const { cookie, csrf } = await localBrowser()
    const other = await localBrowser()
    const create = (name: string, headers: Record<string, string>) =>
      api.ask('/api/v1/projects', { key: null, body: { name }, headers: { cookie, ...headers } })
    expect((await create('a', {})).json.error.code).toBe('csrf')
    expect((await create('a', { 'x-csrf-token': other.csrf })).json.error.code).toBe('csrf')
    expect((await create('a', { 'x-csrf-token': csrf })).status).toBe(201)
  })

  it('cannot make up a cookie', async () => {
    const { cookie } = await localBrowser()
    const [name = '', value = ''] = cookie.split('=')
    const [payload = ''] = value.split('.')
    const forged = Buffer.from(payload, 'base64url').toString().replace('"local"', '"password"')
    for (const bad of [
      `${payload}.`,
      `${Buffer.from(forged).toString('base64url')}.${value.split('.')[1]}`,
      'x',
      '.',
    ]) {
      const headers = { cookie: `${name}=${bad}`, host: 'evil.example' }
      expect((await api.ask('/api/v1/projects', { key: null, headers })).status).toBe(401)
    }
  })

  it('is refused under the name of another', async () => {
    const body = { user: 'owner', password: 'only to read' }
    expect((await api.ask('/api/v1/login', { key: null, body })).json.error.code).toBe('login_failed')
  })

  it('logs in with the password from anywhere, and is stopped after too many wrong ones', async () => {
    const headers = { host: 'vitrine.example' }
    const login = (password: string) => api.ask('/api/v1/login', { key: null, body: { password }, headers })
    const right = await login('correct horse')
    expect(right.status).toBe(200)
    const cookie = cookieOf(right)
    expect((await api.ask('/api/v1/projects', { key: null, headers: { ...headers, cookie } })).status).toBe(200)
    const codes = []
    for (let i = 0; i < 6; i++) codes.push((await login('wrong')).json.error.code)
    expect(codes).toEqual([...Array(5).fill('login_failed'), 'login_throttled'])
    const throttled = await login('correct horse')
    expect(throttled.status).toBe(429)
    expect(Number(throttled.headers['retry-after'])).toBeGreaterThan(0)
  })

  it('stays a viewer at this machine too', async () => {
    const who = await api.ask('/api/v1/me', { key: null, headers: { cookie: viewer.cookie } })
    expect(who.json).toMatchObject({ id: 'viewer', role: 'viewer' })
    expect(who.headers['set-cookie']).toBeUndefined()
  })

  it('is not read at length before it has said who it is', async () => {
    const body = { password: 'x', user: 'y'.repeat(20_000) }
    const answer = await api.ask('/api/v1/login', { key: null, body, headers: { host: 'vitrine.example' } })
    expect(answer.status).toBe(413)
  })

  it('keeps the session secret to its owner', () => {
    expect(statSync(path.join(api.folder, 'session.secret')).mode & 0o777).toBe(0o600)
  })
})

describe('every route of the table', () => {
  const routes = Object.entries<Route>(ROUTES)
  const pathOf = (route: Route) => `/api/v1${route.path.replace(/\{\w+\}/g, 'x')}`

  it('lets a viewer read, and refuses every change with one word', async () => {
    const headers = { cookie: viewer.cookie, 'x-csrf-token': viewer.csrf }
    const changes = routes.filter(([, { access }]) => access !== 'read' && access !== 'anyone')
    expect(changes.length).toBeGreaterThan(30)
    for (const [name, route] of changes) {
      const method = route.method.toUpperCase()
      const body = route.body === undefined ? {} : { body: {} }
      const answer = await api.ask(`${pathOf(route)}?project=default`, { key: null, method, headers, ...body })
      expect(answer.json.error.code, name).toBe('read_only')
    }
    expect((await api.ask('/api/v1/keys?project=default', { key: null, headers })).status).toBe(200)
  })

  it('calls a read only what changes nothing', () => {
    const unusual = routes.filter(([, { access, method }]) => access === 'read' && method !== 'get')
    expect(unusual.map(([name]) => name).sort()).toEqual(['previewAlert', 'previewDataset', 'testMapping'])
  })

  it.each(routes.filter(([, route]) => route.access !== 'anyone' && route !== ROUTES.me))(
    '%s refuses nobody, a public key (but scores), and a foreign project',
    async (_name, route) => {
      const ask = (key: string | null, query = '') =>
        api.ask(`${pathOf(route)}${query}`, {
          key,
          method: route.method.toUpperCase(),
          headers: { host: 'evil.example' },
          ...(route.body === undefined ? {} : { body: {} }),
        })
      expect((await ask(null)).status).toBe(401)
      if (route.access !== 'score') expect((await ask(PUBLIC_KEY)).status).toBe(403)
      if (route.access === 'admin') {
        for (const query of ['', '?project=default', '?project=other']) {
          expect((await ask(KEY, query)).json.error.code).toBe('forbidden')
        }
        return
      }
      if (route.query === undefined || !('project' in route.query.shape)) return
      for (const project of ['other', 'other~1', 'nothing']) {
        const answer = await ask(KEY, `?project=${project}`)
        expect({ status: answer.status, code: answer.json.error.code }).toEqual({
          status: 404,
          code: 'unknown_project',
        })
      }
      expect((await ask(KEY, '?project=default&project=other~1')).json.error.code).toBe('invalid_parameter')
    },
  )

  beforeAll(async () => {
    await api.ask('/api/v1/projects', { key: ADMIN_KEY, body: { name: 'other' } })
  })
})

describe('answers', () => {
  it.each([
    ['/api/v1/nothing', {}, 404, 'unknown_route'],
    ['/nothing', {}, 404, 'unknown_route'],
    ['/api/v1/projects', { method: 'DELETE' }, 405, 'method_not_allowed'],
    ['/api/v1/keys?colour=red', {}, 400, 'unknown_parameter'],
    ['/api/v1/health?a=1', {}, 400, 'unknown_parameter'],
    ['/api/v1/scores', { body: '{' }, 400, 'invalid_body'],
    ['/api/v1/scores', { body: {} }, 400, 'invalid_body'],
    ['/api/v1/scores', { body: '{}', headers: { 'content-type': 'text/plain' } }, 415, 'unsupported_media_type'],
    ['/api/v1/keys/%zz?project=default', { method: 'DELETE', key: ADMIN_KEY }, 400, 'invalid_body'],
  ])('%s is an error in the one shape (%#)', async (to, ask, status, code) => {
    const answer = await api.ask(to, ask)
    expect({ status: answer.status, code: answer.json?.error.code }).toEqual({ status, code })
    expect(z.safeParse(apiError, answer.json).error).toBeUndefined()
    expect(answer.json.error.query_id).toBe(answer.headers['x-query-id'])
    expect(ERROR_CODES).toContain(code)
  })

  it('refuses a body over the bound', async () => {
    const answer = await api.ask('/api/v1/scores', { body: Buffer.alloc(21 * 1024 * 1024, 32) })
    expect({ status: answer.status, code: answer.json.error.code }).toEqual({ status: 413, code: 'too_large' })
  })

  it('carries headers that forbid everything to a browser', async () => {
    const { headers } = await api.ask('/api/v1/health', NO_KEY)
    expect(headers['content-security-policy']).toBe("default-src 'none'; frame-ancestors 'none'; base-uri 'none'")
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['x-powered-by']).toBeUndefined()
  })

  it('names itself, and says what it waits for', async () => {
    expect((await api.ask('/api/v1/health', NO_KEY)).json).toEqual({
      service: 'vitrine',
      alive: true,
      version: '0.0.0-test',
    })
    expect((await api.ask('/api/v1/ready', NO_KEY)).json).toEqual({ ready: true })
  })

  it('shows metrics to this machine and the admin key only', async () => {
    expect((await api.ask('/metrics', NO_KEY)).text).toBe('vitrine_test 1\n')
    const headers = { host: 'vitrine.example' }
    expect((await api.ask('/metrics', { key: null, headers })).status).toBe(401)
    expect((await api.ask('/metrics', { key: KEY, headers })).status).toBe(401)
    expect((await api.ask('/metrics', { key: ADMIN_KEY, headers })).status).toBe(200)
  })

  it('writes down every route, without a foreign host', async () => {
    const document = (await api.ask('/api/v1/openapi.json', NO_KEY)).json
    const operations = Object.values<Record<string, { operationId: string }>>(document.paths).flatMap((path) =>
      Object.values(path).map((operation) => operation.operationId),
    )
    expect(operations.sort()).toEqual(Object.keys(ROUTES).sort())
    const page = await api.ask('/api/docs', NO_KEY)
    expect(page.text).toContain('/api/v1/totals')
    expect(page.text).not.toMatch(/(src|href)="(https?:)?\/\//)
    expect(page.headers['content-security-policy']).not.toContain('unsafe')
  })
})

it('finds the route that a path and a method ask for', () => {
  expect(routeOf('GET', '/traces/abc/spans/def')).toBe(ROUTES.getSpan)
  expect(routeOf('HEAD', '/traces')).toBe(ROUTES.listTraces)
  expect(routeOf('POST', '/datasets/preview')).toBe(ROUTES.previewDataset)
})
