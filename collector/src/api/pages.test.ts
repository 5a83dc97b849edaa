import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestApi, type TestApi } from './test-api.ts'

const SCRIPT = 'document.documentElement.dataset.theme = "dark"'
const PAGE = `<!doctype html><html><head><script>${SCRIPT}</script><script type="module" src="/assets/main-a1b2c3d4.js"></script></head><body></body></html>`
const CODE = 'export {}; // '.repeat(100)
const TRACE = '0af7651916cd43dd8448eb211c80319c'

let api: TestApi
let dashboard = ''
beforeAll(async () => {
  dashboard = mkdtempSync(path.join(tmpdir(), 'vitrine-pages-'))
  mkdirSync(path.join(dashboard, 'assets'))
  mkdirSync(path.join(dashboard, '.vite'))
  writeFileSync(path.join(dashboard, 'index.html'), PAGE)
  writeFileSync(path.join(dashboard, 'assets/main-a1b2c3d4.js'), CODE)
  writeFileSync(path.join(dashboard, 'assets/main-a1b2c3d4.js.br'), brotliCompressSync(CODE))
  writeFileSync(path.join(dashboard, 'assets/icon.svg'), '<svg/>')
  writeFileSync(path.join(dashboard, '.vite/manifest.json'), '{}')
  writeFileSync(path.join(dashboard, '..', `${path.basename(dashboard)}.js`), 'outside')
  api = await openTestApi({ api: { dashboardFolder: dashboard } })
}, 60_000)
afterAll(async () => {
  await api.close()
  rmSync(dashboard, { recursive: true })
  rmSync(`${dashboard}.js`)
})

const get = (to: string, headers: Record<string, string> = {}) => api.ask(to, { key: null, headers })

describe('pages', () => {
  it.each(['/', '/login', '/p/default~1', '/p/default/traces/abc?span=1'])(
    '%s shows the one built page',
    async (to) => {
      const answer = await get(to)
      expect(answer.status).toBe(200)
      expect(answer.headers['set-cookie']).toHaveLength(1)
      const policy = String(answer.headers['content-security-policy'])
      expect(policy).not.toContain('unsafe')
      expect(policy).toContain(`script-src 'self' 'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}';`)
      const nonce = /nonce="([^"]+)"/.exec(answer.text)?.[1] ?? 'none'
      expect(policy).toContain(`'nonce-${nonce}'`)
      expect((await get(to)).text).not.toContain(nonce)
      expect(answer.text.replace(/<meta property="csp-nonce"[^>]*>/, '')).toBe(PAGE)
    },
  )

  it('tell somebody who went astray in the dashboard, and a program in JSON', async () => {
    const lost = await get('/nowhere/at/all', { accept: 'text/html,*/*;q=0.8' })
    expect(lost.status).toBe(404)
    expect(lost.text).toContain('/assets/main-a1b2c3d4.js')
    for (const [to, accept] of [
      ['/nowhere/at/all', '*/*'],
      ['/api/nowhere', 'text/html'],
    ] as const) {
      const answer = await get(to, { accept })
      expect([answer.status, answer.headers['content-type']]).toEqual([404, expect.stringContaining('json')])
    }
  })

  it('gives no second cookie to a browser that has one', async () => {
    const cookie = (await get('/')).headers['set-cookie']?.[0]?.split(';')[0] ?? ''
    expect((await get('/', { cookie })).headers['set-cookie']).toBeUndefined()
  })

  it('are shown to nobody elsewhere but the login', async () => {
    const headers = { host: 'vitrine.example' }
    expect((await get('/login', headers)).status).toBe(200)
    expect((await get('/', headers)).headers.location).toBe('/login?back=%2F')
    expect((await get(`/trace/${TRACE}`, headers)).headers.location).toMatch(/^\/login\?back=/)
  })
})

describe('assets', () => {
  it('with a hash in their name are kept for ever, others are asked for again', async () => {
    const hashed = await get('/assets/main-a1b2c3d4.js')
    expect(hashed).toMatchObject({ status: 200, text: CODE })
    expect(hashed.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(hashed.headers['content-type']).toBe('text/javascript; charset=utf-8')
    const icon = await get('/assets/icon.svg')
    expect(icon.headers['cache-control']).toBe('no-cache')
    expect((await get('/assets/icon.svg', { 'if-none-match': String(icon.headers.etag) })).status).toBe(304)
  })

  it('go out compressed to whoever takes that', async () => {
    const { headers } = await get('/assets/main-a1b2c3d4.js', { 'accept-encoding': 'gzip, br' })
    expect(headers['content-encoding']).toBe('br')
    expect(brotliDecompressSync(brotliCompressSync(CODE)).toString()).toBe(CODE)
    const refused = await get('/assets/main-a1b2c3d4.js', { 'accept-encoding': 'br;q=0, gzip' })
    expect(refused.headers['content-encoding']).toBeUndefined()
  })

  it.each(['/.vite/manifest.json', '/index.html', '/assets/none.js', '/assets/', '/..%2fetc%2fpasswd'])(
    '%s is not one of them',
    async (to) => {
      expect((await get(to)).status).toBe(404)
    },
  )

  it('outside the folder are never served', async () => {
    for (const to of [`/../${path.basename(dashboard)}.js`, `/assets/../../${path.basename(dashboard)}.js`]) {
      expect((await get(to)).text).not.toContain('outside')
    }
  })
})

describe('addresses that lead elsewhere', () => {
  beforeAll(async () => {
    const trace = {
      trace_id: TRACE,
      client_trace_id: 'run-7',
      root_span_id: 'b7ad6b7169203331',
      version: 1,
      deleted: 0,
    }
    await api.store.insertRows('traces', [{ ...trace, project_id: 'default~1' }])
    const span = {
      trace_id: TRACE,
      span_id: 'b7ad6b7169203331',
      start_time: '2026-01-01 00:00:00',
      version: 1,
      deleted: 0,
    }
    await api.store.insertRows('spans', [
      { ...span, project_id: 'default~1' },
      { ...span, project_id: 'hidden~1' },
    ])
  })

  it.each([
    [`/trace/${TRACE}`, `/p/default~1/traces/${TRACE}`],
    ['/trace/0AF76519-16cd-43dd-8448-eb211c80319c', `/p/default~1/traces/${TRACE}`],
    ['/trace/run-7', `/p/default~1/traces/${TRACE}`],
    ['/span/b7ad6b7169203331', `/p/default~1/traces/${TRACE}?span=b7ad6b7169203331`],
    ['/span/b7ad6b7169203331?tz=Asia/Tehran', `/p/default~1/traces/${TRACE}?span=b7ad6b7169203331&tz=Asia%2FTehran`],
    [`/project/some-project/traces/${TRACE}`, `/p/default~1/traces/${TRACE}`],
    [`/o/org/projects/p/project/r/${TRACE}`, `/p/default~1/traces/${TRACE}`],
  ])('%s leads to %s', async (to, place) => {
    const answer = await get(to)
    expect({ status: answer.status, location: answer.headers.location }).toEqual({ status: 302, location: place })
  })

  it('say when nobody has it, and list the projects when several have', async () => {
    const none = await get('/trace/ffffffffffffffffffffffffffffffff')
    expect(none.status).toBe(404)
    expect(none.text).toContain('No trace ffff')
    const created = await api.control.createProject({ name: 'second', userId: '' })
    if (created.kind !== 'created') throw new Error('no project')
    await api.store.insertRows('traces', [
      { project_id: created.project.id, trace_id: TRACE, client_trace_id: '', version: 1, deleted: 0 },
    ])
    const list = await get(`/trace/${TRACE}`)
    expect(list.status).toBe(200)
    for (const project of ['default~1', 'second~1']) expect(list.text).toContain(`/p/${project}/traces/${TRACE}`)
    expect(list.text).not.toContain('hidden')
  })
})
