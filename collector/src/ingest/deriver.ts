/**
 * Deriving off the main thread, so that doors and reads never wait for it. Blocks come back without a copy. When this
 * runs from TypeScript sources (tests), no worker can be started, and it derives in place.
 */
import { Worker } from 'node:worker_threads'
import { AppError, messageOf } from '../base/errors.ts'
import { type DerivedBatch, deriveBatch, type OpenEnvelope, type ProjectRules } from '../derive.ts'
import type { PriceBookFile } from '../enrich/price-book.ts'
import { createPriceBook } from '../enrich/price-book.ts'
import { createPriceBooks } from '../enrich/project-prices.ts'

export interface DeriveJob {
  readonly envelopes: readonly OpenEnvelope[]
  readonly nowMs: number
  readonly rules: ReadonlyMap<string, ProjectRules>
}

export interface Deriver {
  derive(job: DeriveJob): Promise<DerivedBatch>
  close(): Promise<void>
}

export interface DeriverOptions {
  readonly prices: PriceBookFile
  /** Default 1; 0 derives in place. */
  readonly workers?: number
}

export type WorkerAnswer =
  | { readonly kind: 'derived'; readonly batch: DerivedBatch }
  | { readonly kind: 'failed'; readonly message: string }

export function createDeriver(options: DeriverOptions): Deriver {
  const workers = import.meta.url.endsWith('.js') ? (options.workers ?? 1) : 0
  return workers === 0 ? deriveInPlace(options.prices) : new WorkerDeriver(options.prices, workers)
}

function deriveInPlace(file: PriceBookFile): Deriver {
  const prices = createPriceBooks(createPriceBook(file))
  return {
    derive: async ({ envelopes, nowMs, rules }) => {
      try {
        return deriveBatch(envelopes, { nowMs, rules, prices })
      } catch (error) {
        throw deriveFailed(messageOf(error), error)
      }
    },
    close: async () => {},
  }
}

interface Seat {
  worker: Worker
  /** Jobs are answered in order. */
  readonly waiting: { resolve: (batch: DerivedBatch) => void; reject: (error: Error) => void }[]
}

class WorkerDeriver implements Deriver {
  readonly #prices: PriceBookFile
  readonly #seats: readonly Seat[]
  #isClosed = false

  constructor(prices: PriceBookFile, count: number) {
    this.#prices = prices
    this.#seats = Array.from({ length: count }, () => this.#seat())
  }

  derive(job: DeriveJob): Promise<DerivedBatch> {
    const seat = [...this.#seats].sort((a, b) => a.waiting.length - b.waiting.length)[0] as Seat
    return new Promise((resolve, reject) => {
      seat.waiting.push({ resolve, reject })
      seat.worker.postMessage(job)
    })
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all(this.#seats.map((seat) => seat.worker.terminate()))
  }

  #seat(): Seat {
    const seat: Seat = { worker: this.#start(() => seat), waiting: [] }
    return seat
  }

  #start(seatOf: () => Seat): Worker {
    const worker = new Worker(new URL('../derive-worker.js', import.meta.url), { workerData: { prices: this.#prices } })
    worker.on('message', (answer: WorkerAnswer) => {
      const job = seatOf().waiting.shift()
      if (answer.kind === 'derived') job?.resolve(answer.batch)
      else job?.reject(deriveFailed(answer.message))
    })
    worker.on('error', (error) => this.#replace(seatOf(), error))
    return worker
  }

  /** A worker that died (out of memory, say) fails what it held; the loop then narrows the cause down. */
  #replace(seat: Seat, error: unknown): void {
    const failure = deriveFailed(`the worker died: ${messageOf(error)}`, error)
    for (const job of seat.waiting.splice(0)) job.reject(failure)
    if (!this.#isClosed) seat.worker = this.#start(() => seat)
  }
}

function deriveFailed(why: string, cause?: unknown): AppError {
  return new AppError('derive_failed', `cannot derive a batch: ${why}`, { retryable: false, cause })
}
