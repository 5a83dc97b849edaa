/**
 * Sends again what the log or the dead letter still holds: each record is appended once more, as if its client had
 * sent it again. A span that is stored already meets its own row and counts once; the books show the repeats.
 */
import { randomUUID } from 'node:crypto'
import type { DeadLetterEntry } from '../dead-letter.ts'
import type { EnvelopeHeaders } from '../queue.ts'
import { envelopeHeaders, headerText, recordHeaders } from './envelope.ts'
import type { RawRecord } from './reader.ts'
import type { NewMessage, Sender } from './sender.ts'
import type { KafkaSession } from './session.ts'

export interface ReplayRange {
  /** Unix milliseconds of the log's own time; or offsets by partition. */
  readonly from: { readonly ms: number } | { readonly partition: number; readonly offset: number }
  /** Exclusive; undefined: the end as it is now. */
  readonly toMs: number | undefined
}

export interface Replayed {
  readonly records: number
  readonly spans: number
  /** Records without our headers, which only their own producer can send again. */
  readonly skipped: number
}

export interface ReplayOptions {
  readonly session: KafkaSession
  readonly topic: string
}

export async function replayLog({ session, topic }: ReplayOptions, { from, toMs }: ReplayRange): Promise<Replayed> {
  const { admin, reader } = session
  const places = await admin.fetchTopicOffsets(topic)
  const begins =
    'ms' in from
      ? await admin.fetchTopicOffsetsByTimestamp(topic, from.ms)
      : [{ partition: from.partition, offset: String(from.offset) }]
  const ends = toMs === undefined ? places : await admin.fetchTopicOffsetsByTimestamp(topic, toMs)
  const send = appender(session.senderTo(topic, () => places.map(({ partition }) => partition), 4))
  const done = { records: 0, spans: 0, skipped: 0 }
  for (const begin of begins) {
    const place = places.find(({ partition }) => partition === begin.partition)
    const end = Number(ends.find(({ partition }) => partition === begin.partition)?.offset ?? 0)
    const start = Math.max(Number(begin.offset), Number(place?.low ?? 0))
    for await (const records of reader.range(topic, begin.partition, start, end)) {
      await Promise.all(records.map((record) => sendAgain(record, send, done)))
    }
  }
  return done
}

async function sendAgain(record: RawRecord, send: Append, done: { records: number; spans: number; skipped: number }) {
  const headers = envelopeHeaders(record)
  if (headers === undefined || record.value === null) {
    done.skipped += 1
    return
  }
  await send(headers, record.value)
  done.records += 1
  done.spans += headers.spanCount
}

export interface DeadLetterChoice {
  readonly reason: string | undefined
  readonly projectId: string | undefined
}

/** `topic` is that of the dead letter; what it holds goes to `to`, where it will be stored or come back from. */
export async function replayDeadLetter(
  { session, topic, to }: ReplayOptions & { readonly to: string },
  { reason, projectId }: DeadLetterChoice,
): Promise<Replayed> {
  const { admin, reader } = session
  const places = await admin.fetchTopicOffsets(to)
  const send = appender(session.senderTo(to, () => places.map(({ partition }) => partition), 4))
  const done = { records: 0, spans: 0, skipped: 0 }
  const [letters] = await admin.fetchTopicOffsets(topic)
  const seen = new Set<string>()
  const marks = session.senderTo(topic, () => [0], 1)
  for await (const records of reader.range(topic, 0, Number(letters?.low ?? 0), Number(letters?.high ?? 0))) {
    for (const record of records) {
      const entry = entryHeaders(record)
      const key = record.key?.toString() ?? ''
      const isWanted =
        entry !== undefined &&
        !seen.has(key) &&
        (reason === undefined || entry.reason === reason) &&
        (projectId === undefined || entry.projectId === projectId)
      if (!isWanted || record.value === null) continue
      seen.add(key)
      const { protocol, contentType, contentEncoding, keyId, sdk, spans: spanCount } = entry
      const origin = { projectId: entry.projectId, protocol: protocol as EnvelopeHeaders['protocol'], keyId, sdk }
      const inflatedBytes = record.value.length
      const rest = { contentType, contentEncoding, spanCount, inflatedBytes, receivedMs: session.clock.nowMs() }
      await send({ ...origin, ...rest, deliveryId: '' }, record.value)
      await marks.send(replayedMessage(key, session.clock.nowMs()))
      done.records += 1
      done.spans += spanCount
    }
  }
  return done
}

type Append = (headers: EnvelopeHeaders, value: Buffer) => Promise<unknown>

function appender(sender: Sender): Append {
  return (headers, value) => {
    const again = recordHeaders({ ...headers, deliveryId: randomUUID() })
    return sender.send({ value, headers: again })
  }
}

export function entryHeaders(record: RawRecord): Omit<DeadLetterEntry, 'bytes'> | undefined {
  const text = headerText(record, ENTRY_HEADER)
  return text === undefined ? undefined : (JSON.parse(text) as Omit<DeadLetterEntry, 'bytes'>)
}

/** Where the dead letter keeps that an entry was sent again, and when. */
export const REPLAYED_HEADER = 'vitrine-replayed'

/** Under the entry's own key, and without a body: no entry. */
export function replayedMessage(key: string, atMs: number): NewMessage {
  return { key, value: null, headers: { [REPLAYED_HEADER]: String(atMs) } }
}

/** Where the dead letter keeps what an entry is, beside its bytes. */
export const ENTRY_HEADER = 'vitrine-dead-letter'
