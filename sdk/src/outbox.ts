/**
 * What waits to be sent, bounded in number and size. Sending happens in the background, one request at a time, is tried
 * again when the other side says "later", and gives up counted. No timer of it keeps the process alive; only a `flush`
 * that somebody awaits does, until its deadline.
 */
import { type DropReason, drop } from './drops.ts'
import { quietTimer } from './quiet-timer.ts'
import { guard } from './wrap-method.ts'

export type SendOutcome =
  | { readonly kind: 'accepted'; readonly rejected?: number }
  | { readonly kind: 'later'; readonly afterMs: number | undefined; readonly why: string }
  | { readonly kind: 'refused'; readonly why: string }

export interface OutboxOptions<T> {
  readonly maxItems: number
  readonly maxSize: number
  readonly batchItems: number
  readonly batchSize: number
  /** How long the first of a batch waits for others. */
  readonly intervalMs: number
  readonly sizeOf: (item: T) => number
  readonly send: (batch: readonly T[]) => Promise<SendOutcome>
  /** Told how many were sent, and how many of these the other side rejected one by one. */
  readonly onAccepted?: (howMany: number, rejected: number) => void
  /** Told when a batch has to wait. */
  readonly onLater?: (why: string) => void
  /** Another place for a batch that cannot be sent now; asked after the second try. False: it keeps trying. */
  readonly onFailed?: (batch: readonly T[]) => Promise<boolean>
  /** Where a platform freezes a process after its answer: is handed the sending of what waits. */
  readonly waitUntil?: (sending: Promise<void>) => void
  readonly reasons: { readonly full: DropReason; readonly failed: DropReason; readonly refused: DropReason }
}

export interface Outbox<T> {
  /** Takes an item, or drops and counts it when there is no room. */
  add(item: T): void
  waiting(): number
  /** What waits, the batch on its way included. */
  waitingItems(): readonly T[]
  /** Sends everything now; resolves when nothing waits or the time is over. Never rejects. */
  flush(deadlineMs: number): Promise<void>
  /** Takes nothing more. */
  close(): void
}

/** Waits between tries: together about what a restarting collector needs. */
const BACKOFF_MS = [500, 1000, 2000, 4000]
const MAX_WAIT_MS = 30_000
/** A platform gives work after the answer some seconds at least. */
const HANDED_OVER_MS = 10_000

export function createOutbox<T>(options: OutboxOptions<T>): Outbox<T> {
  return new MemoryOutbox(options)
}

class MemoryOutbox<T> implements Outbox<T> {
  readonly #options: OutboxOptions<T>
  #items: { readonly item: T; readonly size: number }[] = []
  #size = 0
  #inFlight: readonly T[] = []
  #running = false
  #closed = false
  #isHandedOver = false
  #isStartingSoon = false
  #timer: NodeJS.Timeout | undefined
  #wake: (() => void) | undefined
  #idle: (() => void)[] = []

  constructor(options: OutboxOptions<T>) {
    this.#options = options
  }

  add(item: T): void {
    const { maxItems, maxSize, batchItems, intervalMs, reasons, sizeOf, waitUntil } = this.#options
    const size = sizeOf(item)
    if (this.#closed || this.waiting() >= maxItems || this.#size + size > maxSize) {
      drop(reasons.full)
      return
    }
    this.#items.push({ item, size })
    this.#size += size
    if (this.#running) return
    if (waitUntil !== undefined) this.#handOver(waitUntil)
    else if (this.#items.length >= batchItems) this.#startSoon()
    else this.#timer ??= quietTimer(() => this.#start(), intervalMs)
  }

  waiting(): number {
    return this.#items.length + this.#inFlight.length
  }

  waitingItems(): readonly T[] {
    return [...this.#inFlight, ...this.#items.map(({ item }) => item)]
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

  /** What ends in the same turn goes together. */
  #handOver(waitUntil: (sending: Promise<void>) => void): void {
    if (this.#isHandedOver) return
    this.#isHandedOver = true
    const sending = Promise.resolve().then(() => {
      this.#isHandedOver = false
      return this.flush(HANDED_OVER_MS)
    })
    guard(() => waitUntil(sending), undefined)
  }

  /** After what the application has at hand: writing a batch between two of its calls would hold the second up. */
  #startSoon(): void {
    if (this.#isStartingSoon) return
    this.#isStartingSoon = true
    clearTimeout(this.#timer)
    this.#timer = quietTimer(() => this.#start(), 0)
  }

  #start(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#isStartingSoon = false
    if (this.#running) return
    this.#running = true
    void this.#run()
  }

  async #run(): Promise<void> {
    while (this.#items.length > 0) {
      const batch = this.#takeBatch()
      this.#inFlight = batch.map(({ item }) => item)
      await this.#deliver(this.#inFlight)
      this.#inFlight = []
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
    const { send, onAccepted, onLater, onFailed, reasons } = this.#options
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await send(batch).catch((error: unknown) => ({ kind: 'refused', why: String(error) }) as const)
      if (outcome.kind === 'accepted') {
        onAccepted?.(batch.length, outcome.rejected ?? 0)
        return
      }
      if (outcome.kind === 'later') {
        onLater?.(outcome.why)
        if (attempt > 0 && onFailed !== undefined && (await onFailed(batch).catch(() => false))) return
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
      const timer = quietTimer(resolve, ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
