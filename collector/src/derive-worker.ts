/** A worker thread that derives batches: one job in, one answer out, blocks handed over without a copy. */
import { parentPort, workerData } from 'node:worker_threads'
import { invariant, messageOf } from './base/errors.ts'
import { type DerivedBatch, deriveBatch } from './derive.ts'
import { createPriceBook } from './enrich/price-book.ts'
import { createPriceBooks } from './enrich/project-prices.ts'
import type { DeriveJob, WorkerAnswer } from './ingest/deriver.ts'

invariant(parentPort !== null, 'derive-worker runs as a worker thread only')
const port = parentPort
const prices = createPriceBooks(createPriceBook(workerData.prices))

port.on('message', (job: DeriveJob) => {
  let answer: WorkerAnswer
  try {
    const { envelopes, nowMs, rules } = job
    answer = { kind: 'derived', batch: deriveBatch(envelopes, { nowMs, rules, prices }) }
  } catch (error) {
    answer = { kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : messageOf(error) }
  }
  port.postMessage(answer, answer.kind === 'derived' ? buffersOf(answer.batch) : [])
})

function buffersOf(batch: DerivedBatch): ArrayBuffer[] {
  return batch.inserts.flatMap(({ spans, content }) => [spans.buffer, content.buffer])
}
