import kafkajs, { type Kafka } from 'kafkajs'
import { describe, expect, it, vi } from 'vitest'
import { createLogger } from '../../base/log.ts'
import { startConsumer } from './consumer.ts'

type Listener = (event: { readonly payload: object }) => void

/** Clients of the group that do nothing but die when told to. */
async function running() {
  const crashes: Listener[] = []
  const subscriptions: object[] = []
  const consumer = () => ({
    events: { GROUP_JOIN: 'join', CRASH: 'crash' },
    on: (event: string, listener: Listener) => event === 'crash' && crashes.push(listener),
    connect: () => Promise.resolve(),
    subscribe: (what: object) => Promise.resolve(subscriptions.push(what)),
    run: () => Promise.resolve(),
    disconnect: () => Promise.resolve(),
  })
  const onDeath = vi.fn<(error: Error) => void>()
  const started = await startConsumer({
    kafka: { consumer } as unknown as Kafka,
    groupId: 'g',
    topics: ['t'],
    sessionTimeoutMs: 6_000,
    maxBufferedBytes: 1,
    log: createLogger({ level: 'silent' }),
    partitionOf: (_topic, partition) => partition,
    placeOf: (partition) => ({ topic: 't', partition }),
    startOf: () => Promise.resolve(0),
    open: () => Promise.reject(new Error('nothing comes')),
    onAssigned: () => {},
    onLost: () => {},
    onDeath,
  })
  const crash = (error: Error, restart = false) => crashes.at(-1)?.({ payload: { error, restart } })
  return { started, crash, onDeath, subscriptions }
}

describe('a client of the group that gives up', () => {
  it.each([
    ['a codec that it cannot read', new kafkajs.KafkaJSError('NotImplemented: zstd', { retriable: false })],
    ['a right that it has not', Object.assign(new Error('Not authorized'), { type: 'GROUP_AUTHORIZATION_FAILED' })],
    ['the same, found while it tried again', new Error('tries', { cause: new Error('TOPIC_AUTHORIZATION_FAILED') })],
  ])('ends the process over what a new one cannot mend: %s', async (_, error) => {
    const { crash, onDeath, subscriptions } = await running()
    crash(error)
    expect(onDeath).toHaveBeenCalledExactlyOnceWith(error)
    expect(subscriptions).toHaveLength(1)
  })

  it('is followed by another over brokers that are away, which reads from the beginning as well', async () => {
    const { crash, onDeath, subscriptions } = await running()
    crash(new kafkajs.KafkaJSConnectionError('Connection timeout'))
    await vi.waitFor(() => expect(subscriptions).toHaveLength(2), 20_000)
    expect(subscriptions).toEqual([1, 2].map(() => ({ topics: ['t'], fromBeginning: true })))
    expect(onDeath).not.toHaveBeenCalled()
  })

  it('is left alone while it says that it will start again, and after the end', async () => {
    const { started, crash, onDeath, subscriptions } = await running()
    crash(new Error('TOPIC_AUTHORIZATION_FAILED'), true)
    await started.close()
    crash(new Error('TOPIC_AUTHORIZATION_FAILED'))
    expect(onDeath).not.toHaveBeenCalled()
    expect(subscriptions).toHaveLength(1)
  })
})
