/** The connections of this process to Kafka, shared by the queue, the dead letter and the jobs. */
import type { Admin, Kafka, Producer } from 'kafkajs'
import type { Clock } from '../../base/clock.ts'
import { messageOf } from '../../base/errors.ts'
import type { Log } from '../../base/log.ts'
import { createClient, type KafkaConnection, kafkaError } from './client.ts'
import { createReader, type Reader } from './reader.ts'
import { createSender, type NewMessage, type Sender } from './sender.ts'

export interface KafkaSession {
  readonly kafka: Kafka
  readonly clusterId: string
  readonly admin: Admin
  /** Gives up at once: for questions that are asked again anyway. */
  readonly looker: Admin
  readonly reader: Reader
  readonly log: Log
  readonly clock: Clock
  senderTo(topic: string, partitions: () => readonly number[], maxRequests: number): Sender
  /** One message from a client of its own: one that knows a topic which is gone can write to no other either. */
  sendApart(topic: string, message: NewMessage): Promise<{ partition: number; offset: number }>
  close(): Promise<void>
}

export interface SessionOptions {
  readonly connection: KafkaConnection
  readonly log: Log
  readonly clock: Clock
  readonly sendDeadlineMs?: number
}

/** Memory for what the brokers have not acknowledged. */
const OUTSTANDING_MAX_BYTES = 64 * 2 ** 20
/** Exporters give up after 10 s by default, and a lost broker takes about as long to be replaced. */
const SEND_DEADLINE_MS = 9_000
const CONNECT_AGAIN_MS = 1_000

/** Throws AppError when no broker can be reached. */
export async function openKafkaSession({
  connection,
  log,
  clock,
  sendDeadlineMs,
}: SessionOptions): Promise<KafkaSession> {
  const kafka = createClient(connection, log)
  const admin = kafka.admin()
  const looker = createClient(connection, log, 1).admin()
  const producer = createProducer(kafka)
  const reader = createReader(kafka, connection)
  const close = async () => {
    await Promise.allSettled([admin.disconnect(), looker.disconnect(), producer.disconnect(), reader.close()])
  }
  try {
    await looker.connect()
    await Promise.all([admin.connect(), producer.connect()])
    const { clusterId } = await admin.describeCluster()
    const senderOf = (through: Producer, topic: string, partitions: () => readonly number[], maxRequests: number) =>
      createSender({
        producer: through,
        topic,
        partitions,
        maxRequests,
        maxOutstandingBytes: OUTSTANDING_MAX_BYTES,
        deadlineMs: sendDeadlineMs ?? SEND_DEADLINE_MS,
        clock,
      })
    const senderTo: KafkaSession['senderTo'] = (...to) => senderOf(producer, ...to)
    const sendApart: KafkaSession['sendApart'] = async (topic, message) => {
      const apart = createProducer(kafka)
      await apart.connect()
      try {
        return await senderOf(apart, topic, () => [0], 1).send(message)
      } finally {
        await apart.disconnect()
      }
    }
    return { kafka, clusterId, admin, looker, reader, log, clock, senderTo, sendApart, close }
  } catch (error) {
    await close()
    throw kafkaError('reach Kafka', error)
  }
}

/** Waits for the brokers as long as it takes, and says so. */
export async function waitForKafka(options: SessionOptions): Promise<KafkaSession> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await openKafkaSession(options)
    } catch (error) {
      const { brokers } = options.connection
      // Often enough for whoever looks at the log, and not every second.
      if (attempt === 1 || attempt % 10 === 0) {
        options.log.warn({ why: messageOf(error), brokers }, 'waiting for Kafka')
      }
      await new Promise((resolve) => setTimeout(resolve, CONNECT_AGAIN_MS))
    }
  }
}

function createProducer(kafka: Kafka): Producer {
  return kafka.producer({
    idempotent: false,
    allowAutoTopicCreation: false,
    // Ours goes on to another partition, so that the client should not insist.
    retry: { initialRetryTime: 100, maxRetryTime: 400, retries: 3 },
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition ?? 0,
  })
}
