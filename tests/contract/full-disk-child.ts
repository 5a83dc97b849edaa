/** Fills a queue until the system refuses to write, empties it, and fills it again; says what happened. */
import { createEmbeddedQueue } from '../../collector/src/queue/embedded.ts'
import { record } from './queue-record.ts'

const queue = createEmbeddedQueue({ path: process.argv[2] ?? '', maxBytes: 2 ** 30 })
const everything = { maxSpans: 1e9, maxBytes: 1e12, waitMs: 0 }
const body = record({ payload: Buffer.alloc(1_000_000, 7) })

const acked: number[] = []
const codes = new Set<string>()
for (let tries = 0; tries < 30; tries++) await append()
const pulled = await queue.pull(everything)
const waiting = queue.stats().waitingRecords
await queue.commit(0, pulled.length)
const ackedWhenFull = acked.length
for (let tries = 0; tries < 4; tries++) await append()
const isWhole = pulled.every((envelope) => Buffer.compare(envelope.payload, body.payload) === 0)
await queue.close()
console.log(
  JSON.stringify({ ackedWhenFull, pulled: pulled.length, waiting, isWhole, acked: acked.length, codes: [...codes] }),
)

async function append(): Promise<void> {
  try {
    acked.push((await queue.append(body)).offset)
  } catch (error) {
    codes.add(error instanceof Error && 'code' in error ? String(error.code) : String(error))
  }
}
