/** A real broker for a test file, or the reason why there is none, said loudly. */
import { rmSync } from 'node:fs'
import { type Kafka, missingForKafka, startKafka } from '../../scripts/kafka/broker.mjs'
import { tempFolder } from './product.ts'

export type TestKafka = Kafka

/** Undefined when tests on Kafka can run here. In CI they must. */
export function noKafka(): string | undefined {
  const why: string | undefined = missingForKafka()
  if (why !== undefined && process.env.CI === undefined) console.warn(`SKIPPED: tests on Kafka. ${why}`)
  return process.env.CI === undefined ? why : undefined
}

export async function startTestKafka(
  options: {
    readonly brokers?: number
    readonly port?: number
    readonly advertised?: number
    readonly secured?: boolean
  } = {},
): Promise<TestKafka> {
  const folder = tempFolder('vitrine-kafka-')
  const kafka = await startKafka({
    data: folder.path,
    port: options.port,
    advertised: options.advertised,
    count: options.brokers ?? 1,
    secured: options.secured ?? false,
  })
  return {
    ...kafka,
    stop: async () => {
      await kafka.stop()
      rmSync(folder.path, { recursive: true, force: true })
    },
  }
}
