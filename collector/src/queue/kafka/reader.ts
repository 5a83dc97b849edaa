/**
 * Reads any range of any partition without a consumer group: what waits, the state topic, a replay. kafkajs has no
 * public way to do so; its cluster and broker classes do, and the version is pinned.
 */
import { createRequire } from 'node:module'
import type { Kafka } from 'kafkajs'
import { clientConfig, type KafkaConnection, kafkaError, typeOfError } from './client.ts'

export interface RawRecord {
  readonly offset: number
  readonly timestampMs: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: Readonly<Record<string, Buffer | string | readonly (Buffer | string)[] | undefined>>
}

export interface Piece {
  readonly records: readonly RawRecord[]
  /** Where to read on; beyond the last record where offsets in between hold none. */
  readonly nextOffset: number
  readonly head: number
}

export interface Reader {
  /** What lies at `offset` and after it, at least one record if there is one. */
  read(topic: string, partition: number, offset: number, maxBytes?: number): Promise<Piece>
  /** All of [from, to), piece by piece. */
  range(topic: string, partition: number, from: number, to: number): AsyncIterable<readonly RawRecord[]>
  close(): Promise<void>
}

interface FetchedRecord {
  readonly offset: string
  readonly timestamp: string
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers?: RawRecord['headers']
  readonly isControlRecord?: boolean
}
interface FetchedPartition {
  readonly highWatermark: string
  readonly messages: readonly FetchedRecord[]
}
interface Broker {
  fetch(request: {
    readonly maxWaitTime: number
    readonly minBytes: number
    readonly maxBytes: number
    readonly isolationLevel: number
    readonly topics: readonly unknown[]
  }): Promise<{ readonly responses: readonly { readonly partitions: readonly FetchedPartition[] }[] }>
}
interface Cluster {
  connect(): Promise<void>
  disconnect(): Promise<void>
  refreshMetadata(): Promise<void>
  refreshMetadataIfNecessary(): Promise<void>
  addTargetTopic(topic: string): Promise<void>
  findBroker(which: { readonly nodeId: string }): Promise<Broker>
  findLeaderForPartitions(topic: string, partitions: readonly number[]): Readonly<Record<string, readonly number[]>>
}

const require = createRequire(import.meta.url)
const PIECE_MAX_BYTES = 8 * 2 ** 20
const READ_UNCOMMITTED = 0
const TRIES = 8

export function createReader(kafka: Kafka, connection: KafkaConnection): Reader {
  const ClusterOf = require('kafkajs/src/cluster/index.js') as new (options: unknown) => Cluster
  const socketFactory = require('kafkajs/src/network/socketFactory.js') as () => unknown
  const cluster = new ClusterOf({
    ...clientConfig(connection),
    logger: kafka.logger(),
    socketFactory: socketFactory(),
    enforceRequestTimeout: true,
    metadataMaxAge: 60_000,
    allowAutoTopicCreation: false,
  })
  let isConnected = false

  async function leaderOf(topic: string, partition: number): Promise<Broker> {
    if (!isConnected) await cluster.connect()
    isConnected = true
    await cluster.addTargetTopic(topic)
    await cluster.refreshMetadataIfNecessary()
    const [nodeId] = Object.keys(cluster.findLeaderForPartitions(topic, [partition]))
    if (nodeId === undefined) throw new Error(`${topic}/${partition} has no leader`)
    return await cluster.findBroker({ nodeId })
  }

  async function fetchOnce(topic: string, partition: number, offset: number, maxBytes: number): Promise<Piece> {
    const broker = await leaderOf(topic, partition)
    const { responses } = await broker.fetch({
      maxWaitTime: 0,
      minBytes: 0,
      maxBytes,
      isolationLevel: READ_UNCOMMITTED,
      topics: [{ topic, partitions: [{ partition, fetchOffset: String(offset), maxBytes }] }],
    })
    const fetched = responses[0]?.partitions[0]
    if (fetched === undefined) return { records: [], nextOffset: offset, head: offset }
    const last = fetched.messages.at(-1)
    return {
      // A compressed batch is handed out whole, also what lies before the offset.
      records: fetched.messages
        .filter((one) => Number(one.offset) >= offset && one.isControlRecord !== true)
        .map((one) => ({
          offset: Number(one.offset),
          timestampMs: Number(one.timestamp),
          key: one.key,
          value: one.value,
          headers: one.headers ?? {},
        })),
      nextOffset: last === undefined ? offset : Math.max(offset, Number(last.offset) + 1),
      head: Number(fetched.highWatermark),
    }
  }

  async function read(topic: string, partition: number, offset: number, maxBytes = PIECE_MAX_BYTES): Promise<Piece> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await fetchOnce(topic, partition, offset, maxBytes)
      } catch (error) {
        if (attempt === TRIES || typeOfError(error) === 'OFFSET_OUT_OF_RANGE') {
          throw kafkaError(`read ${topic}/${partition} at ${offset}`, error)
        }
        await new Promise((resolve) => setTimeout(resolve, 50 * 2 ** Math.min(attempt, 5)))
        // A leader that moved or a connection that was cut: what is known of the cluster is out of date.
        await cluster.refreshMetadata().catch(() => {
          isConnected = false
        })
      }
    }
  }

  return {
    read,
    range: async function* (topic, partition, from, to) {
      for (let offset = from; offset < to; ) {
        const piece = await read(topic, partition, offset)
        const wanted = piece.records.filter((record) => record.offset < to)
        if (wanted.length > 0) yield wanted
        // Nothing there although the head is beyond: offsets without records up to it.
        if (piece.nextOffset === offset) return
        offset = piece.nextOffset
      }
    },
    close: () => cluster.disconnect(),
  }
}
