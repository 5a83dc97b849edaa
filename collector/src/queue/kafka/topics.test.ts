import type { Admin } from 'kafkajs'
import { describe, expect, it } from 'vitest'
import { complaintsAbout, ensureTopics, type WantedTopic } from './topics.ts'

const DAY_MS = 86_400_000
const SAFE = {
  'max.message.bytes': '22020096',
  'min.insync.replicas': '2',
  'unclean.leader.election.enable': 'false',
  'cleanup.policy': 'delete',
  'retention.ms': '-1',
  'retention.bytes': '-1',
}

function complaints(kind: WantedTopic['kind'], settings: Partial<typeof SAFE> = {}, partitions = 1) {
  const all: Record<string, string> = { ...SAFE, ...settings }
  const topic = { name: 't', kind, partitions }
  return complaintsAbout(topic, { setting: (name) => all[name], copies: 3, partitions })
}

/** The settings of each topic that was made on so many brokers. */
async function made(brokers: number) {
  const topics: Record<string, object> = {}
  type Created = Parameters<Admin['createTopics']>[0]
  const admin = {
    describeCluster: () => Promise.resolve({ brokers: Array.from({ length: brokers }, () => ({})) }),
    listTopics: () => Promise.resolve([]),
    createTopics: ({ topics: wanted }: Created) => {
      for (const { topic, numPartitions, replicationFactor, configEntries = [] } of wanted) {
        const settings = Object.fromEntries(configEntries.map(({ name, value }) => [name, value]))
        topics[topic] = { numPartitions, replicationFactor, ...settings }
      }
      return Promise.resolve(true)
    },
    fetchTopicMetadata: () => Promise.resolve({ topics: [{ partitions: [{ leader: 1 }] }] }),
  }
  await ensureTopics(admin as unknown as Admin, [
    { name: 'ours', kind: 'records', partitions: 6 },
    { name: 'state', kind: 'state', partitions: 1 },
    { name: 'theirs', kind: 'foreign', partitions: 6 },
  ])
  return topics
}

describe('a topic that is made', () => {
  it('has three copies, of which two must have a record, and keeps everything until we delete it', async () => {
    expect(await made(5)).toMatchObject({
      ours: { ...SAFE, numPartitions: 6, replicationFactor: 3 },
      state: { replicationFactor: 3, 'min.insync.replicas': '2', 'cleanup.policy': 'compact' },
      theirs: { 'min.insync.replicas': '2', 'retention.ms': String(7 * DAY_MS) },
    })
  })

  it('has as many copies as there are brokers', async () => {
    expect(await made(1)).toMatchObject({ ours: { replicationFactor: 1, 'min.insync.replicas': '1' } })
  })
})

describe('a topic that is there already', () => {
  it('is left alone when it keeps what it gets', () => {
    expect(complaints('records')).toEqual([])
    expect(complaints('dead-letter')).toEqual([])
    expect(complaints('state', { 'cleanup.policy': 'compact' })).toEqual([])
    expect(complaints('foreign', { 'retention.ms': String(7 * DAY_MS), 'max.message.bytes': '1048588' })).toEqual([])
  })

  it.each([
    ['records', { 'retention.ms': String(30 * DAY_MS) }, 'retention.ms=2592000000; set it to -1'],
    ['records', { 'retention.bytes': '1000000' }, 'retention.bytes=1000000; set it to -1'],
    ['records', { 'max.message.bytes': '1048588' }, 'max.message.bytes=1048588; set it to 22020096'],
    ['records', { 'min.insync.replicas': '1' }, 'min.insync.replicas=1; set it to 2'],
    ['records', { 'unclean.leader.election.enable': 'true' }, 'unclean.leader.election.enable=true; set it to false'],
    ['records', { 'cleanup.policy': 'compact' }, 'cleanup.policy=compact; set it to delete'],
    ['state', {}, 'cleanup.policy=delete; set it to compact'],
    ['foreign', { 'retention.ms': String(7 * DAY_MS - 1) }, 'retention.ms=604799999; set it to 604800000 or more'],
  ] as const)('is complained about when it may lose spans: %s with %o', (kind, settings, complaint) => {
    const found = complaints(kind, settings)
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(`the Kafka topic t has ${complaint}`)
  })

  it('is complained about when what it must remember lies in several partitions', () => {
    expect(complaints('state', { 'cleanup.policy': 'compact' }, 3)).toEqual([
      'the Kafka topic t has 3 partitions and must have 1',
    ])
  })
})
