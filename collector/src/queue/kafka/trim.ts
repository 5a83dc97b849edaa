/**
 * Our topics keep everything until this job deletes what is stored and older than the replay window. What is not
 * committed is never touched, however old it is.
 */
import type { Admin } from 'kafkajs'
import { messageOf } from '../../base/errors.ts'
import type { Log } from '../../base/log.ts'
import type { KafkaSession } from './session.ts'

export interface TrimOptions {
  readonly session: Pick<KafkaSession, 'admin' | 'log' | 'clock'>
  readonly topic: string
  readonly keepMs: number
  /** Next offset to read, of a partition of this topic. */
  readonly committed: (partition: number) => number
}

export interface Trimmer {
  stop(): Promise<void>
}

const TRIM_EVERY_MS = 10 * 60_000

/** Every one of `trims` from time to time; one that fails is tried again the next time. */
export function startTrimmer(log: Log, trims: readonly (() => Promise<unknown>)[]): Trimmer {
  let running: Promise<unknown> = Promise.resolve()
  const timer = setInterval(() => {
    const one = (run: () => Promise<unknown>) =>
      run().catch((error: unknown) => {
        log.warn({ why: messageOf(error) }, 'cannot delete what is older than the replay window; trying again later')
      })
    running = Promise.all(trims.map(one))
  }, TRIM_EVERY_MS).unref()
  return {
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}

/** Returns the records that it deleted. */
export async function trim({ session, topic, keepMs, committed }: TrimOptions): Promise<number> {
  const admin: Admin = session.admin
  const [old, places] = await Promise.all([
    admin.fetchTopicOffsetsByTimestamp(topic, session.clock.nowMs() - keepMs),
    admin.fetchTopicOffsets(topic),
  ])
  const partitions: { partition: number; offset: string }[] = []
  let records = 0
  for (const { partition, low } of places) {
    const oldEnd = Number(old.find((one) => one.partition === partition)?.offset ?? 0)
    const end = Math.min(oldEnd, committed(partition))
    if (end <= Number(low)) continue
    partitions.push({ partition, offset: String(end) })
    records += end - Number(low)
  }
  if (partitions.length === 0) return 0
  await admin.deleteTopicRecords({ topic, partitions })
  session.log.info({ topic, records }, 'deleted stored records that are older than the replay window')
  return records
}
