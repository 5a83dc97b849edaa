/**
 * The dead letter on Kafka: a topic that every process reads into a table of its own (the embedded dead letter), so
 * that each can list, count and say that it is full. An entry that was put twice has one key and counts once there.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { messageOf } from '../base/errors.ts'
import type { DeadLetter, DeadLetterEntry, DeadLetterKey } from './dead-letter.ts'
import type { EmbeddedDeadLetter } from './embedded-dead-letter.ts'
import { summaryOf, trimDeadLetter } from './kafka/dead-letter-trim.ts'
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

/** `from`: the first offset that was ever read; what lay before it is known from a summary. */
const Position = z.object({
  topic: z.string(),
  clusterId: z.string(),
  nextOffset: z.number(),
  from: z._default(z.number(), 0),
})

export interface KafkaDeadLetter extends DeadLetter {
  readonly bytes: number
  /** Gives up what is older, and goes on counting it. */
  trim(keepMs: number): Promise<void>
  close(): Promise<void>
}

export async function openKafkaDeadLetter(options: KafkaDeadLetterOptions): Promise<KafkaDeadLetter> {
  const { session, topic, mirror } = options
  const { admin, reader, log, clusterId } = session
  for (const complaint of await ensureTopics(admin, [{ name: topic, kind: 'dead-letter', partitions: 1 }])) {
    log.warn(complaint)
  }
  const sender = session.senderTo(topic, () => [0], 1)
  const file = join(options.folder, 'position.json')
  const position = readPosition()
  let nextOffset = position?.nextOffset ?? -1
  let from = position?.from ?? 0
  /** Entries that are on their way to both the topic and the mirror. */
  let putting = 0
  let isClosed = false
  let reading = Promise.resolve()
  let timer: NodeJS.Timeout

  function readPosition(): z.output<typeof Position> | undefined {
    try {
      const found = Position.parse(JSON.parse(readFileSync(file, 'utf8')))
      return found.topic === topic && found.clusterId === clusterId ? found : undefined
    } catch {
      // None yet, or damaged: all of it is read again.
      return undefined
    }
  }

  function writePosition(): void {
    writeFileSync(`${file}.new`, JSON.stringify({ topic, clusterId, nextOffset, from }))
    renameSync(`${file}.new`, file)
  }

  async function readOn(): Promise<void> {
    const [place] = await admin.fetchTopicOffsets(topic)
    const low = Number(place?.low ?? 0)
    // Never read, made anew, or trimmed beyond where we are.
    if (nextOffset > Number(place?.high ?? 0) || nextOffset < low) {
      await mirror.clear()
      from = low
      nextOffset = low
    }
    for (;;) {
      const piece = await reader.read(topic, 0, nextOffset)
      await mirror.put(piece.records.flatMap(entryOf))
      for (const summary of piece.records.flatMap((record) => summaryOf(record) ?? [])) {
        if (from > 0 && summary.upTo === from) await mirror.countBefore(summary.counts)
      }
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
      putting += 1
      try {
        await Promise.all(entries.map((entry) => sender.send(messageOfEntry(entry))))
        await mirror.put(entries)
      } finally {
        putting -= 1
      }
    },
    trim: async (keepMs) => {
      await trimDeadLetter({ session, topic, keepMs })
      await reading
      // An entry that comes again is known by its key, so that none may be given up while one is on its way.
      if (putting === 0) await mirror.forget(session.clock.nowMs() - keepMs)
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
