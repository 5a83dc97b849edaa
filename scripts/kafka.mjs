// `npm run kafka [-- --brokers 3]`: a real Kafka on 127.0.0.1 until SIGTERM. KAFKA_PORT (9092) and KAFKA_DATA place it.
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { missingForKafka, startKafka } from './kafka/broker.mjs'
import { ROOT } from './lib/run.mjs'

const { values } = parseArgs({ options: { brokers: { type: 'string', default: '1' } } })
const count = Number(values.brokers)
const port = Number(process.env.KAFKA_PORT ?? 9092)
const data = path.resolve(process.env.KAFKA_DATA ?? path.join(ROOT, '.vitrine', 'kafka'))

const why = missingForKafka()
if (why !== undefined || !Number.isInteger(count) || count < 1 || count > 5 || !Number.isInteger(port)) {
  console.error(why ?? 'Use: npm run kafka [-- --brokers 1..5], with KAFKA_PORT a number.')
  process.exit(1)
}

mkdirSync(data, { recursive: true })
try {
  const kafka = await startKafka({ data, port, count })
  const stop = () => kafka.stop().then(() => process.exit(0))
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  console.log(kafka.addresses.join(','))
} catch (error) {
  console.error(error.message)
  process.exit(1)
}
