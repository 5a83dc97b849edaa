import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import kafkajs from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../collector/src/base/clock.ts'
import { createLogger } from '../../collector/src/base/log.ts'
import { checkTraces } from '../../collector/src/decode/check.ts'
import { transcodeTraces } from '../../collector/src/decode/json-traces.ts'
import { replayLog } from '../../collector/src/queue/kafka/replay.ts'
import { openKafkaSession } from '../../collector/src/queue/kafka/session.ts'
import { trim } from '../../collector/src/queue/kafka/trim.ts'
import type { KafkaQueue } from '../../collector/src/queue/kafka.ts'
import type { Envelope } from '../../collector/src/queue/queue.ts'
import { fetchJars } from '../../scripts/kafka/broker.mjs'
import { freePorts } from '../../scripts/lib/free-ports.mjs'
import { type CuttingProxy, startCuttingProxy } from '../support/cutting-proxy.ts'
import { noKafka, startTestKafka, type TestKafka } from '../support/kafka.ts'
import { otlpBody } from '../support/otlp.ts'
import { until } from '../support/product.ts'
import { openQueue } from './kafka-queue-home.ts'
import { record } from './queue-record.ts'

/** What only a real broker can show: lost answers, other producers and their codecs, offsets that are gone. */
const EVERYTHING = { maxSpans: 1e9, maxBytes: 1e12, waitMs: 0 }
const log = createLogger({ level: 'silent' })

async function pullAll(queue: KafkaQueue): Promise<readonly Envelope[]> {
  const all: Envelope[] = []
  for (;;) {
    const some = await queue.pull(EVERYTHING)
    if (some.length === 0) return all
    all.push(...some)
  }
}

describe.skipIf(noKafka() !== undefined)('a real broker', () => {
  let kafka: TestKafka
  let proxy: CuttingProxy
  const address = () => `127.0.0.1:${proxy.port}`
  const newTopic = () => `t-${randomUUID()}`

  beforeAll(async () => {
    const [target = 0, port = 0] = await freePorts(2)
    proxy = await startCuttingProxy({ port, target })
    kafka = await startTestKafka({ port: target, advertised: port })
  }, 120_000)
  afterAll(async () => {
    await kafka?.stop()
    await proxy?.close()
  }, 60_000)

  it('that stores records and loses its answers costs no acknowledged record', async () => {
    const topic = newTopic()
    const queue = await openQueue(`${address()} ${topic}`, { partitions: 3 })
    proxy.cutOneIn(12)
    const acked = new Set<string>()
    let next = 0
    await Promise.all(
      Array.from({ length: 16 }, async () => {
        while (next < 800) {
          const id = `d${next++}`
          await queue.append(record({ deliveryId: id, payload: Buffer.from(id.repeat(500)) })).then(
            () => acked.add(id),
            () => undefined,
          )
        }
      }),
    )
    proxy.cutOneIn(0)
    await queue.refresh()
    const found = await pullAll(queue)
    const stored = new Set(found.map((envelope) => envelope.headers.deliveryId))
    expect([...acked].filter((id) => !stored.has(id))).toEqual([])
    expect(acked.size).toBeGreaterThan(400)
    expect(proxy.cuts).toBeGreaterThan(3)
    for (const { headers, payload } of found)
      expect(Buffer.from(payload).toString()).toBe(headers.deliveryId.repeat(500))
    expect(new Set(found.map((envelope) => `${envelope.partition}/${envelope.offset}`)).size).toBe(found.length)
    const spans = found.reduce((sum, { headers }) => sum + headers.spanCount, 0)
    expect(queue.receivedCounts().reduce((sum, count) => sum + count.spans, 0)).toBe(spans)
    await queue.close()
  })

  it('hands out what a Collector wrote: bare requests, by the configuration of the topic or by a header', async () => {
    const [topic, otlp] = [newTopic(), newTopic()]
    const where = `${address()} ${topic}`
    const json = Buffer.from(otlpBody([{ name: 'a' }, { name: 'b' }, { name: 'c' }]))
    const proto = Buffer.from(transcodeTraces(json).bytes)
    const foreign = [{ topic: otlp, contentType: 'protobuf', protocol: 'otlp_traces', project: 'shop' }] as const
    const foreignReader = {
      projectIdOf: (name: string) => (name === 'nobody' ? undefined : `${name}~7`),
      count: (_protocol: string, type: 'protobuf' | 'json', body: Uint8Array) => {
        const checked = checkTraces(body, type)
        return checked.kind === 'ok' ? checked.spans : 0
      },
      maxBodyBytes: 2 ** 20,
      log,
    }
    const queue = await openQueue(where, { foreign, foreignReader })
    const producer = new kafkajs.Kafka({ brokers: [address()], logLevel: 0 }).producer()
    await producer.connect()
    const messages = [
      { value: proto },
      { value: json, headers: { 'vitrine-format': 'otlp_json', 'vitrine-project': 'other' } },
      { value: Buffer.from('not a request') },
      { value: proto, headers: { 'vitrine-project': 'nobody' } },
    ]
    await producer.send({ topic: otlp, acks: -1, messages: messages.map((one) => ({ partition: 0, ...one })) })
    await producer.disconnect()
    await queue.append(record({ deliveryId: 'ours' }))
    await queue.refresh()
    expect(queue.stats()).toMatchObject({ waitingRecords: 5, waitingSpans: 3 + 3 + 1 + 3 + 2 })
    const found = await pullAll(queue)
    const ours = found.filter((envelope) => envelope.partition < 1_000_000)
    const theirs = found.filter((envelope) => envelope.partition >= 1_000_000)
    expect(ours.map(({ headers }) => headers.deliveryId)).toEqual(['ours'])
    expect(
      theirs.map(({ headers: { projectId, contentType, spanCount } }) => [projectId, contentType, spanCount]),
    ).toEqual([
      ['shop~7', 'protobuf', 3],
      ['other~7', 'json', 3],
      ['shop~7', 'protobuf', 1],
      ['shop~7', 'protobuf', 3],
    ])
    expect(Buffer.compare(theirs[0]?.payload ?? Buffer.alloc(0), proto)).toBe(0)
    const partition = theirs[0]?.partition ?? 0
    await queue.commit(partition, 4)
    await queue.close()
    const again = await openQueue(where, { foreign, foreignReader })
    expect((await pullAll(again)).map(({ headers }) => headers.deliveryId)).toEqual(['ours'])
    await again.close()
  })

  it('hands out batches that the Java client compressed with each of its codecs', async () => {
    const [topic, otlp] = [newTopic(), newTopic()]
    const foreign = [{ topic: otlp, contentType: 'protobuf', protocol: 'otlp_traces', project: 'shop' }] as const
    const queue = await openQueue(`${address()} ${topic}`, { foreign })
    const source = fileURLToPath(new URL('Produce.java', import.meta.url))
    const classPath = `${await fetchJars()}/*`
    await promisify(execFile)('java', ['-Xmx128m', '-cp', classPath, source, address(), otlp])
    await queue.refresh()
    const found = await pullAll(queue)
    const texts = found.map(({ payload }) => Buffer.from(payload).toString())
    const expected = ['none', 'gzip', 'snappy', 'lz4', 'zstd'].flatMap((codec) =>
      Array.from({ length: 40 }, (_, index) => `${codec} ${index} `.repeat(1 + index * 100)),
    )
    expect(texts.sort()).toEqual(expected.sort())
    await queue.close()
  })

  it('that has thrown records away before they were read is found out', async () => {
    const topic = newTopic()
    const where = `${address()} ${topic}`
    const queue = await openQueue(where)
    for (let index = 0; index < 6; index++) await queue.append(record({ deliveryId: `d${index}` }))
    await queue.pull(EVERYTHING)
    await queue.commit(0, 2)
    await queue.close()
    const admin = new kafkajs.Kafka({ brokers: [address()], logLevel: 0 }).admin()
    await admin.connect()
    // The client knows a topic's leaders once it was asked about the topic.
    await admin.fetchTopicOffsets(topic)
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '5' }] })
    await admin.disconnect()
    const lost: number[] = []
    const again = await openQueue(where, { onLost: (records) => lost.push(records) })
    expect((await again.pull(EVERYTHING)).map(({ offset }) => offset)).toEqual([5])
    expect(lost).toEqual([3])
    expect(again.lostRecords).toBe(3)
    await again.close()
  })

  it('takes nothing more when the oldest record has waited for too long, and goes on once it is stored', async () => {
    let aheadMs = 0
    const queue = await openQueue(`${address()} ${newTopic()}`, { maxAgeMs: 60_000, clockAheadMs: () => aheadMs })
    await queue.append(record())
    aheadMs = 61_000
    await expect(queue.append(record())).rejects.toThrow(/^the oldest record has waited 6\d{4} ms/)
    await queue.pull(EVERYTHING)
    await queue.commit(0, 1)
    expect(await queue.append(record())).toEqual({ partition: 0, offset: 1 })
    await queue.close()
  })

  it('whose topic is deleted ends the work, and says how much waited in it', async () => {
    const topic = newTopic()
    const deaths: string[] = []
    const queue = await openQueue(`${address()} ${topic}`, { onDeath: (error) => deaths.push(error.message) })
    for (let index = 0; index < 3; index++) await queue.append(record())
    expect(queue.goneRecords()).toBe(0)
    const admin = new kafkajs.Kafka({ brokers: [address()], logLevel: 0 }).admin()
    await admin.connect()
    await admin.deleteTopics({ topics: [topic] })
    await admin.disconnect()
    await until('the end', async () => deaths[0])
    expect(deaths[0]).toMatch(/^a topic is gone: .*; 3 records with 6 spans waited there and are lost$/)
    await queue.close()
    // Whoever opens it next finds the loss in the books, and a topic that is empty.
    const again = await openQueue(`${address()} ${topic}`)
    expect([again.goneRecords(), again.stats().waitingRecords]).toEqual([3, 0])
    await again.close()
  })

  it('hands out nothing that the store has booked, and still counts it as received', async () => {
    const topic = newTopic()
    const where = `${address()} ${topic}`
    const queue = await openQueue(where)
    for (let index = 0; index < 5; index++) await queue.append(record())
    await queue.close()
    // Its process died after the books and before the commit.
    const again = await openQueue(where, { storeCommitted: () => Promise.resolve(new Map([[0, 3]])) })
    expect((await again.pull(EVERYTHING)).map(({ offset }) => offset)).toEqual([3, 4])
    expect(again.positions()).toEqual([{ partition: 0, committed: 3 }])
    await again.commit(0, 5)
    expect(again.receivedCounts().map(({ spans }) => spans)).toEqual([10])
    await again.close()
  })

  it('keeps what is not stored, however old, and gives up what is stored and old', async () => {
    const topic = newTopic()
    const queue = await openQueue(`${address()} ${topic}`)
    for (let index = 0; index < 5; index++) await queue.append(record())
    await queue.pull(EVERYTHING)
    await queue.commit(0, 3)
    const connection = { brokers: [address()], clientId: 'trim', tls: false }
    const later = { ...systemClock, nowMs: () => Date.now() + 10_000 }
    const session = await openKafkaSession({ connection, log, clock: later })
    const committed = () => queue.positions()[0]?.committed ?? 0
    expect(await trim({ session, topic, keepMs: 60_000, committed })).toBe(0)
    expect(await trim({ session, topic, keepMs: 0, committed })).toBe(3)
    expect(await trim({ session, topic, keepMs: 0, committed })).toBe(0)
    const [place] = await session.admin.fetchTopicOffsets(topic)
    expect([place?.low, place?.high]).toEqual(['3', '5'])
    await session.close()
    await queue.close()
  })

  it('sends again what it holds from any offset on, as far as it goes now', async () => {
    const topic = newTopic()
    const queue = await openQueue(`${address()} ${topic}`)
    for (let index = 0; index < 4; index++) await queue.append(record({ payload: Buffer.from(`body ${index}`) }))
    const connection = { brokers: [address()], clientId: 'replay', tls: false }
    const session = await openKafkaSession({ connection, log, clock: systemClock })
    const done = await replayLog({ session, topic }, { from: { partition: 0, offset: 2 }, toMs: undefined })
    expect(done).toEqual({ records: 2, spans: 4, skipped: 0 })
    await session.close()
    await queue.refresh()
    const bodies = (await pullAll(queue)).map(({ payload }) => Buffer.from(payload).toString())
    expect(bodies.slice(0, 4)).toEqual([0, 1, 2, 3].map((index) => `body ${index}`))
    expect(bodies.slice(4).sort()).toEqual(['body 2', 'body 3'])
    await queue.close()
  })

  it('gives each of two consumers its share, and all to the one that is left', async () => {
    const topic = newTopic()
    const where = `${address()} ${topic}`
    const one = await openQueue(where, { partitions: 4 })
    const two = await openQueue(where, { partitions: 4 })
    const seen = new Set<string>()
    const drain = async (queue: KafkaQueue) => {
      for (const { partition, offset, headers } of await queue.pull({ ...EVERYTHING, waitMs: 200 })) {
        seen.add(headers.deliveryId)
        await queue.commit(partition, offset + 1)
      }
    }
    const sent: string[] = []
    const send = async (count: number) => {
      for (let index = 0; index < count; index++) {
        sent.push(`d${sent.length}`)
        await one.append(record({ deliveryId: sent.at(-1) ?? '' }))
      }
    }
    const all = async (...queues: readonly KafkaQueue[]) => {
      while (sent.some((id) => !seen.has(id))) await Promise.all(queues.map(drain))
    }
    await send(20)
    await all(one)
    await Promise.all([send(60), all(one, two)])
    await all(one, two)
    await one.close()
    const three = await openQueue(where, { partitions: 4 })
    for (let index = 0; index < 20; index++) await three.append(record({ deliveryId: `after-${index}` }))
    sent.push(...Array.from({ length: 20 }, (_, index) => `after-${index}`))
    await all(two)
    await two.refresh()
    expect(two.stats().waitingRecords).toBe(0)
    const received = two.receivedCounts().reduce((sum, count) => sum + count.spans, 0)
    expect(received).toBe(sent.length * 2)
    await Promise.all([two.close(), three.close()])
  })
})
