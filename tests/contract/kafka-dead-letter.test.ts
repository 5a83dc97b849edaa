import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../collector/src/base/clock.ts'
import { createLogger } from '../../collector/src/base/log.ts'
import type { DeadLetterEntry } from '../../collector/src/queue/dead-letter.ts'
import { createEmbeddedDeadLetter } from '../../collector/src/queue/embedded-dead-letter.ts'
import { type KafkaSession, openKafkaSession } from '../../collector/src/queue/kafka/session.ts'
import { type KafkaDeadLetter, openKafkaDeadLetter } from '../../collector/src/queue/kafka-dead-letter.ts'
import { noKafka, startTestKafka, type TestKafka } from '../support/kafka.ts'
import { tempFolder, until } from '../support/product.ts'

/** The dead letter that several processes share through a topic. */
const PROJECT = 'default~1'
const HOUR_MS = 3_600_000
const folder = tempFolder('vitrine-kafka-letters-')

function entry(offset: number, fields: Partial<DeadLetterEntry> = {}): DeadLetterEntry {
  return {
    queue: 'kafka:x/t',
    partition: 0,
    offset,
    index: 0,
    projectId: PROJECT,
    keyId: 'k1',
    sdk: 'test/1',
    protocol: 'otlp_traces',
    contentType: 'protobuf',
    contentEncoding: 'identity',
    receivedMs: Date.now(),
    reason: 'bad_span_id',
    detail: 'empty',
    spans: 1,
    bytes: Buffer.from('body'),
    ...fields,
  }
}

describe.skipIf(noKafka() !== undefined)('the dead letter on Kafka', () => {
  let kafka: TestKafka
  let sessions: KafkaSession[] = []
  let letters: KafkaDeadLetter[] = []
  beforeAll(async () => {
    kafka = await startTestKafka()
  }, 120_000)
  afterAll(async () => {
    for (const one of letters) await one.close()
    for (const one of sessions) await one.close()
    await kafka?.stop()
    folder.remove()
  }, 60_000)

  /** A process of its own, whose clock may be ahead. */
  async function open(topic: string, name: string, aheadMs = 0): Promise<KafkaDeadLetter> {
    const log = createLogger({ level: 'silent' })
    const clock = { ...systemClock, nowMs: () => Date.now() + aheadMs }
    const connection = { brokers: kafka.addresses, clientId: name, tls: false }
    const session = await openKafkaSession({ connection, log, clock })
    const own = path.join(folder.path, topic, name)
    const mirror = createEmbeddedDeadLetter({ path: own, maxBytes: 2 ** 20 })
    const opened = await openKafkaDeadLetter({ session, topic, mirror, folder: own })
    sessions = [...sessions, session]
    letters = [...letters, opened]
    return opened
  }

  const spansOf = (one: KafkaDeadLetter) => one.counts().reduce((sum, { spans }) => sum + spans, 0)
  const listed = (one: KafkaDeadLetter) =>
    one.list({ projectId: PROJECT, limit: 10 }).map(({ offset, replayedMs }) => [offset, replayedMs])

  it('shows every process what one put, and what was sent again', async () => {
    const topic = `t-${randomUUID()}`
    const [one, two] = [await open(topic, 'one'), await open(topic, 'two')]
    await one.put([entry(1)])
    await one.markReplayed([entry(1)], 7_000)
    await until('the other', async () => (listed(two)[0]?.[1] === 7_000 ? true : undefined))
    expect([listed(one), listed(two)]).toEqual([[[1, 7_000]], [[1, 7_000]]])
  })

  it('gives up what is older than the window and goes on counting it, also where it was never seen', async () => {
    const topic = `t-${randomUUID()}`
    const one = await open(topic, 'one', 10_000)
    await one.put([entry(1), entry(2, { spans: 3 }), entry(2, { spans: 3 }), entry(3, { reason: 'too_large' })])
    await one.trim(HOUR_MS)
    expect([spansOf(one), listed(one).length]).toEqual([5, 3])
    await one.trim(0)
    expect([spansOf(one), listed(one), one.bytes]).toEqual([5, [], 0])

    await one.put([entry(4)])
    const late = await open(topic, 'late')
    expect([spansOf(late), listed(late)]).toEqual([6, [[4, null]]])
    expect(late.counts().find(({ reason }) => reason === 'too_large')?.spans).toBe(1)
    // A second time: what the first summary says is part of the next one.
    await one.trim(0)
    await one.trim(0)
    const later = await open(topic, 'later')
    expect([spansOf(one), spansOf(later), listed(later)]).toEqual([6, 6, []])
    await until('the one that was behind', async () => (spansOf(late) === 6 ? true : undefined))
  })
})
