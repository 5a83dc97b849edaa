/**
 * The queue on Kafka: one topic for what our doors take, and any topics that other producers write. Appends are
 * acknowledged by all in-sync replicas, records are handed out by a consumer group, and an offset is committed only
 * when everything before it is stored. A process that never pulls (a door alone, the API alone) never joins the group.
 */
import { AppError, invariant } from '../base/errors.ts'
import { createFreshBodies, type FreshBodies } from './fresh-bodies.ts'
import { createBacklog, knownOf, NOTHING } from './kafka/backlog.ts'
import { kafkaError } from './kafka/client.ts'
import { type GroupConsumer, startConsumer } from './kafka/consumer.ts'
import { envelopeHeaders, type ForeignTopic, RECORD_OVERHEAD_BYTES, recordHeaders } from './kafka/envelope.ts'
import { createForeignReader, type ForeignReaderOptions } from './kafka/foreign.ts'
import { createLanes } from './kafka/lanes.ts'
import { createPull } from './kafka/pull.ts'
import type { RawRecord } from './kafka/reader.ts'
import type { KafkaSession } from './kafka/session.ts'
import { openState, type State } from './kafka/state.ts'
import { ensureTopics } from './kafka/topics.ts'
import { createWatch, type Place, withDeadline } from './kafka/watch.ts'
import { type Envelope, type NewRecord, type Queue, QueueFull, type ReceivedCount } from './queue.ts'

export interface KafkaQueueOptions {
  readonly session: KafkaSession
  readonly topic: string
  readonly stateTopic: string
  readonly groupId: string
  /** Partitions of a topic that has to be made. */
  readonly partitions: number
  readonly foreign: readonly ForeignTopic[]
  readonly foreignReader: ForeignReaderOptions
  /** Bound on what waits in the log: beyond it appends are refused. */
  readonly maxBytes: number
  /** Bound on the age of the oldest record that waits. */
  readonly maxAgeMs: number
  /** What the store knows of committed offsets; of two answers the larger one counts. */
  readonly storeCommitted: (queue: string) => Promise<ReadonlyMap<number, number>>
  /** Offsets that were gone before they were read. */
  readonly onLost?: (records: number) => void
  /** The client has given up, or the topics are not what they were: only a new start can help. */
  readonly onDeath: (error: Error) => void
  readonly sessionTimeoutMs?: number
}

export interface KafkaQueue extends Queue {
  /** Offsets that were gone before this process could read them. */
  readonly lostRecords: number
}

/** Memory for what was read ahead, and for inflated bodies on their way. */
const BUFFERED_MAX_BYTES = 32 * 2 ** 20
const FRESH_MAX_BYTES = 64 * 2 ** 20
const SESSION_TIMEOUT_MS = 30_000
const RETRY_AFTER_MS = 2_000
/** What is gone is gone: a process that cannot note it must not stay for that. */
const NOTE_MAX_MS = 5_000
/** What one count may read of a backlog that nothing is known of. */
const SCAN_MAX_BYTES = 256 * 2 ** 20

/** Throws AppError when the brokers cannot be reached or a topic cannot be had. */
export async function openKafkaQueue(options: KafkaQueueOptions): Promise<KafkaQueue> {
  const { session, topic, stateTopic, foreign } = options
  const { kafka, clusterId, admin, reader, log, clock } = session
  const topics = [topic, ...foreign.map((one) => one.topic)]
  const complaints = await ensureTopics(admin, [
    { name: topic, kind: 'records', partitions: options.partitions },
    { name: stateTopic, kind: 'state', partitions: 1 },
    ...foreign.map((one) => ({ name: one.topic, kind: 'foreign' as const, partitions: options.partitions })),
  ])
  for (const complaint of complaints) log.warn(complaint)

  const lanes = createLanes(topics)
  const backlog = createBacklog()
  let ownPartitions: readonly number[] = []
  const sender = session.senderTo(topic, () => ownPartitions, 8)
  const stateSender = session.senderTo(stateTopic, () => [0], 1)
  const foreignReader = createForeignReader(options.foreignReader)
  const fresh = new Map<number, FreshBodies>()
  const freshBudget = () => Math.floor(FRESH_MAX_BYTES / Math.max(1, fresh.size))
  let consumer: Promise<GroupConsumer> | undefined
  let isClosed = false
  let isDying = false
  let lost = 0
  const closing = new AbortController()
  let remembered: ReadonlyMap<number, number> = new Map()

  /**
   * A topic is gone, and what waited in it with it. Nobody will ever know how much that was, unless it is said now, where
   * the next process reads it.
   */
  async function onGone(cause: Error, goneTopic: string): Promise<void> {
    if (isDying) return
    isDying = true
    const partitions = backlog.lanes().filter((partition) => lanes.placeOf(partition).topic === goneTopic)
    const { waitingRecords, waitingSpans } = backlog.stats(partitions)
    const heads = partitions.map((partition) => ({ partition, head: backlog.lane(partition).head }))
    const note = state.noteGone({ topic: goneTopic, incarnation, records: waitingRecords, heads }, (message) =>
      session.sendApart(stateTopic, message),
    )
    await withDeadline(note, NOTE_MAX_MS).catch((error: unknown) =>
      log.error({ err: error }, 'cannot note what is lost'),
    )
    const gone = `${waitingRecords} records with ${waitingSpans} spans waited there and are lost`
    options.onDeath(waitingRecords === 0 ? cause : new Error(`${cause.message}; ${gone}`, { cause }))
  }

  /** What the broker says now; a head that went back means a topic that was made anew. */
  function onLook(seen: readonly Place[]): void {
    for (const { partition, high, low } of seen) {
      const { committed } = backlog.lane(partition)
      if (high < committed) {
        const why = new Error(`${lanes.nameOf(partition)} ends at ${high} and was read up to ${committed}`)
        void onGone(why, lanes.placeOf(partition).topic)
      }
      backlog.setHead(partition, high)
      lows.set(partition, low)
    }
    ownPartitions = seen.map(({ partition }) => partition).filter((partition) => lanes.isOurs(partition))
  }

  const lows = new Map<number, number>()
  const watch = createWatch({
    session,
    topics,
    lanes,
    onLook: async (seen) => {
      onLook(seen)
      // Who consumes knows better than the topic says.
      if (consumer === undefined) await state.refresh()
    },
    onGone: (error, goneTopic) => void onGone(error, goneTopic),
  })
  const places = await watch.look()
  ownPartitions = places.map(({ partition }) => partition).filter((partition) => lanes.isOurs(partition))
  const state: State = await openState({ topic: stateTopic, reader, sender: stateSender, backlog })
  let name = ''
  let incarnation = 0
  await findIncarnation()
  onLook(places)
  await scan()
  watch.start()

  /**
   * Offsets name records in the books, so a topic that was deleted and made anew needs another name: it is known by
   * heads that lie before what was committed.
   */
  async function findIncarnation(): Promise<void> {
    for (incarnation = state.incarnation; ; incarnation++) {
      name = `kafka:${clusterId}/${topic}${incarnation === 0 ? '' : `#${incarnation}`}`
      remembered = await options.storeCommitted(name)
      const known = (partition: number) =>
        Math.max(state.committed(partition), state.goneHead(partition), remembered.get(partition) ?? 0)
      const anew = places.filter(({ partition, high }) => high < known(partition))
      if (anew.length === 0) break
      const lines = anew.map(
        ({ partition, high }) => `${lanes.nameOf(partition)} ends at ${high}, known up to ${known(partition)}`,
      )
      log.error({ lines }, 'topics were made anew or lost records; what was not read of the old ones is lost')
      await state.beginAnew(
        anew.map(({ partition }) => partition),
        incarnation + 1,
      )
    }
  }

  async function startOf(partition: number): Promise<number> {
    await state.refresh()
    // The store may be away for a while; then what Kafka knows is enough.
    remembered = await options.storeCommitted(name).catch(() => remembered)
    const place = lanes.placeOf(partition)
    const [group] = await admin.fetchOffsets({ groupId: options.groupId, topics: [place.topic] })
    const offset = Number(group?.partitions.find((one) => one.partition === place.partition)?.offset ?? -1)
    const start = Math.max(offset, state.committed(partition), remembered.get(partition) ?? 0, 0)
    // A process that died between the books and the commit: what it had stored is still to be counted as received.
    if (start > state.committed(partition)) {
      await learnRange(partition, state.committed(partition), start)
      await state.commit(partition, start)
    }
    return start
  }

  async function open(partition: number, record: RawRecord): Promise<Envelope> {
    const place = { partition, offset: record.offset }
    const value = record.value ?? Buffer.alloc(0)
    const headers = lanes.isOurs(partition) ? envelopeHeaders(record) : undefined
    let envelope: Envelope
    if (headers === undefined) {
      const { topic: from } = lanes.placeOf(partition)
      envelope = {
        ...place,
        ...(await foreignReader.open({
          ...place,
          record,
          foreign: foreign.find((one) => one.topic === from),
          topic: from,
        })),
      }
    } else {
      const body = fresh.get(partition)?.take(record.offset)
      const inflated = body?.inflated
      envelope =
        inflated === undefined ? { ...place, headers, payload: value } : { ...place, headers, payload: value, inflated }
    }
    backlog.learn(
      partition,
      record.offset,
      knownOf(envelope.headers, value.length + RECORD_OVERHEAD_BYTES, record.timestampMs),
    )
    return envelope
  }

  /** Learns what waits and is not known, up to a bound. */
  async function scan(): Promise<void> {
    let bytes = 0
    for (const partition of backlog.lanes()) {
      for (const { from, to } of backlog.unknownRanges(partition)) {
        bytes += await learnRange(partition, from, to)
        if (bytes > SCAN_MAX_BYTES || isClosed) return
      }
    }
  }

  /** Returns the bytes that it read. */
  async function learnRange(partition: number, from: number, to: number): Promise<number> {
    let bytes = 0
    const place = lanes.placeOf(partition)
    const start = Math.max(from, lows.get(partition) ?? 0)
    for await (const records of reader.range(place.topic, place.partition, start, to)) {
      for (const record of records) {
        await open(partition, record)
        bytes += record.value?.length ?? 0
      }
      if (bytes > SCAN_MAX_BYTES || isClosed) return bytes
    }
    for (let offset = from; offset < to; offset++) backlog.learn(partition, offset, NOTHING)
    return bytes
  }

  function onAssigned(partitions: readonly number[], lost: readonly number[]): void {
    for (const partition of [...fresh.keys()]) if (!partitions.includes(partition)) fresh.delete(partition)
    for (const partition of partitions) {
      if (!fresh.has(partition) && lanes.isOurs(partition)) fresh.set(partition, createFreshBodies(freshBudget()))
    }
    if (lost.length === 0) return
    log.info({ lost, partitions }, 'another process takes over partitions')
    state.withdraw(lost).catch((error: unknown) => log.warn({ err: error }, 'cannot withdraw notes of attempts'))
  }

  function joinGroup(): Promise<GroupConsumer> {
    consumer ??= startConsumer({
      kafka,
      groupId: options.groupId,
      topics,
      sessionTimeoutMs: options.sessionTimeoutMs ?? SESSION_TIMEOUT_MS,
      maxBufferedBytes: BUFFERED_MAX_BYTES,
      log,
      partitionOf: lanes.partitionOf,
      placeOf: lanes.placeOf,
      startOf,
      open,
      onAssigned,
      onLost: ({ partition, from, to }) => {
        log.error({ from, to }, `${lanes.nameOf(partition)} lost ${to - from} records before they were read`)
        lost += to - from
        options.onLost?.(to - from)
      },
      onDeath: options.onDeath,
    }).catch((error: unknown) => {
      consumer = undefined
      throw kafkaError('join the consumer group', error)
    })
    return consumer
  }

  function checkOpen(): void {
    if (!isClosed) return
    throw new AppError('queue_closed', 'cannot use the queue: it is closed; the process is stopping', {
      retryable: true,
    })
  }

  async function append({ headers, payload, inflated }: NewRecord): Promise<{ partition: number; offset: number }> {
    checkOpen()
    const bytes = payload.length + RECORD_OVERHEAD_BYTES
    const { waitingBytes, oldestLoggedMs } = backlog.stats()
    const held = waitingBytes + sender.outstandingBytes
    if (held + bytes > options.maxBytes) {
      throw new QueueFull(`${held} of ${options.maxBytes} bytes wait in Kafka`, RETRY_AFTER_MS)
    }
    if (oldestLoggedMs !== null && clock.nowMs() - oldestLoggedMs > options.maxAgeMs) {
      throw new QueueFull(`the oldest record has waited ${clock.nowMs() - oldestLoggedMs} ms`, RETRY_AFTER_MS)
    }
    const place = await sender.send({
      value: Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength),
      headers: recordHeaders(headers),
    })
    backlog.learn(place.partition, place.offset, knownOf(headers, bytes, clock.nowMs()))
    fresh
      .get(place.partition)
      ?.keep(place.offset, inflated === undefined ? { payload, inflated: undefined } : { payload, inflated })
    return place
  }

  const pull = createPull({ join: joinGroup, checkOpen, backlog, closing: closing.signal, log })

  const queue: KafkaQueue = {
    get name() {
      return name
    },
    get lostRecords() {
      return lost
    },
    append,
    pull,
    commit: async (partition, next) => {
      checkOpen()
      const group = await joinGroup()
      const handedOut = group.handedOut(partition)
      // No longer ours, or ours again: the work will be done again by its owner, from what is committed.
      if (handedOut === undefined || next > handedOut) return
      invariant(next <= backlog.lane(partition).head, `commit to ${next} beyond the head of ${lanes.nameOf(partition)}`)
      if (next <= state.committed(partition)) return
      await state.commit(partition, next)
      await group.commit(partition, next)
    },
    beginAttempt: async (partition, from, to) => {
      checkOpen()
      invariant(from < to, `no range: ${partition}/${from}-${to}`)
      return await state.begin(partition, from, to)
    },
    stats: () => {
      const { oldestLoggedMs: _, ...stats } = backlog.stats()
      return { ...stats, maxBytes: options.maxBytes }
    },
    positions: () => backlog.lanes().map((partition) => ({ partition, committed: backlog.lane(partition).committed })),
    waitingByProject: () => backlog.waitingByProject(),
    goneRecords: () => state.goneRecords(),
    receivedCounts: () => merged([...state.received(), ...backlog.waitingCells()]),
    refresh: async () => {
      const [seen] = await Promise.all([watch.look(), state.refresh()])
      onLook(seen)
      await scan()
    },
    isAvailable: watch.isAvailable,
    isWaitingKnown: () => backlog.isKnown(),
    close: async () => {
      if (isClosed) return
      isClosed = true
      closing.abort()
      watch.stop()
      await sender.idle()
      const group = await consumer?.catch(() => undefined)
      const ours = group?.lanes() ?? []
      await group?.close()
      await state
        .withdraw(ours)
        .catch((error: unknown) => log.warn({ err: error }, 'cannot withdraw notes of attempts'))
    },
  }
  return queue
}

function merged(counts: readonly ReceivedCount[]): readonly ReceivedCount[] {
  const sums = new Map<string, { cell: ReceivedCount; spans: number }>()
  for (const count of counts) {
    const { spans, projectId, day, keyId, sdk, protocol } = count
    const id = JSON.stringify([projectId, day, keyId, sdk, protocol])
    const sum = sums.get(id) ?? { cell: count, spans: 0 }
    sum.spans += spans
    sums.set(id, sum)
  }
  return [...sums.values()].map(({ cell, spans }) => ({ ...cell, spans }))
}
