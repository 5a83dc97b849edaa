import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../collector/src/base/clock.ts'
import { createLogger } from '../../collector/src/base/log.ts'
import type { KafkaConnection } from '../../collector/src/queue/kafka/client.ts'
import { openKafkaSession } from '../../collector/src/queue/kafka/session.ts'
import { PASSWORD, USER } from '../../scripts/kafka/secured.mjs'
import { noKafka, startTestKafka, type TestKafka } from '../support/kafka.ts'
import { openQueue } from './kafka-queue-home.ts'
import { record } from './queue-record.ts'

/** TLS and passwords on a real broker that insists on them. */
const MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const
const NOBODY_WAITS = { maxSpans: 1e9, maxBytes: 1e12, waitMs: 0 }

describe.skipIf(noKafka() !== undefined)('a broker that wants TLS or a password', () => {
  let kafka: TestKafka
  let secured: NonNullable<TestKafka['secured']>
  let ca: string

  beforeAll(async () => {
    kafka = await startTestKafka({ secured: true })
    if (kafka.secured === undefined) throw new Error('the broker has no secured listeners')
    secured = kafka.secured
    ca = readFileSync(secured.caFile, 'utf8')
  }, 120_000)
  afterAll(() => kafka?.stop(), 60_000)

  const sasl = (mechanism: (typeof MECHANISMS)[number], password = PASSWORD) => ({
    sasl: { mechanism, username: USER, password },
  })

  /** Through every connection that the queue has: producer, consumer group, admin and the reader of our own. */
  async function expectRoundTrip(connection: Omit<KafkaConnection, 'clientId'>): Promise<void> {
    const queue = await openQueue(`${connection.brokers.join(',')} t-${randomUUID()}`, {}, connection)
    await queue.append(record({ deliveryId: 'kept' }))
    const [envelope] = await queue.pull(NOBODY_WAITS)
    expect(envelope?.headers.deliveryId).toBe('kept')
    await queue.commit(0, 1)
    await queue.refresh()
    expect(queue.positions()).toEqual([{ partition: 0, committed: 1 }])
    await queue.close()
  }

  async function refusal(connection: Omit<KafkaConnection, 'clientId'>): Promise<string> {
    const log = createLogger({ level: 'silent' })
    const opened = openKafkaSession({ connection: { clientId: 'test', ...connection }, log, clock: systemClock })
    return await opened.then(
      () => 'opened',
      (error: Error) => error.message,
    )
  }

  it('takes and hands out records over TLS', async () => {
    await expectRoundTrip({ brokers: [secured.tls], tls: { ca } })
  })

  it.each(MECHANISMS)('takes and hands out records for a user known by %s, with and without TLS', async (mechanism) => {
    await expectRoundTrip({ brokers: [secured.sasl], tls: false, ...sasl(mechanism) })
    await expectRoundTrip({ brokers: [secured.tlsSasl], tls: { ca }, ...sasl(mechanism) })
  })

  it.each(MECHANISMS)('says that a password is wrong (%s), and which settings hold it', async (mechanism) => {
    const why = await refusal({ brokers: [secured.tlsSasl], tls: { ca }, ...sasl(mechanism, 'not the password') })
    expect(why).toMatch(/^cannot reach Kafka: SASL .*refuse the user or its password: check KAFKA_SASL_USERNAME/)
    expect(why).not.toContain('not the password')
  })

  it('says that a certificate is not trusted, and what to set', async () => {
    const why = await refusal({ brokers: [secured.tls], tls: true })
    expect(why).toMatch(/self-signed certificate; the brokers' certificate is not trusted: .*KAFKA_CA_FILE/)
  })

  it('says which setting does not fit the port', async () => {
    const [plaintext = ''] = kafka.addresses
    expect(await refusal({ brokers: [secured.tls], tls: false })).toMatch(/this port wants TLS \(KAFKA_TLS\)/)
    expect(await refusal({ brokers: [secured.sasl], tls: false })).toMatch(/a password \(KAFKA_SASL_MECHANISM\)/)
    expect(await refusal({ brokers: [plaintext], tls: { ca } })).toMatch(/does not speak TLS: .*unset KAFKA_TLS/)
    expect(await refusal({ brokers: [plaintext], tls: false, ...sasl('plain') })).toMatch(
      /asks for no password: .*unset KAFKA_SASL_MECHANISM/,
    )
  })
})
