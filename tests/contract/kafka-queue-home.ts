import { createLogger } from '../../collector/src/base/log.ts'
import { systemClock } from '../../collector/src/base/clock.ts'
import { openKafkaQueue, type KafkaQueue, type KafkaQueueOptions } from '../../collector/src/queue/kafka.ts'

/** `where` is the brokers and the topic: how a child process opens the queue of its parent. */
export async function openQueue(where: string, options: Partial<KafkaQueueOptions> = {}): Promise<KafkaQueue> {
  const [brokers = '', topic = ''] = where.split(' ')
  return await openKafkaQueue({
    connection: { brokers: brokers.split(','), clientId: 'test', tls: false },
    topic,
    stateTopic: `${topic}.state`,
    groupId: topic,
    partitions: 1,
    foreign: [],
    foreignReader: {
      projectIdOf: (name) => `${name}~1`,
      count: () => 1,
      maxBodyBytes: 2 ** 27,
      log: createLogger({ level: 'silent' }),
    },
    maxBytes: 2 ** 30,
    maxAgeMs: 3_600_000,
    storeCommitted: () => Promise.resolve(new Map()),
    clock: systemClock,
    log: createLogger({ level: process.env.KAFKA_TEST_LOG ?? 'error' }),
    onDeath: (error) => {
      throw error
    },
    ...options,
  })
}
