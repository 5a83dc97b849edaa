/** Looks at the brokers once a second: are they there, and where do the partitions begin and end? One look at a time. */
import { messageOf } from '../../base/errors.ts'
import type { Lanes } from './lanes.ts'
import type { KafkaSession } from './session.ts'

export interface Place {
  readonly partition: number
  readonly high: number
  readonly low: number
}

export interface Watch {
  start(): void
  look(): Promise<readonly Place[]>
  /** False while the brokers do not answer. */
  isAvailable(): boolean
  stop(): void
}

export interface WatchOptions {
  readonly session: KafkaSession
  readonly topics: readonly string[]
  readonly lanes: Lanes
  /** After every look that had an answer. */
  readonly onLook: (places: readonly Place[]) => Promise<void> | void
  readonly onGone: (error: Error, topic: string) => void
}

const LOOK_EVERY_MS = 1_000
/** A broker that does not answer within this is away. */
const LOOK_MAX_MS = 5_000
/** Metadata may lag behind; a topic that stays away for so many looks was deleted. */
const MISSING_LOOKS = 5
const IS_MISSING = /does not host this topic|UNKNOWN_TOPIC/i

export function createWatch({ session, topics, lanes, onLook, onGone }: WatchOptions): Watch {
  const { looker, log } = session
  let isAvailable = true
  let isStopped = false
  const missing = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined

  async function look(): Promise<readonly Place[]> {
    const all = await Promise.all(
      topics.map(async (name) =>
        (await offsetsOf(name)).map(({ partition, high, low }) => ({
          partition: lanes.partitionOf(name, partition),
          high: Number(high),
          low: Number(low),
        })),
      ),
    )
    return all.flat()
  }

  async function offsetsOf(topic: string) {
    try {
      const offsets = await looker.fetchTopicOffsets(topic)
      missing.delete(topic)
      return offsets
    } catch (error) {
      if (IS_MISSING.test(messageOf(error))) missing.set(topic, (missing.get(topic) ?? 0) + 1)
      else missing.delete(topic)
      throw error
    }
  }

  async function lookAgain(): Promise<void> {
    try {
      await onLook(await withDeadline(look(), LOOK_MAX_MS))
      if (!isAvailable) log.info('Kafka answers again')
      isAvailable = true
    } catch (error) {
      if (isStopped) return
      const why = messageOf(error)
      if (isAvailable) log.error({ why }, 'Kafka does not answer; the doors say "later" until it does')
      isAvailable = false
      for (const [topic, looks] of missing)
        if (looks >= MISSING_LOOKS) onGone(new Error(`a topic is gone: ${why}`), topic)
    }
    if (!isStopped) timer = setTimeout(() => void lookAgain(), LOOK_EVERY_MS).unref()
  }

  return {
    start: () => {
      timer = setTimeout(() => void lookAgain(), LOOK_EVERY_MS).unref()
    },
    look: () => withDeadline(look(), LOOK_MAX_MS),
    isAvailable: () => isAvailable,
    stop: () => {
      isStopped = true
      clearTimeout(timer)
    },
  }
}

export function withDeadline<T>(work: Promise<T>, deadlineMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${deadlineMs} ms`)), deadlineMs)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
