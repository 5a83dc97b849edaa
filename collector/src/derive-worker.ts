/** A worker thread that derives batches: one job in, one answer out, blocks handed over without a copy. */
import { parentPort, workerData } from 'node:worker_threads'
import { invariant, messageOf } from './base/errors.ts'
import { releaseMemory, releaseWhole } from './base/release-memory.ts'
import { type DerivedBatch, deriveBatch } from './derive.ts'
import { createPriceBook } from './enrich/price-book.ts'
import { createPriceBooks } from './enrich/project-prices.ts'
import type { DeriveJob, WorkerAnswer } from './ingest/deriver.ts'
import { openEnvelope } from './ingest/open-envelopes.ts'

invariant(parentPort !== null, 'derive-worker runs as a worker thread only')
const port = parentPort
const prices = createPriceBooks(createPriceBook(workerData.prices))

// One after the other: answers come in the order of the jobs.
let last: Promise<void> = Promise.resolve()
port.on('message', (job: DeriveJob) => {
  last = last.then(() => answerTo(job))
})

async function answerTo({ envelopes, maxBodyBytes, nowMs, rules }: DeriveJob): Promise<void> {
  let answer: WorkerAnswer
  try {
    const open = async (part: DeriveJob['envelopes'][number]) => {
      const envelope = await openEnvelope(part, maxBodyBytes, 'here')
      // Whatever came with a job is this thread's own.
      if (envelope.body.buffer !== part.payload.buffer) releaseWhole(part.payload)
      return { ...envelope, release: () => releaseMemory(envelope.body) }
    }
    answer = { kind: 'derived', batch: await deriveBatch(envelopes, { nowMs, rules, prices }, open) }
  } catch (error) {
    answer = { kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : messageOf(error) }
  }
  port.postMessage(answer, answer.kind === 'derived' ? buffersOf(answer.batch) : [])
}

function buffersOf(batch: DerivedBatch): ArrayBuffer[] {
  return batch.inserts.flatMap(({ spans, content }) => [spans.buffer, content.buffer])
}
