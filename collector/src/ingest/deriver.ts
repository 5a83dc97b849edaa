/**
 * Deriving off the main thread, so that doors and reads never wait for it. Blocks come back without a copy. When this
 * runs from TypeScript sources (tests), no worker can be started, and it derives in place.
 */
import { Worker } from 'node:worker_threads'
import { AppError, messageOf } from '../base/errors.ts'
import { type DerivedBatch, deriveBatch, type EnvelopePart, type ProjectRules } from '../derive.ts'
import type { PriceBookFile } from '../enrich/price-book.ts'
import { createPriceBook } from '../enrich/price-book.ts'
import { createPriceBooks } from '../enrich/project-prices.ts'
import { openEnvelope } from './open-envelopes.ts'

export interface DeriveJob {
  readonly envelopes: readonly EnvelopePart[]
  /** Bound on a body after inflation. */
  readonly maxBodyBytes: number
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
    derive: async ({ envelopes, maxBodyBytes, nowMs, rules }) => {
      try {
        const open = (envelope: EnvelopePart) => openEnvelope(envelope, maxBodyBytes)
        return await deriveBatch(envelopes, { nowMs, rules, prices }, open)
      } catch (error) {
        throw deriveFailed(messageOf(error), error)
      }
    },
    close: async () => {},
  }
}

/** Below this, a buffer may be a piece of a pool that others use as well. */
const OWN_BUFFER_MIN_BYTES = 64 * 1024

/** What goes to the worker: the door's inflated body itself (the caller lets go of it), else a copy of the payload. */
function packed(envelopes: readonly EnvelopePart[]): {
  readonly envelopes: readonly EnvelopePart[]
  readonly transfer: ArrayBuffer[]
} {
  const transfer: ArrayBuffer[] = []
  const own = (bytes: Uint8Array<ArrayBuffer>): Uint8Array => {
    transfer.push(bytes.buffer)
    return bytes
  }
  const sent = envelopes.map(({ inflated, payload, ...place }) => {
    if (inflated === undefined) return { ...place, payload: own(new Uint8Array(payload)) }
    const isOwn = isAlone(inflated) && inflated.buffer !== payload.buffer
    return { ...place, payload: NO_BYTES, inflated: own(isOwn ? inflated : new Uint8Array(inflated)) }
  })
  return { envelopes: sent, transfer }
}

function isAlone(bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> {
  return bytes.byteLength >= OWN_BUFFER_MIN_BYTES && bytes.buffer instanceof ArrayBuffer
}

const NO_BYTES = new Uint8Array()

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
      const { envelopes, transfer } = packed(job.envelopes)
      seat.worker.postMessage({ ...job, envelopes }, transfer)
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
