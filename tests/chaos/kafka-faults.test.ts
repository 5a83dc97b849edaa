import path from 'node:path'
import kafkajs, { type Consumer } from 'kafkajs'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { freePorts } from '../../scripts/lib/free-ports.mjs'
import { seededRandom } from '../fuzz/mutate.ts'
import { type ClockOfAProcess, clockOfAProcess } from '../support/clock-of-a-process.ts'
import { expectWhole } from '../support/expect-whole.ts'
import { noKafka, startTestKafka, type TestKafka } from '../support/kafka.ts'
import { type Product, pause, startProduct, tempFolder, until } from '../support/product.ts'
import { type Network, startNetwork } from '../support/server-process.ts'
import { CHAOS_ROUNDS, CHAOS_SEED, CHAOS_TIMEOUT_MS, type Hands, underLoad } from '../support/under-load.ts'

/** What may happen between a collector and its broker, one process and one broker for all of it. */
const TOPIC = 'faults'
const WAVES = 2
const SESSION_SECONDS = 6
const folder = tempFolder('vitrine-kafka-faults-')

describe.skipIf(noKafka() !== undefined)('while Kafka suffers', { timeout: CHAOS_TIMEOUT_MS }, () => {
  const random = seededRandom(CHAOS_SEED)
  let kafka: TestKafka
  let network: Network
  let clock: ClockOfAProcess
  let product: Product
  let start: () => Promise<Product>

  beforeAll(async () => {
    const [target = 0, advertised = 0] = await freePorts(2)
    network = await startNetwork(target, advertised)
    kafka = await startTestKafka({ port: target, advertised })
    clock = clockOfAProcess(folder.path)
    const options = {
      data: path.join(folder.path, 'data'),
      ports: (await freePorts(3)) as [number, number, number],
      nodeArgs: clock.nodeArgs,
      env: {
        KAFKA_BROKERS: `127.0.0.1:${advertised}`,
        KAFKA_TOPIC: TOPIC,
        KAFKA_GROUP: TOPIC,
        KAFKA_PARTITIONS: '4',
        KAFKA_SESSION_SECONDS: String(SESSION_SECONDS),
      },
    }
    start = () => startProduct(options)
    product = await start()
  }, 180_000)
  afterAll(async () => {
    await product?.stop('SIGKILL')
    await kafka?.stop()
    await network?.close()
    folder.remove()
  }, 60_000)

  /** The process goes on with the next fault, if it lives. */
  async function suffer(what: string, fault: (hands: Hands) => Promise<void>): Promise<void> {
    const scene = { product, start, senders: 3, habits: { pauseMs: 20 } }
    const { product: last, ...found } = await underLoad(scene, async (hands) => {
      for (let round = 0; round < CHAOS_ROUNDS; round += 1) await fault(hands)
    })
    product = last
    expectWhole(what, found)
  }

  const between = (least: number, most: number) => Math.round(least + random() * (most - least))

  it('a network that swallows both directions, or one of them, loses nothing and counts nothing twice', async () => {
    await suffer('the network between collector and broker swallows requests, answers, both', async () => {
      for (const direction of ['requests', 'answers', 'both'] as const) {
        network.part(direction)
        // One of them for longer than the session of a member.
        await pause(direction === 'both' ? between(SESSION_SECONDS * 1_000, 8_000) : between(500, 2_000))
        network.heal()
        await pause(between(200, 1_000))
      }
    })
  })

  it('members that join and leave without end lose nothing and count nothing twice', async () => {
    const client = new kafkajs.Kafka({ brokers: [...kafka.addresses], logLevel: kafkajs.logLevel.NOTHING })
    const what = `a storm of rebalances: ${WAVES} times up to three members join, take partitions and leave`
    await suffer(what, async () => {
      for (let wave = 0; wave < WAVES; wave += 1) {
        const members = await Promise.all(Array.from({ length: between(1, 3) }, () => joined(client)))
        await pause(between(0, 500))
        await Promise.all(members.map((member) => member.disconnect()))
      }
    })
  })

  it('a clock that jumps a day ahead and an hour back loses nothing and counts nothing twice', async () => {
    await suffer('the clock jumps a day ahead, then an hour back, on Kafka', async () => {
      for (const jumpMs of [86_400_000, -3_600_000]) {
        clock.jump(jumpMs)
        // Long enough behind that whoever waits by this clock is missed by the brokers.
        await pause(jumpMs > 0 ? between(500, 2_000) : (SESSION_SECONDS + 1) * 1_000)
      }
    })
  })

  it('a topic that is deleted ends the process, and its next start goes on with a new one', async () => {
    const admin = new kafkajs.Kafka({ brokers: [...kafka.addresses], logLevel: kafkajs.logLevel.NOTHING }).admin()
    await admin.connect()
    const isThere = async () => (await admin.listTopics()).includes(TOPIC)
    await suffer('the topic deleted while nothing waits in it, the process restarted', async (hands) => {
      await hands.quiet(async () => {
        await hands.product.drained({ timeoutMs: 120_000 })
        await admin.deleteTopics({ topics: [TOPIC] })
        await until('the topic to be gone', async () => ((await isThere()) ? undefined : true))
      })
      await hands.restart('SIGCONT')
    })
    await admin.disconnect()
  })
})

/** Of the same group: takes its share of the partitions, and commits nothing. */
async function joined(client: kafkajs.Kafka): Promise<Consumer> {
  const member = client.consumer({ groupId: TOPIC, sessionTimeout: SESSION_SECONDS * 1_000, heartbeatInterval: 500 })
  const isIn = new Promise<void>((resolve) => member.on(member.events.GROUP_JOIN, () => resolve()))
  await member.connect()
  await member.subscribe({ topics: [TOPIC], fromBeginning: true })
  await member.run({ autoCommit: false, eachMessage: () => Promise.resolve() })
  await isIn
  return member
}
