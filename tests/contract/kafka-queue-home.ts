import { systemClock } from '../../collector/src/base/clock.ts'
import { createLogger } from '../../collector/src/base/log.ts'
import type { KafkaConnection } from '../../collector/src/queue/kafka/client.ts'
import { openKafkaSession } from '../../collector/src/queue/kafka/session.ts'
import { type KafkaQueue, type KafkaQueueOptions, openKafkaQueue } from '../../collector/src/queue/kafka.ts'

/** `where` is the brokers and the topic: how a child process opens the queue of its parent. */
export async function openQueue(
  where: string,
  { clockAheadMs = () => 0, ...options }: Partial<KafkaQueueOptions> & { readonly clockAheadMs?: () => number } = {},
  secured: Partial<KafkaConnection> = {},
): Promise<KafkaQueue> {
  const [brokers = '', topic = ''] = where.split(' ')
  const log = createLogger({ level: process.env.KAFKA_TEST_LOG ?? 'error' })
  const clock = { ...systemClock, nowMs: () => systemClock.nowMs() + clockAheadMs() }
  const connection = { brokers: brokers.split(','), clientId: 'test', tls: false, ...secured }
  const session = await openKafkaSession({ connection, log, clock })
  const queue = await openKafkaQueue({
    session,
    topic,
    stateTopic: `${topic}.state`,
    groupId: topic,
    partitions: 1,
    foreign: [],
    foreignReader: { projectIdOf: (name) => `${name}~1`, count: () => 1, maxBodyBytes: 2 ** 27, log },
    maxBytes: 2 ** 30,
    maxAgeMs: 3_600_000,
    storeCommitted: () => Promise.resolve(new Map()),
    onDeath: (error) => {
      throw error
    },
    ...options,
  })
  const closeQueue = queue.close
  return Object.assign(queue, {
    close: async () => {
      await closeQueue()
      await session.close()
    },
  })
}
