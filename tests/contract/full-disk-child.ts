/**
 * A process of its own, since a limit on its files holds for all that it does. Lets the system refuse every write, fills
 * the queue until its file cannot grow, empties it, and fills it again; says what happened.
 */
import { execFileSync } from 'node:child_process'
import { createEmbeddedQueue } from '../../collector/src/queue/embedded.ts'
import { record } from './queue-record.ts'

const FULL_BYTES = 16_000 * 1024

const queue = createEmbeddedQueue({ path: process.argv[2] ?? '', maxBytes: 2 ** 30 })
const everything = { maxSpans: 1e9, maxBytes: 1e12, waitMs: 0 }
const body = record({ payload: Buffer.alloc(1_000_000, 7) })

const acked: number[] = []
const errors = new Set<string>()
await append()
limitFiles('0')
await append()
await told(() => queue.commit(0, 1))
const whileReadOnly = [...errors]
limitFiles(String(FULL_BYTES))
for (let tries = 0; tries < 30; tries++) await append()
const pulled = await queue.pull(everything)
const waiting = queue.stats().waitingRecords
await queue.commit(0, pulled.length)
const ackedWhenFull = acked.length
for (let tries = 0; tries < 4; tries++) await append()
const isWhole = pulled.every((envelope) => Buffer.compare(envelope.payload, body.payload) === 0)
await queue.close()
const counts = { ackedWhenFull, pulled: pulled.length, waiting, isWhole, acked: acked.length }
console.log(JSON.stringify({ ...counts, whileReadOnly, errors: [...errors] }))

async function append(): Promise<void> {
  await told(async () => void acked.push((await queue.append(body)).offset))
}

async function told(run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    errors.add(error instanceof Error && 'code' in error ? `${String(error.code)}: ${error.message}` : String(error))
  }
}

/** The system then refuses whatever would write beyond it in any file. */
function limitFiles(bytes: string): void {
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:unlimited`])
}
