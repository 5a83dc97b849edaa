import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe } from 'vitest'
import { noKafka, startTestKafka, type TestKafka } from '../support/kafka.ts'
import { openQueue } from './kafka-queue-home.ts'
import { describeQueue } from './queue-contract.ts'

/** The same promises on a real broker. */
describe.skipIf(noKafka() !== undefined)('on a real broker', () => {
  let kafka: TestKafka
  beforeAll(async () => {
    kafka = await startTestKafka()
  }, 120_000)
  afterAll(() => kafka.stop(), 60_000)

  describeQueue('the Kafka queue', async () => {
    const where = `${kafka.addresses.join(',')} q-${randomUUID()}`
    return {
      where,
      open: (options = {}) => openQueue(where, options),
      childModule: fileURLToPath(new URL('kafka-queue-home.ts', import.meta.url)),
      destroy: () => Promise.resolve(),
    }
  })
})
