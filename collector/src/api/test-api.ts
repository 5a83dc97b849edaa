/** For tests of this room: the real express, the real store in a folder of its own, and nothing faked but the clock. */
import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Router } from 'express'
import { systemClock } from '../base/clock.ts'
import { createLogger } from '../base/log.ts'
import type { Control, ControlOptions } from '../control/control.ts'
import { createControl } from '../control/create-control.ts'
import { createChdbStore } from '../store/chdb.ts'
import type { Store } from '../store/store.ts'
import { migratedFolder } from '../store/test-folder.ts'
import { type ApiOptions, createApi } from './app.ts'

export const KEY = 'secret-key-0123456789'
export const PUBLIC_KEY = 'public-key-0123456789'
export const ADMIN_KEY = 'admin-key-01234567890'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests read into answers whose schemas other tests check
  readonly json: any
}

export interface Ask {
  readonly method?: string
  readonly body?: unknown
  /** Sent as Bearer; null sends no credentials. Default: the first project's secret key. */
  readonly key?: string | null
  readonly headers?: Readonly<Record<string, string>>
}

export interface TestApi {
  readonly store: Store
  readonly control: Control
  readonly folder: string
  readonly port: number
  ask(path: string, ask?: Ask): Promise<Answer>
  close(): Promise<void>
}

export async function openTestStore(): Promise<{ store: Store; folder: string; close(): Promise<void> }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'vitrine-api-'))
  renameSync(await migratedFolder(), path.join(folder, 'store'))
  const store = await createChdbStore({ path: path.join(folder, 'store'), tmpDir: folder })
  return {
    store,
    folder,
    async close() {
      await store.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

export function testControl(store: Store, options: Partial<ControlOptions> = {}): Promise<Control> {
  return createControl({
    store,
    clock: systemClock,
    adminKey: ADMIN_KEY,
    firstKey: KEY,
    firstPublicKey: PUBLIC_KEY,
    firstProject: 'default',
    keyless: true,
    loginRequired: false,
    deleteProject: () => Promise.resolve(0),
    ...options,
  })
}

export async function openTestApi(
  options: { control?: Partial<ControlOptions>; api?: Partial<ApiOptions> } = {},
): Promise<TestApi> {
  const { store, folder, close } = await openTestStore()
  const control = await testControl(store, options.control)
  const created = await createApi({
    store,
    control,
    clock: systemClock,
    log: createLogger({ level: 'silent' }),
    reads: Router(),
    dataFolder: folder,
    dashboardFolder: path.join(folder, 'app'),
    version: '0.0.0-test',
    waitingFor: () => Promise.resolve([]),
    metrics: () => Promise.resolve('vitrine_test 1\n'),
    ...options.api,
  })
  const server = createServer(created.handler)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    store,
    control,
    folder,
    port,
    ask: (to, ask = {}) => send(port, to, ask),
    async close() {
      await new Promise((resolve) => server.close(resolve))
      await created.close()
      await control.settled()
      await close()
    },
  }
}

/** By node:http and not fetch, since fetch sets no Host of our choice. */
function send(port: number, to: string, ask: Ask): Promise<Answer> {
  const key = ask.key === undefined ? KEY : ask.key
  const isRaw = typeof ask.body === 'string' || Buffer.isBuffer(ask.body)
  const body = ask.body === undefined ? undefined : isRaw ? (ask.body as string | Buffer) : JSON.stringify(ask.body)
  const headers = {
    ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...ask.headers,
  }
  return new Promise((resolve, reject) => {
    const method = ask.method ?? (body === undefined ? 'GET' : 'POST')
    const request = httpRequest({ port, host: '127.0.0.1', path: to, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        const isJson = (response.headers['content-type'] ?? '').startsWith('application/json')
        const json: unknown = isJson ? JSON.parse(text) : undefined
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json })
      })
    })
    request.on('error', reject)
    request.end(body)
  })
}
