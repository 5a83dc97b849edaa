import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { freePorts } from '../../scripts/lib/free-ports.mjs'
import { seededRandom } from '../fuzz/mutate.ts'
import { expectWhole } from '../support/expect-whole.ts'
import { pause, startProduct, tempFolder } from '../support/product.ts'
import { CHAOS_ROUNDS, CHAOS_SEED, CHAOS_TIMEOUT_MS, underLoad } from '../support/under-load.ts'

/** One process without services: nothing more can be written, and the queue is at its bound. */
const folder = tempFolder('vitrine-disk-full-')
afterAll(() => folder.remove())

/** A few requests of 100 KB: the senders meet the bound again and again while the store works. */
const QUEUE_MAX_BYTES = 2 ** 20
const TEXT = 10_000

describe('while the disk is full', { timeout: CHAOS_TIMEOUT_MS }, () => {
  it('and the queue at its bound, nothing acknowledged is lost and nothing counts twice', async () => {
    const random = seededRandom(CHAOS_SEED)
    const ports = (await freePorts(3)) as [number, number, number]
    const env = {
      VITRINE_QUEUE_MAX_BYTES: String(QUEUE_MAX_BYTES),
      VITRINE_MAX_BODY_BYTES: String(QUEUE_MAX_BYTES / 2),
    }
    const start = () => startProduct({ data: path.join(folder.path, 'data'), ports, env })
    const { product, ...found } = await underLoad({ start, senders: 8, habits: { text: TEXT } }, async (hands) => {
      for (let round = 0; round < CHAOS_ROUNDS; round += 1) {
        await pause(500 + random() * 1_000)
        await setFileSizeLimit(hands.product.pid, '0')
        await pause(1_000 + random() * 2_000)
        await setFileSizeLimit(hands.product.pid, 'unlimited')
      }
    })
    const ledger = await product.api<{ total: { refused_requests: Record<string, number> } }>('/ledger')
    expect(await product.stop()).toBe(0)
    expectWhole('every write to the disk refused for 1 to 3 s, and a queue of 1 MiB', found)
    expect(Number(ledger.total.refused_requests['429'] ?? 0)).toBeGreaterThan(0)
  })
})

/** The system then refuses every write that makes a file longer, of the queue, the engine and all others. */
async function setFileSizeLimit(pid: number, limit: string): Promise<void> {
  await promisify(execFile)('prlimit', ['--pid', String(pid), `--fsize=${limit}:unlimited`])
}
