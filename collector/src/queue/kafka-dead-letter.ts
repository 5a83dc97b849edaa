/**
 * The dead letter on Kafka: a topic that every process reads into a table of its own (the embedded dead letter), so
 * that each can list, count and say that it is full. An entry that was put twice has one key and counts once there.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { messageOf } from '../base/errors.ts'
import type { DeadLetterEntry, DeadLetterKey } from './dead-letter.ts'
import type { EmbeddedDeadLetter } from './embedded-dead-letter.ts'
import { headerText } from './kafka/envelope.ts'
import type { RawRecord } from './kafka/reader.ts'
import { ENTRY_HEADER, REPLAYED_HEADER, replayedMessage } from './kafka/replay.ts'
import type { KafkaSession } from './kafka/session.ts'
import { ensureTopics } from './kafka/topics.ts'

export interface KafkaDeadLetterOptions {
  readonly session: KafkaSession
  readonly topic: string
  /** What was read so far, in a folder that this process owns. */
  readonly mirror: EmbeddedDeadLetter
  readonly folder: string
}

/** For people who look at the topic with their own tools. */
const REASON_HEADER = 'vitrine-reason'
const READ_EVERY_MS = 2_000

const Position = z.object({ topic: z.string(), clusterId: z.string(), nextOffset: z.number() })

export async function openKafkaDeadLetter(options: KafkaDeadLetterOptions): Promise<EmbeddedDeadLetter> {
  const { session, topic, mirror } = options
  const { admin, reader, log, clusterId } = session
  for (const complaint of await ensureTopics(admin, [{ name: topic, kind: 'dead-letter', partitions: 1 }])) {
    log.warn(complaint)
  }
  const sender = session.senderTo(topic, () => [0], 1)
  const file = join(options.folder, 'position.json')
  let nextOffset = readPosition()
  let isClosed = false
  let reading = Promise.resolve()
  let timer: NodeJS.Timeout

  function readPosition(): number {
    try {
      const found = Position.parse(JSON.parse(readFileSync(file, 'utf8')))
      return found.topic === topic && found.clusterId === clusterId ? found.nextOffset : 0
    } catch {
      // None yet, or damaged: reading all of it again changes nothing.
      return 0
    }
  }

  function writePosition(): void {
    writeFileSync(`${file}.new`, JSON.stringify({ topic, clusterId, nextOffset }))
    renameSync(`${file}.new`, file)
  }

  async function readOn(): Promise<void> {
    const [place] = await admin.fetchTopicOffsets(topic)
    const low = Number(place?.low ?? 0)
    // Made anew, or trimmed beyond where we are.
    if (nextOffset > Number(place?.high ?? 0) || nextOffset < low) nextOffset = low
    for (;;) {
      const piece = await reader.read(topic, 0, nextOffset)
      await mirror.put(piece.records.flatMap(entryOf))
      for (const { key, atMs } of piece.records.flatMap(replayOf)) await mirror.markReplayed([key], atMs)
      if (piece.nextOffset === nextOffset || isClosed) return
      nextOffset = piece.nextOffset
      writePosition()
    }
  }

  async function readAgain(): Promise<void> {
    reading = readOn().catch((error: unknown) => {
      if (!isClosed) log.debug({ why: messageOf(error) }, 'cannot read the dead letter; trying again')
    })
    await reading
    if (!isClosed) timer = setTimeout(() => void readAgain(), READ_EVERY_MS).unref()
  }

  await readOn()
  timer = setTimeout(() => void readAgain(), READ_EVERY_MS).unref()

  return {
    get bytes() {
      return mirror.bytes
    },
    put: async (entries) => {
      await Promise.all(entries.map((entry) => sender.send(messageOfEntry(entry))))
      await mirror.put(entries)
    },
    markReplayed: async (keys, atMs) => {
      await Promise.all(keys.map((key) => sender.send(replayedMessage(idOf(key), atMs))))
      await mirror.markReplayed(keys, atMs)
    },
    isFull: () => mirror.isFull(),
    counts: () => mirror.counts(),
    list: (wanted) => mirror.list(wanted),
    close: async () => {
      isClosed = true
      clearTimeout(timer)
      await Promise.all([sender.idle(), reading])
      await mirror.close()
    },
  }
}

function messageOfEntry({ bytes, ...rest }: DeadLetterEntry) {
  const { reason } = rest
  return {
    key: idOf(rest),
    value: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    headers: { [ENTRY_HEADER]: JSON.stringify(rest), [REASON_HEADER]: reason },
  }
}

function idOf({ queue, partition, offset, index }: DeadLetterKey): string {
  return JSON.stringify([queue, partition, offset, index])
}

const Key = z.tuple([z.string(), z.number(), z.number(), z.number()])

function replayOf(record: RawRecord): readonly { readonly key: DeadLetterKey; readonly atMs: number }[] {
  const atMs = headerText(record, REPLAYED_HEADER)
  if (atMs === undefined || record.key === null) return []
  const [queue, partition, offset, index] = Key.parse(JSON.parse(record.key.toString()))
  return [{ key: { queue, partition, offset, index }, atMs: Number(atMs) }]
}

function entryOf(record: RawRecord): readonly DeadLetterEntry[] {
  const text = headerText(record, ENTRY_HEADER)
  if (text === undefined || record.value === null) return []
  return [{ ...(JSON.parse(text) as Omit<DeadLetterEntry, 'bytes'>), bytes: record.value }]
}
