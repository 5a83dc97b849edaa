/** `vitrine replay`: sends again what Kafka still holds, from the log or from the dead letter. */
import { parseArgs } from 'node:util'
import { systemClock } from '../base/clock.ts'
import { AppError, messageOf } from '../base/errors.ts'
import { createLogger } from '../base/log.ts'
import { readConfig } from '../config.ts'
import { kafkaConnection } from '../open-queue.ts'
import { type Replayed, type ReplayRange, replayDeadLetter, replayLog } from '../queue/kafka/replay.ts'
import { openKafkaSession } from '../queue/kafka/session.ts'

const OPTIONS = {
  from: { type: 'string' },
  to: { type: 'string' },
  'from-offset': { type: 'string' },
  'dead-letter': { type: 'boolean' },
  reason: { type: 'string' },
  project: { type: 'string' },
} as const

export async function runReplay(args: readonly string[]): Promise<number> {
  try {
    const { values } = parseArgs({ args: [...args], options: OPTIONS })
    const config = readConfig()
    if (config.kafkaBrokers.length === 0) {
      throw usage('there is no Kafka: the embedded queue keeps nothing that is stored; set KAFKA_BROKERS')
    }
    const range = values['dead-letter'] === true ? undefined : rangeOf(values)
    const log = createLogger({ level: config.logLevel })
    const session = await openKafkaSession({ connection: kafkaConnection(config), log, clock: systemClock })
    try {
      const topic = config.kafkaTopic
      const letters = { session, topic: `${topic}.dead-letter`, to: topic }
      const choice = { reason: values.reason, projectId: values.project }
      const done =
        range === undefined ? await replayDeadLetter(letters, choice) : await replayLog({ session, topic }, range)
      process.stdout.write(sentence(done))
    } finally {
      await session.close()
    }
    return 0
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`)
    return 1
  }
}

function rangeOf(values: { from?: string; to?: string; 'from-offset'?: string }): ReplayRange {
  const toMs = values.to === undefined ? undefined : momentOf('--to', values.to)
  if (values.from !== undefined) return { from: { ms: momentOf('--from', values.from) }, toMs }
  const place = /^(\d+):(\d+)$/.exec(values['from-offset'] ?? '')
  if (place === null) throw usage('say from where: --from TIME, --from-offset PARTITION:OFFSET or --dead-letter')
  return { from: { partition: Number(place[1]), offset: Number(place[2]) }, toMs }
}

function momentOf(name: string, text: string): number {
  const ms = Date.parse(text)
  if (Number.isNaN(ms)) throw usage(`${name} needs a time like 2026-03-01T08:00:00Z; got ${text}`)
  return ms
}

function usage(why: string): AppError {
  return new AppError('usage', `cannot replay: ${why}`, { retryable: false })
}

function sentence({ records, spans, skipped }: Replayed): string {
  const rest = skipped === 0 ? '' : `; ${skipped} records of other producers were left out`
  return `sent ${records} records with ${spans} spans again${rest}\n`
}
