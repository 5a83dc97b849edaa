import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { messageOf } from '../../collector/src/base/errors.ts'
import { freePorts } from '../../scripts/lib/free-ports.mjs'
import PRODUCT_ENV from '../../scripts/lib/product-env.cjs'

/** The built product as a real process, in a folder and on ports of its own: what end-to-end tests talk to. */
const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const MAIN = path.join(ROOT, 'collector/dist/main.js')

export const PROJECT_KEY = 'test-secret-key-0123456789'
export const PUBLIC_KEY = 'test-public-key-0123456789'
export const ADMIN_KEY = 'test-admin-key-01234567890'

export interface Product {
  readonly url: string
  readonly otlp: string
  readonly grpcPort: number
  readonly data: string
  readonly pid: number
  /** Everything it printed so far. */
  output(): string
  /** GET or POST on /api/v1 with the project's key; throws with the body when the answer is not 2xx. */
  api<T = Record<string, unknown>>(pathname: string, options?: ApiOptions): Promise<T>
  /** Resolves with the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
  /** Waits until nothing acknowledged is waiting, at most `timeoutMs`. */
  drained(options?: { key?: string; project?: string; timeoutMs?: number }): Promise<void>
}

export interface ApiOptions {
  readonly method?: string
  readonly body?: unknown
  readonly key?: string
}

export interface StartOptions {
  readonly data?: string
  readonly env?: Readonly<Record<string, string>>
  readonly ports?: readonly [number, number, number]
  readonly nodeArgs?: readonly string[]
  /** Resolve at once instead of waiting for /ready. */
  readonly noWait?: boolean
}

export function tempFolder(prefix = 'vitrine-test-'): { path: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), prefix))
  return { path: folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) }
}

/** Short waits end at once, and long ones take little from those who work. */
const POLL_MS = { first: 25, growth: 1.2, longest: 250 }
/** A request without an answer for so long is a fault, and says so. */
const ANSWER_MS = 60_000

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Polls until `probe` answers something other than undefined; a probe that never answers is waited for no longer. */
export async function until<T>(what: string, probe: () => Promise<T | undefined>, timeoutMs = 60_000): Promise<T> {
  const deadline = Date.now() + timeoutMs
  let last: unknown
  let restMs = POLL_MS.first
  while (Date.now() < deadline) {
    try {
      const answer = await atMost(deadline - Date.now(), probe())
      if (answer !== undefined) return answer
    } catch (error) {
      last = error
    }
    await pause(restMs)
    restMs = Math.min(restMs * POLL_MS.growth, POLL_MS.longest)
  }
  const why = last instanceof Error ? `; the last try: ${last.message}` : ''
  throw new Error(`waited ${timeoutMs} ms for ${what}${why}`, { cause: last })
}

async function atMost<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${ms} ms`)), ms)
  })
  return await Promise.race([work, late]).finally(() => clearTimeout(timer))
}

const running = new Set<ChildProcess>()
// A test that failed before it could stop its product leaves nothing behind that takes time from all after it.
process.once('SIGTERM', () => {
  for (const child of running) child.kill('SIGKILL')
  process.exit(143)
})

export async function startProduct(options: StartOptions = {}): Promise<Product> {
  if (!existsSync(MAIN)) throw new Error('collector/dist/main.js is not built: run npm run build')
  const data = options.data ?? tempFolder().path
  const [port = 0, otlpPort = 0, grpcPort = 0] = options.ports ?? (await freePorts(3))
  const url = `http://127.0.0.1:${port}`
  const child = spawn(process.execPath, [...(options.nodeArgs ?? []), MAIN], {
    env: {
      ...process.env,
      ...PRODUCT_ENV,
      VITRINE_DATA: data,
      VITRINE_HOST: '127.0.0.1',
      VITRINE_PORT: String(port),
      VITRINE_OTLP_PORT: String(otlpPort),
      VITRINE_GRPC_PORT: String(grpcPort),
      VITRINE_OPEN: '0',
      VITRINE_KEY: PROJECT_KEY,
      VITRINE_PUBLIC_KEY: PUBLIC_KEY,
      VITRINE_ADMIN_KEY: ADMIN_KEY,
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  let isAskedToEnd = false
  child.stdout?.on('data', (chunk) => {
    printed += String(chunk)
  })
  child.stderr?.on('data', (chunk) => {
    printed += String(chunk)
  })
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  running.add(child)
  child.once('close', (code, signal) => {
    running.delete(child)
    if (!isAskedToEnd)
      console.warn(`the product ended by itself with ${code ?? signal}; it printed at last:\n${printed.slice(-2_000)}`)
  })
  const product = facade({
    child,
    url,
    otlp: `http://127.0.0.1:${otlpPort}`,
    grpcPort,
    data,
    end: async (signal) => {
      isAskedToEnd = true
      if (child.exitCode === null && child.signalCode === null) child.kill(signal)
      return await exited
    },
    output: () => printed,
  })
  if (options.noWait !== true) await ready(product, child)
  return product
}

/** From a cold start on a busy machine to the first answer. */
const READY_MS = 110_000

async function ready(product: Product, child: ChildProcess): Promise<void> {
  const became = await until(
    'the product to be ready',
    async () => {
      if (child.exitCode !== null || child.signalCode !== null)
        return `stopped with ${child.exitCode ?? child.signalCode}`
      const answer = await fetch(`${product.url}/api/v1/ready`)
      return answer.ok ? 'ready' : undefined
    },
    READY_MS,
  ).catch((error: unknown) => {
    child.kill('SIGKILL')
    return messageOf(error)
  })
  if (became !== 'ready') throw new Error(`the product is not ready: ${became}; it printed:\n${product.output()}`)
}

interface Parts {
  child: ChildProcess
  url: string
  otlp: string
  grpcPort: number
  data: string
  end(signal: NodeJS.Signals): Promise<number | null>
  output(): string
}

function facade({ child, end, ...rest }: Parts): Product {
  const api = async <T>(pathname: string, options: ApiOptions = {}): Promise<T> => {
    const answer = await fetch(`${rest.url}/api/v1${pathname}`, {
      method: options.method ?? (options.body === undefined ? 'GET' : 'POST'),
      headers: {
        authorization: `Bearer ${options.key ?? PROJECT_KEY}`,
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      signal: AbortSignal.timeout(ANSWER_MS),
    })
    const text = await answer.text()
    if (!answer.ok)
      throw new Error(`${options.method ?? 'GET'} ${pathname} answered ${answer.status}: ${text.slice(0, 500)}`)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }
  return {
    ...rest,
    pid: child.pid ?? 0,
    api,
    stop: (signal = 'SIGTERM') => end(signal),
    drained: async ({ key, project, timeoutMs = 120_000 } = {}) => {
      const query = project === undefined ? '' : `?project=${encodeURIComponent(project)}`
      await until(
        'the queue to drain',
        async () => {
          const ledger = await api<{ total: { waiting: number } }>(`/ledger${query}`, key === undefined ? {} : { key })
          return ledger.total.waiting === 0 ? true : undefined
        },
        timeoutMs,
      )
    },
  }
}

/** The data of the sibling folder, or undefined with a loud word: these tests need it and the product does not. */
export function sharedData(): string | undefined {
  const folder = path.join(process.env.VITRINE_SHARED ?? path.join(ROOT, '..', 'shared'), 'data')
  if (existsSync(path.join(folder, 'GROUND_TRUTH.public.json'))) return folder
  console.warn('SKIPPED: tests on public real data, because no shared/data folder stands beside the repository.')
  return undefined
}

export function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T
}
