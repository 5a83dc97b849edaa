import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import kafkajs from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePorts } from '../../scripts/lib/free-ports.mjs'
import { noKafka, startTestKafka, type TestKafka } from '../support/kafka.ts'
import { otlpBody, postTraces } from '../support/otlp.ts'
import { type Product, pause, startProduct, tempFolder, until } from '../support/product.ts'
import { allSpanIds, type Sent, SPANS_PER_REQUEST, sender } from '../support/senders.ts'

/** The product with a real Kafka as its queue: what is killed loses nothing, whoever it is. */
const KILLS = 3
const folder = tempFolder('vitrine-on-kafka-')
afterAll(() => folder.remove())

let kafka: TestKafka
let port = 0

function onKafka(topic: string): Record<string, string> {
  return {
    KAFKA_BROKERS: `127.0.0.1:${port}`,
    KAFKA_TOPIC: topic,
    KAFKA_GROUP: topic,
    KAFKA_PARTITIONS: '3',
    KAFKA_SESSION_SECONDS: '6',
  }
}

async function expectWhole(product: Product, sent: Sent): Promise<void> {
  await product.drained({ timeoutMs: 120_000 })
  const found = await allSpanIds(product)
  const unique = new Set(found)
  expect(unique.size).toBe(found.length)
  expect([...sent.acked].filter((id) => !unique.has(id))).toEqual([])
  expect(found.filter((id) => !sent.attempted.has(id))).toEqual([])
  expect(sent.acked.size).toBeGreaterThan(SPANS_PER_REQUEST)
  const { total } = await product.api<{ total: { spans: number } }>('/totals')
  expect(total.spans).toBe(found.length)
  const ledger = await product.api<{ total: Record<string, unknown> }>('/ledger')
  expect(ledger.total).toMatchObject({ balanced: true, waiting: 0, lost: 0, spans: found.length })
}

describe.skipIf(noKafka() !== undefined)('the product on Kafka', () => {
  beforeAll(async () => {
    ;[port = 0] = await freePorts(1)
    kafka = await startTestKafka({ port })
  }, 120_000)
  afterAll(() => kafka?.stop(), 60_000)

  it(`loses nothing acknowledged and counts nothing twice over ${KILLS} kills of the process`, async () => {
    const ports = (await freePorts(3)) as [number, number, number]
    const env = onKafka('killed')
    const data = `${folder.path}/killed`
    const sent: Sent = { acked: new Set(), attempted: new Set() }
    const state = { stopped: false }
    const senders = Array.from({ length: 3 }, () => sender(`http://127.0.0.1:${ports[1]}`, sent, state))
    for (let round = 0; round < KILLS; round += 1) {
      const product = await startProduct({ data, ports, env })
      await pause(1_000 + Math.random() * 2_000)
      await product.stop('SIGKILL')
    }
    const product = await startProduct({ data, ports, env })
    await until('an answer after the kills', async () =>
      sent.acked.size > KILLS * SPANS_PER_REQUEST ? true : undefined,
    )
    state.stopped = true
    await Promise.all(senders)
    await expectWhole(product, sent)
    expect(await product.stop()).toBe(0)
  })

  it('says "later" while the broker is away and goes on when it is back', async () => {
    const product = await startProduct({ data: `${folder.path}/away`, env: onKafka('away') })
    const sent: Sent = { acked: new Set(), attempted: new Set() }
    const state = { stopped: false }
    const senders = Array.from({ length: 3 }, () => sender(product.otlp, sent, state))
    await until('some answers', async () => (sent.acked.size > 100 ? true : undefined))
    await kafka.kill(0)
    const away = await until('not to be ready', async () => {
      const answer = await fetch(`${product.url}/api/v1/ready`)
      return answer.ok ? undefined : await answer.json()
    })
    expect(away).toMatchObject({ ready: false, waiting_for: ['queue'] })
    const before = sent.acked.size
    await kafka.restart(0)
    await until(
      'to be ready again',
      async () => ((await fetch(`${product.url}/api/v1/ready`)).ok ? true : undefined),
      90_000,
    )
    await until('more answers', async () => (sent.acked.size > before + 100 ? true : undefined), 90_000)
    state.stopped = true
    await Promise.all(senders)
    await expectWhole(product, sent)
    expect(await product.stop()).toBe(0)
  })

  it('replays from the log and stores what a Collector wrote, and counts every span once', async () => {
    const env = { ...onKafka('again'), KAFKA_OTLP_TOPICS: 'otlp_spans:otlp_json:default' }
    const product = await startProduct({ data: `${folder.path}/again`, env })
    expect((await postTraces(product.otlp, otlpBody([{ name: 'one' }, { name: 'two' }]))).status).toBe(200)
    const producer = new kafkajs.Kafka({ brokers: [`127.0.0.1:${port}`], logLevel: 0 }).producer()
    await producer.connect()
    const value = otlpBody([{ name: 'three' }, { name: 'four' }, { name: 'five' }])
    await producer.send({ topic: 'otlp_spans', acks: -1, messages: [{ value }] })
    await producer.disconnect()
    const total = async () => (await product.api<{ total: Record<string, unknown> }>('/ledger')).total
    await until('all to be stored', async () => ((await total()).spans === 5 ? true : undefined))
    const replay = (...args: readonly string[]) =>
      promisify(execFile)(process.execPath, ['collector/dist/cli.js', 'replay', ...args], {
        env: { ...process.env, ...env },
      })
    const { stdout } = await replay('--from', '2020-01-01T00:00:00Z')
    expect(stdout).toBe('sent 1 records with 2 spans again\n')
    await until('the repeats', async () => ((await total()).repeats === 2 ? true : undefined))
    expect(await total()).toMatchObject({ received: 7, stored: 7, spans: 5, waiting: 0, lost: 0, balanced: true })
    await expect(replay('--from', 'yesterday')).rejects.toMatchObject({
      stderr: expect.stringContaining('needs a time like'),
    })
    expect(await product.stop()).toBe(0)
  })

  it('waits for a broker that is not there yet, and says so', async () => {
    await kafka.kill(0)
    const product = await startProduct({ data: `${folder.path}/early`, env: onKafka('early'), noWait: true })
    const early = await until('an answer', async () => {
      const answer = await fetch(`${product.url}/api/v1/ready`).catch(() => undefined)
      const body = answer?.ok === false ? await answer.json() : undefined
      return body?.waiting_for?.includes('queue') ? body : undefined
    })
    expect(early.ready).toBe(false)
    await until('the log line', async () => (product.output().includes('waiting for Kafka') ? true : undefined))
    await kafka.restart(0)
    await until(
      'to be ready',
      async () => {
        return (await fetch(`${product.url}/api/v1/ready`)).ok ? true : undefined
      },
      90_000,
    )
    expect(await product.stop()).toBe(0)
  })
})
