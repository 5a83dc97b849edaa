/** Which queue: the embedded one in the data folder, or Kafka when it is configured. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from './base/clock.ts'
import { AppError, messageOf } from './base/errors.ts'
import type { Log } from './base/log.ts'
import { retry } from './base/retry.ts'
import type { Config } from './config.ts'
import { checkLogs, checkTraces } from './decode/check.ts'
import type { DeadLetter } from './queue/dead-letter.ts'
import { createEmbeddedQueue } from './queue/embedded.ts'
import { createEmbeddedDeadLetter, type EmbeddedDeadLetter } from './queue/embedded-dead-letter.ts'
import type { KafkaConnection } from './queue/kafka/client.ts'
import { createKafkaElection } from './queue/kafka/election.ts'
import type { ForeignReaderOptions } from './queue/kafka/foreign.ts'
import { waitForKafka } from './queue/kafka/session.ts'
import { startTrimmer, trim } from './queue/kafka/trim.ts'
import { openKafkaQueue } from './queue/kafka.ts'
import { openKafkaDeadLetter } from './queue/kafka-dead-letter.ts'
import type { Queue } from './queue/queue.ts'
import type { Store } from './store/store.ts'

export interface OpenedQueue {
  readonly queue: Queue
  readonly deadLetter: DeadLetter & { readonly bytes: number }
  /** Where processes share the queue: who of them leads. */
  readonly election?: ReturnType<typeof createKafkaElection>
  close(): Promise<void>
}

export interface OpenQueueOptions {
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
  readonly store: Store
  /** The id of a project by its id or name. */
  readonly projectIdOf: (name: string) => string | undefined
  readonly onLost: (records: number) => void
  /** Only a new start can help. */
  readonly onDeath: (error: Error) => void
}

export async function openQueue(options: OpenQueueOptions): Promise<OpenedQueue> {
  const { config } = options
  const folder = join(config.dataFolder, 'dead-letter')
  const mirror = createEmbeddedDeadLetter({ path: folder, maxBytes: config.deadLetterMaxBytes })
  if (config.kafkaBrokers.length > 0) return await openOnKafka(options, mirror, folder)
  const queue = createEmbeddedQueue({ path: join(config.dataFolder, 'queue'), maxBytes: config.queueMaxBytes })
  return {
    queue,
    deadLetter: mirror,
    close: async () => {
      await Promise.all([queue.close(), mirror.close()])
    },
  }
}

async function openOnKafka(
  options: OpenQueueOptions,
  mirror: EmbeddedDeadLetter,
  folder: string,
): Promise<OpenedQueue> {
  const { config, log, clock, store, onLost, onDeath } = options
  const { kafkaTopic: topic } = config
  const session = await waitForKafka({ connection: kafkaConnection(config), log, clock })
  const persist = <T>(what: string, run: () => Promise<T>) =>
    retry(run, {
      clock,
      deadlineMs: Number.POSITIVE_INFINITY,
      maxDelayMs: 5_000,
      onRetry: (error) => log.warn({ why: error.message }, `cannot ${what}; trying again`),
    })
  const queueOptions = {
    session,
    topic,
    stateTopic: `${topic}.state`,
    groupId: config.kafkaGroup,
    partitions: config.kafkaPartitions,
    foreign: config.kafkaOtlpTopics,
    foreignReader: foreignReaderOf(options),
    maxBytes: config.queueMaxBytes,
    maxAgeMs: config.kafkaMaxLagSeconds * 1000,
    sessionTimeoutMs: config.kafkaSessionSeconds * 1000,
    storeCommitted: (queueName: string) => storeCommitted(store, queueName).catch(() => new Map<number, number>()),
    onLost,
    onDeath,
  }
  const queue = await persist('open the queue', () => openKafkaQueue(queueOptions))
  const deadLetter = await persist('open the dead letter', () =>
    openKafkaDeadLetter({ session, topic: `${topic}.dead-letter`, mirror, folder }),
  )
  const keepMs = config.kafkaReplaySeconds * 1000
  const committed = (partition: number) => queue.positions().find((one) => one.partition === partition)?.committed ?? 0
  const trimmer = startTrimmer(log, [() => trim({ session, topic, keepMs, committed }), () => deadLetter.trim(keepMs)])
  const election = createKafkaElection({
    session,
    topic: `${topic}.control`,
    groupId: `${config.kafkaGroup}.control`,
    sessionTimeoutMs: config.kafkaSessionSeconds * 1000,
  })
  return {
    queue,
    deadLetter,
    election,
    close: async () => {
      await trimmer.stop()
      await Promise.all([queue.close(), deadLetter.close()])
      await session.close()
    },
  }
}

function foreignReaderOf({ config, log, projectIdOf }: OpenQueueOptions): ForeignReaderOptions {
  return {
    projectIdOf,
    count: (protocol, contentType, body) => {
      const checked = protocol === 'otlp_logs' ? checkLogs(body, contentType) : checkTraces(body, contentType)
      return checked.kind === 'ok' ? checked.spans : 0
    },
    maxBodyBytes: config.maxInflatedBytes,
    log,
  }
}

/**
 * A row of the books is written when everything before it in its partition is stored. A store that is away or has no
 * tables yet says nothing, and what Kafka remembers is enough.
 */
async function storeCommitted(store: Store, queue: string): Promise<ReadonlyMap<number, number>> {
  const sql = `select queue_partition as partition, max(queue_offset) + 1 as next from ingest_books
    where queue = {queue:String} group by partition limit 1000000`
  const rows = await store.query<{ partition: number; next: string | number }>(sql, { queue })
  return new Map(rows.map(({ partition, next }) => [Number(partition), Number(next)]))
}

export function kafkaConnection(config: Config): KafkaConnection {
  const { kafkaSaslMechanism: mechanism, kafkaSaslUsername: username, kafkaSaslPassword: password } = config
  return {
    brokers: config.kafkaBrokers,
    clientId: 'vitrine',
    tls: tlsOf(config),
    ...(mechanism === '' ? {} : { sasl: { mechanism, username, password } }),
  }
}

function tlsOf(config: Config): KafkaConnection['tls'] {
  const files = { ca: config.kafkaCaFile, cert: config.kafkaCertFile, key: config.kafkaKeyFile }
  const given = Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined)
  if (given.length === 0) return config.kafkaTls
  return Object.fromEntries(given.map(([name, file]) => [name, readPem(file)]))
}

function readPem(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const why = `cannot read ${file}: ${messageOf(cause)}; check KAFKA_CA_FILE, KAFKA_CERT_FILE and KAFKA_KEY_FILE`
    throw new AppError('queue_config', why, { retryable: false, cause })
  }
}
