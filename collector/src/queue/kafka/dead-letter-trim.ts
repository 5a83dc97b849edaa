/**
 * The dead letter on Kafka keeps what it was given for the replay window. Its counts are the third column of the books
 * and are kept for ever: before anything is deleted, a summary of all that lies before the new beginning is appended.
 * Whoever begins to read there takes it for what it never saw.
 */
import { z } from 'zod'
import type { DeadLetterEntry, RejectedCount, RejectReason } from '../dead-letter.ts'
import { sumRejected } from '../rejected-counts.ts'
import { headerText } from './envelope.ts'
import type { RawRecord } from './reader.ts'
import { entryHeaders } from './replay.ts'
import type { NewMessage } from './sender.ts'
import type { KafkaSession } from './session.ts'

export interface Summary {
  /** It counts every entry before this offset. */
  readonly upTo: number
  readonly counts: readonly RejectedCount[]
}

export interface TrimDeadLetterOptions {
  readonly session: Pick<KafkaSession, 'admin' | 'reader' | 'log' | 'clock' | 'senderTo'>
  readonly topic: string
  readonly keepMs: number
}

const SUMMARY_HEADER = 'vitrine-dead-letter-summary'
const SUMMARY_KEY = 'summary'

const Counts = z.array(
  z.object({
    projectId: z.string(),
    day: z.string(),
    keyId: z.string(),
    sdk: z.string(),
    protocol: z.string(),
    reason: z.string().transform((reason) => reason as RejectReason),
    spans: z.number(),
  }),
)

/** Returns the records that it deleted. */
export async function trimDeadLetter({ session, topic, keepMs }: TrimDeadLetterOptions): Promise<number> {
  const { admin, log, clock } = session
  const [old] = await admin.fetchTopicOffsetsByTimestamp(topic, clock.nowMs() - keepMs)
  const [place] = await admin.fetchTopicOffsets(topic)
  const low = Number(place?.low ?? 0)
  const high = Number(place?.high ?? 0)
  const end = Number(old?.offset ?? 0)
  if (end <= low) return 0
  const found = await sumUp({ session, topic }, { low, high, end })
  if (found === undefined) return 0
  const [now] = await admin.fetchTopicOffsets(topic)
  // Another process was faster: what was read here may have holes.
  if (Number(now?.low ?? 0) !== low) return 0
  await session.senderTo(topic, () => [0], 1).send(summaryMessage({ upTo: end, counts: found }))
  await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: String(end) }] })
  log.info({ topic, records: end - low }, 'deleted dead letters that are older than the replay window')
  return end - low
}

/** Undefined: there is nothing to give up, or what lies before `low` is not known. */
async function sumUp(
  { session, topic }: Pick<TrimDeadLetterOptions, 'session' | 'topic'>,
  { low, high, end }: { low: number; high: number; end: number },
): Promise<readonly RejectedCount[] | undefined> {
  const entries = new Map<string, RejectedCount>()
  let base: readonly RejectedCount[] | undefined = low === 0 ? [] : undefined
  let isWorthIt = false
  for await (const records of session.reader.range(topic, 0, low, high)) {
    for (const record of records) {
      const summary = summaryOf(record)
      const entry = entryHeaders(record)
      const key = String(record.key)
      if (summary !== undefined) {
        if (summary.upTo === low) base = summary.counts
      } else if (record.offset < end) {
        isWorthIt = true
        if (entry !== undefined && !entries.has(key)) entries.set(key, countOf(entry))
      } else if (entry !== undefined) {
        // Put twice, and the second one stays: it is counted by whoever reads it.
        entries.delete(key)
      }
    }
  }
  if (base === undefined) session.log.warn({ topic, low }, 'the dead letter has lost its summary; nothing is deleted')
  return isWorthIt && base !== undefined ? sumRejected([...base, ...entries.values()]) : undefined
}

function countOf(entry: Omit<DeadLetterEntry, 'bytes'>): RejectedCount {
  const { projectId, keyId, sdk, protocol, reason, spans, receivedMs } = entry
  return { projectId, day: new Date(receivedMs).toISOString().slice(0, 10), keyId, sdk, protocol, reason, spans }
}

function summaryMessage({ upTo, counts }: Summary): NewMessage {
  return { key: SUMMARY_KEY, value: Buffer.from(JSON.stringify(counts)), headers: { [SUMMARY_HEADER]: String(upTo) } }
}

export function summaryOf(record: RawRecord): Summary | undefined {
  const upTo = headerText(record, SUMMARY_HEADER)
  if (upTo === undefined || record.value === null) return undefined
  return { upTo: Number(upTo), counts: Counts.parse(JSON.parse(record.value.toString())) }
}
