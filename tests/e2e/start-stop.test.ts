import { chmodSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { freePorts } from '../../scripts/lib/free-ports.mjs'
import { llmSpan, newTraceId, otlpBody, postTraces } from '../support/otlp.ts'
import { type Product, readJson, startProduct, tempFolder, until } from '../support/product.ts'

/** The first minute: starting, stopping, and the clear line on what to do when it cannot start. */
const folders: { remove(): void }[] = []
const running: Product[] = []
afterEach(async () => {
  for (const product of running.splice(0)) await product.stop('SIGKILL')
  for (const folder of folders.splice(0)) folder.remove()
})

function newFolder(): string {
  const folder = tempFolder()
  folders.push(folder)
  return folder.path
}

async function start(options: Parameters<typeof startProduct>[0]): Promise<Product> {
  const product = await startProduct(options)
  running.push(product)
  return product
}

describe('starting and stopping', () => {
  it('answers ready and health, writes run.json without keys, and removes it on a clean stop', async () => {
    const data = newFolder()
    const product = await start({ data })
    expect(await (await fetch(`${product.url}/api/v1/ready`)).json()).toEqual({ ready: true })
    expect((await fetch(`${product.url}/api/v1/health`)).status).toBe(200)
    const run = readJson<Record<string, unknown>>(path.join(data, 'run.json'))
    expect(run).toMatchObject({ pid: product.pid, url: product.url, otlp: product.otlp, grpc: expect.any(String) })
    expect(JSON.stringify(run)).not.toContain('test-secret')
    expect(await product.stop()).toBe(0)
    expect(existsSync(path.join(data, 'run.json'))).toBe(false)
  })

  it('keeps the data folder and all that it writes into it to its user', async () => {
    const data = path.join(newFolder(), 'made')
    const product = await start({ data })
    await postTraces(product.otlp, otlpBody([llmSpan({ traceId: newTraceId() })]))
    await product.drained()
    const isOpen = (file: string) => (statSync(file).mode & 0o077) !== 0
    const entries = readdirSync(data, { recursive: true, withFileTypes: true }).filter(
      (entry) => !entry.isSymbolicLink(),
    )
    expect(entries.length).toBeGreaterThan(20)
    expect([data, ...entries.map((entry) => path.join(entry.parentPath, entry.name))].filter(isOpen)).toEqual([])
  })

  it('asks everybody for a login and a key when others can reach it, at this machine too', async () => {
    const product = await start({
      data: newFolder(),
      env: { VITRINE_HOST: '0.0.0.0', VITRINE_PASSWORD: 'correct horse' },
    })
    expect((await fetch(`${product.url}/api/v1/me`)).status).toBe(401)
    expect((await fetch(product.url, { redirect: 'manual' })).headers.get('location')).toBe('/login?back=%2F')
    const body = otlpBody([llmSpan({ traceId: newTraceId() })])
    const headers = { 'content-type': 'application/json' }
    for (const door of [product.url, product.otlp]) {
      expect((await fetch(`${door}/v1/traces`, { method: 'POST', headers, body })).status).toBe(401)
    }
  })

  it('drains what it acknowledged before it exits 0 on SIGTERM', async () => {
    const data = newFolder()
    const first = await start({ data })
    const traceIds = Array.from({ length: 30 }, newTraceId)
    const answers = await Promise.all(
      traceIds.map((traceId) => postTraces(first.otlp, otlpBody([llmSpan({ traceId })]))),
    )
    expect(answers.every((answer) => answer.ok)).toBe(true)
    expect(await first.stop()).toBe(0)

    const second = await start({ data })
    const { total } = await second.api<{ total: { spans: number; traces: number } }>('/totals')
    expect(total).toMatchObject({ spans: 30, traces: 30 })
    expect(await second.stop()).toBe(0)
  })

  it('prints the key once: on the first start only', async () => {
    const data = newFolder()
    const env = { VITRINE_KEY: '', VITRINE_PUBLIC_KEY: '' }
    const first = await start({ data, env })
    const key = /\bvt_sk_[A-Za-z0-9_-]{16,}\b/.exec(first.output())?.[0]
    expect(key, first.output()).toBeDefined()
    expect((await first.api<{ total: { spans: number } }>('/totals', { key: key ?? '' })).total.spans).toBe(0)
    await first.stop()
    const second = await start({ data, env })
    expect(second.output()).not.toContain(key)
    expect((await second.api<{ total: { spans: number } }>('/totals', { key: key ?? '' })).total.spans).toBe(0)
  })

  it.each([
    [
      'a port that is taken',
      async () => {
        const [port = 0, b = 0, c = 0] = await freePorts(3)
        const blocker = createServer().listen(port, '127.0.0.1')
        folders.push({ remove: () => blocker.close() })
        return {
          options: { data: newFolder(), ports: [port, b, c] as const },
          line: new RegExp(`port ${port}.*(taken|in use).*VITRINE_PORT`, 'i'),
        }
      },
    ],
    [
      'a second process on the same folder',
      async () => {
        const data = newFolder()
        const first = await start({ data })
        return {
          options: { data },
          line: new RegExp(`process ${first.pid} works in it.*VITRINE_DATA`),
        }
      },
    ],
    [
      'a data folder that is a file',
      async () => {
        const data = path.join(newFolder(), 'file')
        const { writeFileSync } = await import('node:fs')
        writeFileSync(data, '')
        return { options: { data }, line: /VITRINE_DATA/ }
      },
    ],
    [
      'a key that is too short',
      async () => ({ options: { data: newFolder(), env: { VITRINE_KEY: 'short' } }, line: /VITRINE_KEY.*16/ }),
    ],
  ])('says in one clear line what to do about %s', async (_what, prepare) => {
    const { options, line } = await prepare()
    const product = await start({ ...options, noWait: true })
    await until('it to stop', async () => (product.output() !== '' && /\n/.test(product.output()) ? true : undefined))
    const code = await product.stop('SIGCONT')
    expect(code, product.output()).not.toBe(0)
    expect(product.output()).toMatch(line)
    expect(product.output()).not.toMatch(/^\s+at /m)
  })

  it('says what to do about a folder that is not writable', async () => {
    const product = await start({ data: lockedFolder(), noWait: true })
    expect(await product.stop('SIGCONT')).not.toBe(0)
    expect(product.output()).toMatch(
      /^cannot use the data folder .*; make it writable, or set VITRINE_DATA to another$/m,
    )
    expect(product.output()).not.toMatch(/^\s+at /m)
  })
})

describe('a lone trace', () => {
  it('is readable as soon as the ledger says that nothing waits', async () => {
    const product = await start({ data: newFolder() })
    const traceId = newTraceId()
    await postTraces(product.otlp, otlpBody([llmSpan({ traceId, input: 7, output: 3 })]))
    await product.drained()
    const trace = await product.api<{ spans: { calls: number; tokens: { input: number } }[] }>(`/traces/${traceId}`)
    expect(trace.spans).toHaveLength(1)
    expect(trace.spans[0]).toMatchObject({ calls: 1, tokens: { input: 7 } })
  })
})

/** Permissions do not stop root; a system's own folder does. */
function lockedFolder(): string {
  if (process.getuid?.() === 0) return '/sys/vitrine'
  const data = path.join(newFolder(), 'locked')
  mkdirSync(data)
  chmodSync(data, 0o500)
  return data
}
