import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePorts } from '../../scripts/lib/free-ports.mjs'
import { noKafka, startTestKafka, type TestKafka } from '../support/kafka.ts'
import { otlpBody, postTraces } from '../support/otlp.ts'
import { diesUntilDrained, KILLER } from '../support/poison.ts'
import { startProduct, tempFolder } from '../support/product.ts'

/** Promise 3 where the notes of attempts lie on Kafka: a poisonous envelope is found by the deaths that it causes. */
const folder = tempFolder('vitrine-kafka-poison-')
afterAll(() => folder.remove())

describe.skipIf(noKafka() !== undefined)('poison on Kafka', () => {
  let kafka: TestKafka
  beforeAll(async () => {
    kafka = await startTestKafka()
  }, 120_000)
  afterAll(() => kafka?.stop(), 60_000)

  it('ends in the dead letter, and its neighbours are stored', async () => {
    const preload = path.join(folder.path, 'killer.mjs')
    writeFileSync(preload, KILLER)
    const options = {
      data: path.join(folder.path, 'data'),
      ports: (await freePorts(3)) as [number, number, number],
      nodeArgs: ['--import', preload],
      env: { KAFKA_BROKERS: kafka.addresses.join(','), KAFKA_PARTITIONS: '1', KAFKA_SESSION_SECONDS: '6' },
    }
    const first = await startProduct(options)
    await postTraces(first.otlp, otlpBody([{ name: 'before' }]))
    await postTraces(first.otlp, otlpBody([{ name: 'KILL-THE-PROCESS' }])).catch(() => undefined)
    await postTraces(first.otlp, otlpBody([{ name: 'after' }])).catch(() => undefined)
    await first.stop('SIGCONT')

    const product = await diesUntilDrained(options)
    await postTraces(product.otlp, otlpBody([{ name: 'later' }]))
    await product.drained()
    const { total } = await product.api<{
      total: { received: number; stored: number; balanced: boolean; rejected: { by_reason: Record<string, number> } }
    }>('/ledger')
    expect(total.balanced).toBe(true)
    expect(total.rejected.by_reason).toEqual({ crashes_ingest: 1 })
    expect(total.stored).toBe(total.received - 1)
    expect(total.stored).toBeGreaterThanOrEqual(2)
    expect(await product.stop()).toBe(0)
  })
})
