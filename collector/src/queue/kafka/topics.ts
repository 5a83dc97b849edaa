/**
 * Our topics, made with what they need or looked at: a broker's defaults cut bodies at 1 MB and throw records away
 * after a week whether they were read or not.
 */
import kafkajs, { type Admin } from 'kafkajs'
import { AppError, messageOf } from '../../base/errors.ts'
import { typeOfError } from './client.ts'

export interface WantedTopic {
  readonly name: string
  readonly kind: 'records' | 'state' | 'dead-letter' | 'foreign'
  readonly partitions: number
}

/** The largest body that a door takes, and its headers. */
export const MESSAGE_MAX_BYTES = 22_020_096
const MAX_LOOKS = 100
const LOOK_AGAIN_MS = 100
const WEEK_MS = 7 * 24 * 3600 * 1000
const FOREIGN_BYTES = 1_048_588

/** Makes what is missing; returns complaints about what is there. Throws AppError when a topic cannot be had. */
export async function ensureTopics(admin: Admin, topics: readonly WantedTopic[]): Promise<readonly string[]> {
  const { brokers } = await admin.describeCluster()
  const copies = Math.min(3, brokers.length)
  const there = new Set(await admin.listTopics())
  const missing = topics.filter(({ name }) => !there.has(name))
  for (const topic of missing) await create(admin, topic, copies)
  for (const topic of missing) await visible(admin, topic)
  const complaints: string[] = []
  for (const topic of topics) {
    if (there.has(topic.name)) complaints.push(...(await look(admin, topic)))
  }
  return complaints
}

async function create(admin: Admin, topic: WantedTopic, copies: number): Promise<void> {
  try {
    await admin.createTopics({
      // The client's own wait fails on brokers that have not heard of the topic yet.
      waitForLeaders: false,
      topics: [
        {
          topic: topic.name,
          numPartitions: topic.partitions,
          replicationFactor: copies,
          configEntries: Object.entries(settingsOf(topic, copies)).map(([name, value]) => ({ name, value })),
        },
      ],
    })
  } catch (cause) {
    if (typeOfError(cause) === 'TOPIC_ALREADY_EXISTS' || /already exists/i.test(messageOf(cause))) return
    const why = `cannot make the Kafka topic ${topic.name}: ${messageOf(cause)}; make it by hand (docs/kafka.md), or allow it`
    throw new AppError('queue_unavailable', why, { retryable: true, cause })
  }
}

/** A new topic is known a moment after it was made, and has leaders a moment later. */
async function visible(admin: Admin, { name }: WantedTopic): Promise<void> {
  for (let look = 1; ; look++) {
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: [name] })
      const partitions = topics[0]?.partitions ?? []
      if (partitions.length > 0 && partitions.every(({ leader }) => leader >= 0)) return
      if (look >= MAX_LOOKS) throw new Error('it has no leaders')
    } catch (cause) {
      if (look < MAX_LOOKS) continue
      const why = `cannot see the Kafka topic ${name} after it was made: ${messageOf(cause)}; look at the brokers`
      throw new AppError('queue_unavailable', why, { retryable: true, cause })
    } finally {
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
    }
  }
}

function settingsOf(topic: WantedTopic, copies: number): Record<string, string> {
  const safe = {
    'min.insync.replicas': String(Math.max(1, copies - 1)),
    'unclean.leader.election.enable': 'false',
    'max.message.bytes': String(MESSAGE_MAX_BYTES),
  }
  if (topic.kind === 'state') return { ...safe, 'cleanup.policy': 'compact', 'segment.ms': '3600000' }
  // Foreign topics have no job of ours that trims them.
  const retentionMs = topic.kind === 'foreign' ? String(WEEK_MS) : '-1'
  return { ...safe, 'cleanup.policy': 'delete', 'retention.ms': retentionMs, 'retention.bytes': '-1' }
}

async function look(admin: Admin, topic: WantedTopic): Promise<readonly string[]> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic.name }],
  })
  const entries = resources[0]?.configEntries ?? []
  const setting = (name: string) => entries.find((entry) => entry.configName === name)?.configValue
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic.name] })
  const partitions = topics[0]?.partitions ?? []
  return complaintsAbout(topic, { setting, copies: partitions[0]?.replicas.length ?? 1, partitions: partitions.length })
}

interface Found {
  readonly setting: (name: string) => string | undefined
  readonly copies: number
  readonly partitions: number
}

export function complaintsAbout(topic: WantedTopic, { setting, copies, partitions }: Found): readonly string[] {
  const complaints: string[] = []
  const say = (name: string, wanted: string, why: string) =>
    complaints.push(`the Kafka topic ${topic.name} has ${name}=${setting(name)}; set it to ${wanted}: ${why}`)
  const number = (name: string) => Number(setting(name))
  const bytes = topic.kind === 'foreign' ? FOREIGN_BYTES : MESSAGE_MAX_BYTES
  if (number('max.message.bytes') < bytes) say('max.message.bytes', String(bytes), 'larger bodies cannot be kept')
  if (copies >= 3 && number('min.insync.replicas') < 2) {
    say('min.insync.replicas', '2', 'an acknowledged span may otherwise lie on one broker only')
  }
  if (setting('unclean.leader.election.enable') === 'true') {
    say('unclean.leader.election.enable', 'false', 'a stale replica that takes over loses acknowledged spans')
  }
  const cleanup = setting('cleanup.policy') ?? 'delete'
  if (topic.kind === 'state') {
    if (cleanup !== 'compact') say('cleanup.policy', 'compact', 'what the queue must remember is otherwise thrown away')
    if (partitions !== 1) complaints.push(`the Kafka topic ${topic.name} has ${partitions} partitions and must have 1`)
    return complaints
  }
  if (cleanup !== 'delete') say('cleanup.policy', 'delete', 'compaction loses records without a key')
  const retentionMs = number('retention.ms')
  const [leastMs, wanted, why] =
    topic.kind === 'foreign'
      ? [WEEK_MS, `${WEEK_MS} or more`, 'what is not read in time is lost']
      : [Number.POSITIVE_INFINITY, '-1', 'Vitrine deletes what is stored; the broker must not delete what is not']
  if (retentionMs !== -1 && retentionMs < leastMs) say('retention.ms', wanted, why)
  if (topic.kind !== 'foreign' && number('retention.bytes') > 0) say('retention.bytes', '-1', why)
  return complaints
}
