/**
 * What waits to be sent, bounded in number and size. Sending happens in the background, one request at a time, is tried
 * again when the other side says "later", and gives up counted. No timer of it keeps the process alive; only a `flush`
 * that somebody awaits does, until its deadline.
 */
import { type DropReason, drop } from './drops.ts'
import type { PostOutcome } from './post.ts'

export interface OutboxOptions<T> {
  readonly maxItems: number
  readonly maxSize: number
  readonly batchItems: number
  readonly batchSize: number
  /** How long the first of a batch waits for others. */
  readonly intervalMs: number
  readonly sizeOf: (item: T) => number
  /** Resolves always; see post.ts. */
  readonly send: (batch: readonly T[]) => Promise<PostOutcome>
  /** Told how many were accepted, with the answer. */
  readonly onAccepted?: (howMany: number, body: Buffer) => void
  readonly reasons: { readonly full: DropReason; readonly failed: DropReason; readonly refused: DropReason }
}

export interface Outbox<T> {
  /** Takes an item, or drops and counts it when there is no room. */
  add(item: T): void
  waiting(): number
  /** Sends everything now; resolves when nothing waits or the time is over. Never rejects. */
  flush(deadlineMs: number): Promise<void>
  /** Takes nothing more. */
  close(): void
}

/** Waits between tries: together about what a restarting collector needs. */
const BACKOFF_MS = [500, 1000, 2000, 4000]
const MAX_WAIT_MS = 30_000

export function createOutbox<T>(options: OutboxOptions<T>): Outbox<T> {
  return new MemoryOutbox(options)
}

class MemoryOutbox<T> implements Outbox<T> {
  readonly #options: OutboxOptions<T>
  #items: { readonly item: T; readonly size: number }[] = []
  #size = 0
  #inFlight = 0
  #running = false
  #closed = false
  #timer: NodeJS.Timeout | undefined
  #wake: (() => void) | undefined
  #idle: (() => void)[] = []

  constructor(options: OutboxOptions<T>) {
    this.#options = options
  }

  add(item: T): void {
    const { maxItems, maxSize, batchItems, intervalMs, reasons, sizeOf } = this.#options
    const size = sizeOf(item)
    if (this.#closed || this.waiting() >= maxItems || this.#size + size > maxSize) {
      drop(reasons.full)
      return
    }
    this.#items.push({ item, size })
    this.#size += size
    if (this.#running) return
    if (this.#items.length >= batchItems) this.#start()
    else this.#timer ??= setTimeout(() => this.#start(), intervalMs).unref()
  }

  waiting(): number {
    return this.#items.length + this.#inFlight
  }

  flush(deadlineMs: number): Promise<void> {
    if (this.waiting() === 0) return Promise.resolve()
    return new Promise((resolve) => {
      // The one timer that holds the process: somebody is waiting for this promise.
      const deadline = setTimeout(resolve, deadlineMs)
      this.#idle.push(() => {
        clearTimeout(deadline)
        resolve()
      })
      this.#wake?.()
      this.#start()
    })
  }

  close(): void {
    this.#closed = true
  }

  #start(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#running) return
    this.#running = true
    void this.#run()
  }

  async #run(): Promise<void> {
    while (this.#items.length > 0) {
      const batch = this.#takeBatch()
      this.#inFlight = batch.length
      await this.#deliver(batch.map(({ item }) => item))
      this.#inFlight = 0
      this.#size -= batch.reduce((sum, { size }) => sum + size, 0)
    }
    this.#running = false
    for (const resolve of this.#idle.splice(0)) resolve()
  }

  #takeBatch() {
    const { batchItems, batchSize } = this.#options
    let size = 0
    let end = 0
    while (end < this.#items.length && end < batchItems) {
      size += this.#items[end]?.size ?? 0
      if (end > 0 && size > batchSize) break
      end += 1
    }
    return this.#items.splice(0, end)
  }

  async #deliver(batch: readonly T[]): Promise<void> {
    const { send, onAccepted, reasons } = this.#options
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await send(batch).catch((error: unknown) => ({ kind: 'refused', why: String(error) }) as const)
      if (outcome.kind === 'accepted') {
        onAccepted?.(batch.length, outcome.body)
        return
      }
      const backoff = BACKOFF_MS[attempt]
      if (outcome.kind === 'refused' || backoff === undefined) {
        drop(outcome.kind === 'refused' ? reasons.refused : reasons.failed, outcome.why, batch.length)
        return
      }
      await this.#wait(Math.min(outcome.kind === 'later' ? (outcome.afterMs ?? backoff) : backoff, MAX_WAIT_MS))
    }
  }

  /** A flush wakes it, so that it tries at once. */
  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms).unref()
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
