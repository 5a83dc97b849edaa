import { execFile } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePorts } from '../../scripts/lib/free-ports.mjs'
import { type ClickhouseFront, startClickhouseFront } from '../support/clickhouse-front.ts'
import { expectWhole } from '../support/expect-whole.ts'
import { noKafka, startTestKafka, type TestKafka } from '../support/kafka.ts'
import { llmSpan, newTraceId, otlpBody, postTraces } from '../support/otlp.ts'
import { ADMIN_KEY, type Product, startProduct, tempFolder, until } from '../support/product.ts'
import { SPANS_PER_REQUEST } from '../support/senders.ts'
import { CHAOS_ROUNDS, underLoad } from '../support/under-load.ts'

/** Roles as processes of their own, on a real broker and a server; each is killed and takes nothing with it. */
const CLI = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../collector/dist/cli.js')
const folder = tempFolder('vitrine-roles-')
const processes = new Map<string, Product>()
const PATIENCE_MS = 180_000
const TIMEOUT_MS = 900_000 * CHAOS_ROUNDS
let kafka: TestKafka
let server: ClickhouseFront
let env: Record<string, string>

interface Refused {
  readonly status: number
  readonly requests: number
  readonly key_prefix: string | null
}

async function start(name: string, roles: string, ports?: readonly [number, number, number]): Promise<Product> {
  const own = { VITRINE_ROLES: roles, VITRINE_SESSION_SECRET: 'session-secret-0123456789' }
  const options = { data: path.join(folder.path, name), env: { ...env, ...own }, noWait: true }
  const product = await startProduct(ports === undefined ? options : { ...options, ports })
  processes.set(name, product)
  // The stand-in for a server answers one statement after the other, and everybody asks it.
  await until(
    `${name} to be ready`,
    async () => ((await fetch(`${product.url}/api/v1/ready`)).ok ? true : undefined),
    PATIENCE_MS,
  )
  return product
}

async function kill(name: string, signal: NodeJS.Signals = 'SIGKILL'): Promise<number | null> {
  const code = await processes.get(name)?.stop(signal)
  processes.delete(name)
  return code ?? null
}

describe.skipIf(noKafka() !== undefined)('roles as processes of their own', { timeout: TIMEOUT_MS }, () => {
  beforeAll(async () => {
    const [port = 0] = await freePorts(1)
    kafka = await startTestKafka({ port })
    server = await startClickhouseFront()
    env = {
      KAFKA_BROKERS: `127.0.0.1:${port}`,
      KAFKA_TOPIC: 'roles',
      KAFKA_GROUP: 'roles',
      KAFKA_PARTITIONS: '4',
      KAFKA_SESSION_SECONDS: '6',
      CLICKHOUSE_URL: server.url,
    }
  }, 120_000)
  afterAll(async () => {
    for (const product of processes.values()) await product.stop('SIGKILL')
    await server?.close()
    await kafka?.stop()
    folder.remove()
  }, 60_000)

  it('wait for the tables, which a job makes', async () => {
    const early = await startProduct({
      data: path.join(folder.path, 'early'),
      env: { ...env, VITRINE_ROLES: 'api', VITRINE_SESSION_SECRET: 'session-secret-0123456789' },
      noWait: true,
    })
    processes.set('api', early)
    await until('the log line', async () => (early.output().includes('run vitrine migrate') ? true : undefined), 60_000)
    expect((await fetch(`${early.url}/api/v1/ready`)).status).toBe(503)
    // The server is in this very process, so that the job must not hold it up.
    const run = promisify(execFile)
    const first = await run(process.execPath, [CLI, 'migrate'], { env: { ...process.env, ...env } })
    expect(first.stdout).toMatch(/^applied 1, .*: version \d+\n$/)
    const second = await run(process.execPath, [CLI, 'migrate'], { env: { ...process.env, ...env } })
    expect(second.stdout).toMatch(/^up to date/)
    await until('to be ready', async () => ((await fetch(`${early.url}/api/v1/ready`)).ok ? true : undefined), 60_000)
  })

  it('lead one at a time, take keys that were made elsewhere at once, and lose nothing when any is killed', async () => {
    const [otlpPorts, moreOtlpPorts] = await Promise.all([freePorts(3), freePorts(3)])
    const [doors] = await Promise.all([
      start('receive 1', 'receive', otlpPorts as [number, number, number]),
      start('receive 2', 'receive', moreOtlpPorts as [number, number, number]),
      start('work 1', 'work'),
      start('work 2', 'work'),
      start('ingest 1', 'ingest'),
      start('ingest 2', 'ingest'),
    ])
    const api = processes.get('api') as Product
    const apiPorts = [Number(new URL(api.url).port), Number(new URL(api.otlp).port), api.grpcPort] as const
    expect((await fetch(`${doors.url}/api/v1/ledger`)).status).toBe(404)
    expect((await fetch(`${doors.url}/api/v1/ready`)).status).toBe(200)
    expect((await postTraces(doors.otlp, otlpBody([{}]), 'nobody-knows-this-key')).status).toBe(401)
    // Who was turned away at the doors of one process is seen in another.
    await until('the refused request', async () => {
      const { refused } = await api.api<{ refused: Refused[] }>('/ingest?project=default', { key: ADMIN_KEY })
      return refused.find(
        ({ status, requests, key_prefix }) => status === 401 && requests === 1 && key_prefix === 'nobo',
      )
    })

    const made = await api.api<{ id: string; key: string }>('/projects', { key: ADMIN_KEY, body: { name: 'made' } })
    expect((await postTraces(doors.otlp, otlpBody([llmSpan({ traceId: newTraceId() })]), made.key)).status).toBe(200)
    expect((await api.api<{ total: { spans: number } }>('/totals', { key: made.key })).total).toBeDefined()

    const kills = [
      ['receive 1', 'receive', otlpPorts],
      ['ingest 1', 'ingest', undefined],
      ['work 1', 'work', undefined],
      ['api', 'api', apiPorts],
    ] as const
    // More senders would only make the reading afterwards long: the stand-in for a server is slow.
    const { product: _, ...found } = await underLoad(
      {
        product: doors,
        start: () => Promise.resolve(doors),
        reader: api,
        doors: [otlpPorts, moreOtlpPorts].map((ports) => `http://127.0.0.1:${ports[1]}`),
        senders: 1,
        habits: { pauseMs: 25 },
        pids: () => [...processes.values()].map(({ pid }) => pid),
      },
      async ({ moreAnswers }) => {
        for (let round = 0; round < CHAOS_ROUNDS; round += 1) {
          for (const [name, roles, ports] of kills) {
            await moreAnswers(50)
            await kill(name)
            await start(name, roles, ports as readonly [number, number, number] | undefined)
          }
          // A rolling restart: the new one is there before the old one goes.
          await start(`ingest ${round + 3}`, 'ingest')
          expect(await kill(`ingest ${round + 2}`, 'SIGTERM')).toBe(0)
        }
      },
    )
    expectWhole('a process of each role killed (SIGKILL), and ingest restarted in turn (SIGTERM)', found)
    expect(found.acked).toBeGreaterThan(SPANS_PER_REQUEST * 20)

    // Changes go on after the one who led is gone.
    await Promise.all([kill('work 1'), kill('work 2')])
    await start('work 3', 'work')
    await until(
      'somebody to lead',
      () => api.api<{ key: string }>('/projects', { key: ADMIN_KEY, body: { name: 'later' } }),
      60_000,
    )
  })
})
