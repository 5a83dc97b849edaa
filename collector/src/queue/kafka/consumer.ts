/**
 * The consumer group's side: kafkajs hands out batches, they wait here, bounded, until the ingest loop pulls them.
 * Offsets are resolved when a batch is here and committed only by the queue, so that a rebalance or a crash repeats
 * records and never skips them. A lane is a partition while it is ours; when it is lost and comes back it is a new one.
 */
import type { Consumer, ConsumerGroupJoinEvent, EachBatchPayload, Kafka } from 'kafkajs'
import { AppError, messageOf } from '../../base/errors.ts'
import type { Log } from '../../base/log.ts'
import type { Envelope } from '../queue.ts'
import type { RawRecord } from './reader.ts'

export interface TakeBounds {
  readonly maxSpans: number
  readonly maxBytes: number
  /** The first one however large it is. */
  readonly atLeastOne: boolean
}

export interface GroupConsumer {
  /** The next ones of all lanes in turn; those of a lane in order. */
  take(bounds: TakeBounds): readonly Envelope[]
  /** Is anything below these heads neither here nor handed out? Only of lanes that are ours. */
  isBehind(heads: (partition: number) => number): boolean
  /** Calls when something may have changed, until the returned function is called. */
  onChange(listener: () => void): () => void
  lanes(): readonly number[]
  /** Handed out by this lane, or undefined when the partition is not ours. */
  handedOut(partition: number): number | undefined
  commit(partition: number, next: number): Promise<void>
  close(): Promise<void>
}

export interface GroupConsumerOptions {
  readonly kafka: Kafka
  readonly groupId: string
  readonly topics: readonly string[]
  readonly sessionTimeoutMs: number
  readonly maxBufferedBytes: number
  readonly log: Log
  /** Our number of a topic's partition, and back. */
  readonly partitionOf: (topic: string, partition: number) => number
  readonly placeOf: (partition: number) => { readonly topic: string; readonly partition: number }
  /** Where a partition that has just become ours goes on, at least: what the state and the store know. */
  readonly startOf: (partition: number) => Promise<number>
  readonly open: (partition: number, record: RawRecord) => Promise<Envelope>
  readonly onAssigned: (partitions: readonly number[], lost: readonly number[]) => void
  readonly onLost: (gap: { readonly partition: number; readonly from: number; readonly to: number }) => void
  /** The client has given up and will not start again. */
  readonly onDeath: (error: Error) => void
}

interface Lane {
  readonly partition: number
  readonly start: Promise<number>
  /** Next offset to take over from the broker; undefined until the first batch. */
  next: number | undefined
  handedOut: number
  waiting: Envelope[]
  bytes: number
  isPaused: boolean
}

interface RawBatch {
  readonly fetchedOffset: string
  readonly rawMessages: readonly { readonly offset: string }[]
}

interface Fetched {
  /** Where the lane has to begin, as far as anybody remembers. */
  readonly start: number
  readonly fetched: number
  readonly offsets: readonly number[]
}

/** A consumer may hang on a broker that is gone: a stop waits no longer for it. */
const CLOSE_MAX_MS = 4_000
const JOIN_AGAIN_MS = 1_000

export async function startConsumer(options: GroupConsumerOptions): Promise<GroupConsumer> {
  const { log } = options
  let lanes = new Map<number, Lane>()
  let turn = 0
  let consumer: Consumer = createConsumer()
  let isClosed = false
  const listeners = new Set<() => void>()
  const wake = () => {
    for (const one of [...listeners]) one()
  }

  function onJoin(payload: ConsumerGroupJoinEvent['payload']): void {
    const ours = Object.entries(payload.memberAssignment).flatMap(([topic, partitions]) =>
      partitions.map((partition) => options.partitionOf(topic, partition)),
    )
    const lost = [...lanes.keys()].filter((partition) => !ours.includes(partition))
    const kept = lanes
    lanes = new Map(ours.map((partition) => [partition, goOn(kept.get(partition)) ?? newLane(partition)]))
    for (const lane of lanes.values()) lane.isPaused = true
    resume()
    for (const lane of lanes.values()) {
      // The client goes back to what is committed; what is here already need not come again.
      if (lane.next !== undefined) seek(lane, lane.next)
    }
    options.onAssigned(ours, lost)
    wake()
  }

  /** A client that has given up is silent for ever: another takes its place, where another can help. */
  async function onCrash(error: Error): Promise<void> {
    if (isClosed) return
    if (!isOutage(error)) return options.onDeath(error)
    log.warn({ why: error.message }, 'the consumer lost its brokers; it begins anew when they are back')
    for (;;) {
      try {
        if (!isClosed) await run(createConsumer())
        return
      } catch (cause) {
        log.debug({ why: messageOf(cause) }, 'cannot join the consumer group; trying again')
        await new Promise((resolve) => setTimeout(resolve, JOIN_AGAIN_MS))
      }
    }
  }

  /** A lane that has not got anything may also never have learnt where to begin. */
  function goOn(lane: Lane | undefined): Lane | undefined {
    return lane?.next === undefined ? undefined : lane
  }

  function newLane(partition: number): Lane {
    const start = options.startOf(partition)
    // Looked at with the first batch.
    start.catch(() => {})
    return { partition, start, next: undefined, handedOut: 0, waiting: [], bytes: 0, isPaused: false }
  }

  function seek(lane: Lane, offset: number): void {
    const place = options.placeOf(lane.partition)
    whileRunning(() => consumer.seek({ ...place, offset: String(offset) }))
  }

  async function eachBatch({ batch, resolveOffset, isRunning, isStale }: EachBatchPayload): Promise<void> {
    const partition = options.partitionOf(batch.topic, batch.partition)
    const lane = lanes.get(partition)
    if (lane === undefined || !isRunning() || isStale()) return
    const start = await lane.start
    // Not in the types: with control records, which leave no gap.
    const { fetchedOffset, rawMessages } = batch as typeof batch & RawBatch
    const offsets = rawMessages.map((message) => Number(message.offset))
    lookForGaps(lane, { start, fetched: Number(fetchedOffset), offsets })
    const from = Math.max(start, lane.next ?? 0)
    const records = batch.messages.map(rawRecord).filter((record) => record.offset >= from)
    const envelopes: Envelope[] = []
    for (const record of records) envelopes.push(await options.open(partition, record))
    // Another assignment came while the records were opened.
    if (lanes.get(partition) !== lane || isStale()) return
    const last = Number(batch.lastOffset())
    if (lane.next === undefined) lane.handedOut = envelopes[0]?.offset ?? last + 1
    lane.waiting.push(...envelopes)
    lane.bytes += envelopes.reduce((sum, envelope) => sum + envelope.payload.length, 0)
    lane.next = Math.max(lane.next ?? 0, last + 1)
    resolveOffset(String(last))
    if (start > last + 1) seek(lane, start)
    if (bufferedBytes() > options.maxBufferedBytes) pause()
    wake()
  }

  /** Offsets that the broker should have had and has not: thrown away before they were read. */
  function lookForGaps(lane: Lane, { start, fetched, offsets }: Fetched): void {
    // Without any commit the first record is wherever the log begins.
    let expected = lane.next ?? (start > 0 ? start : fetched)
    for (const offset of offsets) {
      if (offset > expected) {
        options.onLost({ partition: lane.partition, from: expected, to: offset })
      }
      expected = Math.max(expected, offset + 1)
    }
  }

  function bufferedBytes(): number {
    return [...lanes.values()].reduce((sum, lane) => sum + lane.bytes, 0)
  }

  function pause(): void {
    const running = [...lanes.values()].filter((lane) => !lane.isPaused)
    for (const lane of running) lane.isPaused = true
    if (running.length > 0) whileRunning(() => consumer.pause(running.map(placesOf)))
  }

  function resume(): void {
    const paused = [...lanes.values()].filter((lane) => lane.isPaused)
    for (const lane of paused) lane.isPaused = false
    if (paused.length > 0) whileRunning(() => consumer.resume(paused.map(placesOf)))
  }

  /** Between a crash and its restart the client refuses all of these; the next assignment does them again. */
  function whileRunning(call: () => void): void {
    try {
      call()
    } catch (error) {
      log.debug({ why: messageOf(error) }, 'the consumer is not running')
    }
  }

  function placesOf(lane: Lane) {
    const { topic, partition } = options.placeOf(lane.partition)
    return { topic, partitions: [partition] }
  }

  function createConsumer(): Consumer {
    const made = options.kafka.consumer({
      groupId: options.groupId,
      sessionTimeout: options.sessionTimeoutMs,
      heartbeatInterval: Math.min(3_000, options.sessionTimeoutMs / 3),
      rebalanceTimeout: 60_000,
      maxBytesPerPartition: 4 * 2 ** 20,
      maxBytes: 16 * 2 ** 20,
      maxWaitTimeInMs: 250,
      allowAutoTopicCreation: false,
      retry: { retries: 12, initialRetryTime: 100, maxRetryTime: 2_000, restartOnFailure: () => Promise.resolve(true) },
    })
    made.on(made.events.GROUP_JOIN, ({ payload }) => onJoin(payload))
    made.on(made.events.CRASH, ({ payload }) => {
      if (!payload.restart) void onCrash(payload.error)
    })
    return made
  }

  async function run(made: Consumer): Promise<void> {
    consumer = made
    await made.connect()
    await made.subscribe({ topics: [...options.topics], fromBeginning: true })
    await made.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 4,
      eachBatch: async (payload) => {
        try {
          await eachBatch(payload)
        } catch (error) {
          // The client repeats the batch; what it says of the reason is lost in its own log.
          log.warn({ err: error }, 'cannot take over records from Kafka; trying again')
          throw error
        }
      },
    })
  }

  await run(consumer)

  return {
    take: ({ maxSpans, maxBytes, atLeastOne }) => {
      const taken: Envelope[] = []
      let [spans, bytes] = [0, 0]
      const order = [...lanes.values()]
      // Another lane first every time, so that none starves.
      const first = order.length === 0 ? 0 : turn++ % order.length
      for (const lane of [...order.slice(first), ...order.slice(0, first)]) {
        let count = 0
        for (const { headers, payload } of lane.waiting) {
          spans += headers.spanCount
          bytes += Math.max(headers.inflatedBytes, payload.length)
          if ((taken.length + count > 0 || !atLeastOne) && (spans > maxSpans || bytes > maxBytes)) break
          count++
        }
        const some = lane.waiting.splice(0, count)
        lane.bytes -= some.reduce((sum, envelope) => sum + envelope.payload.length, 0)
        lane.handedOut = (some.at(-1)?.offset ?? lane.handedOut - 1) + 1
        taken.push(...some)
        if (lane.waiting.length > 0) break
      }
      if (bufferedBytes() < options.maxBufferedBytes / 2) resume()
      return taken
    },
    isBehind: (heads) => {
      for (const lane of lanes.values()) if ((lane.next ?? 0) < heads(lane.partition)) return true
      return lanes.size === 0
    },
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    lanes: () => [...lanes.keys()],
    handedOut: (partition) => {
      const lane = lanes.get(partition)
      return lane?.next === undefined ? undefined : lane.handedOut
    },
    commit: async (partition, next) => {
      try {
        await consumer.commitOffsets([{ ...options.placeOf(partition), offset: String(next) }])
      } catch (cause) {
        throw new AppError('queue_unavailable', `cannot commit to Kafka: ${messageOf(cause)}`, {
          retryable: true,
          cause,
        })
      }
    },
    close: async () => {
      isClosed = true
      wake()
      await Promise.race([consumer.disconnect(), new Promise((resolve) => setTimeout(resolve, CLOSE_MAX_MS).unref())])
    },
  }
}

function rawRecord(message: EachBatchPayload['batch']['messages'][number]): RawRecord {
  return {
    offset: Number(message.offset),
    timestampMs: Number(message.timestamp),
    key: message.key,
    value: message.value,
    headers: message.headers ?? {},
  }
}

/** What a new client cannot mend: a codec that is missing, a right or a password that is refused. */
const FINAL = /NotImplemented|UnsupportedMagicByte|SASLAuthentication|AUTHORIZATION_FAILED|INCONSISTENT_GROUP|INVALID_/

function isOutage(error: Error): boolean {
  const type = 'type' in error ? String(error.type) : ''
  if (FINAL.test(`${error.name} ${type} ${error.message}`)) return false
  return error.cause instanceof Error ? isOutage(error.cause) : true
}
