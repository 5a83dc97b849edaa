/**
 * The writer: consume → derive → store → verdicts → books → commit. While one batch goes into the store the next one
 * is derived. An offset is committed only when everything of its envelopes is on disk; what is done twice after a
 * crash meets its own rows.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { type Arrival, type Arriving, createArriving } from './base/arriving.ts'
import type { Clock } from './base/clock.ts'
import { AppError, messageOf } from './base/errors.ts'
import type { Log } from './base/log.ts'
import type { Metrics } from './base/metrics.ts'
import { releaseMemory, releaseWhole } from './base/release-memory.ts'
import { retry } from './base/retry.ts'
import { type DerivedBatch, type EnvelopePart, NO_RULES, type ProjectRules } from './derive.ts'
import type { PriceBookFile } from './enrich/price-book.ts'
import { type AnsweredScores, createAnsweredScores } from './ingest/answered-scores.ts'
import { bookRows, deadLetters } from './ingest/books.ts'
import { createDeriver, type Deriver } from './ingest/deriver.ts'
import { encodeFragments } from './ingest/encode-fragments.ts'
import { createFolder, type Folder } from './ingest/fold.ts'
import { createGatherer } from './ingest/gather.ts'
import { type Stored, storeNarrowing } from './ingest/narrow.ts'
import { openEnvelope } from './ingest/open-envelopes.ts'
import { rangesOf } from './ingest/ranges.ts'
import { createResponseMemory } from './ingest/response-memory.ts'
import { createSettler, type Settler } from './ingest/verdicts.ts'
import type { DeadLetter } from './queue/dead-letter.ts'
import type { Envelope, Queue } from './queue/queue.ts'
import type { Blobs } from './store/blobs.ts'
import type { Store } from './store/store.ts'

export interface IngestOptions {
  readonly queue: Queue
  readonly deadLetter: DeadLetter
  readonly store: Store
  readonly blobs: Blobs
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  readonly prices: PriceBookFile
  /** Asked once per batch and project; never waits. */
  readonly rulesOf?: (projectId: string) => ProjectRules
  /** Bound on a body after inflation: the door's, for bodies that must be inflated again. Default 100 MiB. */
  readonly maxBodyBytes?: number
  /** Threads that derive. Default 1. */
  readonly workers?: number
  /** Told of what is being stored. */
  readonly arriving?: Arriving
}

export interface IngestStats {
  readonly batches: number
  readonly storedSpans: number
  readonly rejectedSpans: number
  /** Retries in a row of the call that is under way; 0 while the store takes work. */
  readonly failures: number
}

export interface Ingest {
  start(): void
  /** What is left stays in the queue. */
  stop(options?: StopOptions): Promise<void>
  stats(): IngestStats
}

export interface StopOptions {
  /** Begins no batch after this long (default 8 s); the one under way then has a moment to end. */
  readonly deadlineMs?: number
  /** What waits is for others, who go on with it: only what is held already is finished. Default: works on until nothing waits. */
  readonly handsOver?: boolean
}

const MAX_BODY_BYTES = 100 * 2 ** 20
/** For the batch under way. A server that is slower is not waited for: whoever takes up the batch meets its rows. */
const LAST_BATCH_MS = 2_000
const STOP_DEADLINE_MS = 8_000
/** Unclean deaths on a range before it is taken apart, and on one envelope before it is given up. */
const MAX_DEATHS = 3
const NARROW_PARTS = 8
/** One death on a part may be bad luck: somebody kills us for reasons of their own. */
const MAX_PART_DEATHS = 2
/** Reads for verdicts that the engine refuses (too large a trace) do not hold up everyone else for ever. */
const MAX_SETTLE_TRIES = 5
/** One look reads two hours of two columns, so it is not for every batch. */
const LATE_EVERY_MS = 60_000

export function createIngest(options: IngestOptions): Ingest {
  return new IngestLoop(options)
}

interface Batch {
  readonly envelopes: readonly Envelope[]
  readonly derived: Promise<DerivedBatch>
  readonly arrival: Arrival
}

class IngestLoop implements Ingest {
  readonly #options: IngestOptions
  readonly #deriver: Deriver
  readonly #settler: Settler
  readonly #folder: Folder
  readonly #answered: AnsweredScores
  readonly #arriving: Arriving
  /** Ends waiting for records, and ends everything. */
  readonly #draining = new AbortController()
  readonly #ended = new AbortController()
  #handsOver = false
  #isAbandoned = false
  #running: Promise<void> = Promise.resolve()
  #lateMs = 0
  #stats = { batches: 0, storedSpans: 0, rejectedSpans: 0, failures: 0 }

  constructor(options: IngestOptions) {
    this.#options = options
    const { store, clock, prices, workers } = options
    this.#deriver = createDeriver({ prices, ...(workers === undefined ? {} : { workers }) })
    this.#settler = createSettler({ store, clock, memory: createResponseMemory() })
    this.#answered = createAnsweredScores(store)
    this.#arriving = options.arriving ?? createArriving()
    this.#folder = createFolder({ store, prices, rulesOf: (id) => options.rulesOf?.(id) ?? NO_RULES })
  }

  start(): void {
    this.#isAbandoned = false
    this.#running = this.#run().catch((error: unknown) => {
      // Out of time while the store was away: what was not committed stays in the queue.
      if (!this.#ended.signal.aborted) throw error
    })
  }

  async stop({ deadlineMs = STOP_DEADLINE_MS, handsOver = false }: StopOptions = {}): Promise<void> {
    this.#handsOver = handsOver
    this.#draining.abort()
    const timer = setTimeout(() => this.#ended.abort(), deadlineMs)
    const isOver = new AbortController()
    const patience = pause(deadlineMs + LAST_BATCH_MS, undefined, { signal: isOver.signal }).catch(() => {})
    try {
      await Promise.race([this.#running, patience])
    } finally {
      this.#isAbandoned = true
      isOver.abort()
      clearTimeout(timer)
      await this.#deriver.close()
    }
  }

  stats(): IngestStats {
    return this.#stats
  }

  async #run(): Promise<void> {
    const gatherer = createGatherer(this.#options.queue, this.#options.clock)
    let storing: Promise<void> = Promise.resolve()
    while (!this.#ended.signal.aborted && !this.#isHandingOver) {
      const { envelopes, isFull } = await gatherer.next(this.#draining.signal)
      if (envelopes.length === 0) {
        await storing
        await this.#noteBacklog(false)
        if (this.#settler.hasLate || this.#isLateDue()) await this.#settleLate()
        if (this.#draining.signal.aborted) return
        continue
      }
      const arrival = this.#arriving.begin()
      const deaths = await this.#beginAttempt(envelopes)
      if (deaths >= MAX_DEATHS) {
        arrival.end()
        await storing
        await this.#narrow(envelopes)
        continue
      }
      const batch = this.#derive(envelopes, arrival)
      await storing
      storing = this.#noteBacklog(isFull).then(() => this.#finish(batch))
      // Looked at above, one round later; a failure until then is not unhandled.
      storing.catch(() => {})
    }
    await storing
  }

  get #isHandingOver(): boolean {
    return this.#handsOver && this.#draining.signal.aborted
  }

  /** What the engine puts off is a matter of speed alone. */
  async #noteBacklog(isBehind: boolean): Promise<void> {
    const { store, log } = this.#options
    await store.noteBacklog(isBehind).catch((error: unknown) => {
      log.warn({ err: error }, 'cannot tell the engine whether a backlog waits')
    })
  }

  /** The highest count of earlier deaths of any of its ranges. */
  async #beginAttempt(envelopes: readonly Envelope[]): Promise<number> {
    const deaths = await Promise.all(
      rangesOf(envelopes).map(({ partition, from, to }) =>
        this.#persist('note an attempt', () => this.#options.queue.beginAttempt(partition, from, to)),
      ),
    )
    return Math.max(0, ...deaths)
  }

  /**
   * Something in this range may kill us: its parts are taken one after the other, and a part on which
   * processes keep dying is taken apart further, down to one envelope. What is innocent goes through in large parts.
   */
  async #narrow(envelopes: readonly Envelope[]): Promise<void> {
    const size = Math.ceil(envelopes.length / NARROW_PARTS)
    for (let from = 0; from < envelopes.length; from += size) {
      if (this.#ended.signal.aborted) return
      const part = envelopes.slice(from, from + size)
      const [first] = part
      const deaths = await this.#beginAttempt(part)
      if (part.length > 1 && deaths >= MAX_PART_DEATHS) await this.#narrow(part)
      else if (first !== undefined && deaths >= MAX_DEATHS) await this.#giveUp(first)
      else await this.#finish(this.#derive(part))
    }
  }

  async #giveUp(envelope: Envelope): Promise<void> {
    const { headers, payload } = envelope
    const detail = `the process died ${MAX_DEATHS} times while it worked on this envelope`
    const reject = {
      envelope: 0,
      index: -1,
      spans: headers.spanCount,
      reason: 'crashes_ingest',
      detail,
      bytes: payload,
      isInflated: false,
    } as const
    const batch = { stored: [0], rejects: [reject], traces: [], fragments: [], scores: [], rows: 0 }
    await this.#close([envelope], [{ envelopes: [envelope], batch }])
  }

  #derive(envelopes: readonly Envelope[], arrival = this.#arriving.begin()): Batch {
    const derived = this.#timed('derive', () => this.#deriver.derive(this.#jobOf(envelopes)))
    derived.then(
      ({ traces }) => arrival.hold(traces),
      () => {},
    )
    // The door's inflated copies go with the job; who asks again opens the payloads again.
    return { envelopes: envelopes.map(({ inflated: _, ...kept }) => kept), derived, arrival }
  }

  get #maxBodyBytes(): number {
    return this.#options.maxBodyBytes ?? MAX_BODY_BYTES
  }

  #jobOf(envelopes: readonly EnvelopePart[]) {
    const { clock, rulesOf } = this.#options
    const projects = new Set(envelopes.map((envelope) => envelope.headers.projectId))
    const rules = new Map([...projects].map((id) => [id, rulesOf?.(id) ?? NO_RULES]))
    return { envelopes, maxBodyBytes: this.#maxBodyBytes, nowMs: clock.nowMs(), rules }
  }

  async #finish({ envelopes, derived, arrival }: Batch): Promise<void> {
    const end = this.#options.metrics.histograms.vitrine_batch_seconds.startTimer()
    const steps = {
      derive: (some: readonly EnvelopePart[]) => this.#deriver.derive(this.#jobOf(some)),
      open: (envelope: EnvelopePart) => openEnvelope(envelope, this.#maxBodyBytes),
      insert: (batch: DerivedBatch) => this.#insert(batch),
    }
    const storing = this.#timed('store', () => storeNarrowing(envelopes, steps, derived))
    const stored = await storing.finally(() => arrival.settle())
    await this.#timed('fold', () => this.#persist('fold log records', () => this.#folder.fold(stored)))
    await this.#timed('settle', () => this.#settle(stored)).finally(() => arrival.end())
    await this.#placeScores(stored)
    if (this.#isLateDue()) await this.#settleLate()
    await this.#timed('close', () => this.#close(envelopes, stored))
    end()
  }

  async #timed<T>(step: string, run: () => Promise<T>): Promise<T> {
    const end = this.#options.metrics.histograms.vitrine_batch_step_seconds.startTimer({ step })
    try {
      return await run()
    } finally {
      end()
    }
  }

  /**
   * Content before spans, so that whatever a list shows can be opened. What refers to a large value before the value,
   * since whoever deletes looks for the one and takes the other away; a value that holds others before those.
   */
  async #insert(batch: DerivedBatch): Promise<void> {
    const { store, blobs } = this.#options
    for (const { content } of batch.inserts) {
      await this.#persist('insert content', () => store.insertNative('span_content', [content]))
      releaseMemory(content)
    }
    if (batch.fragments.length > 0) {
      const block = encodeFragments(batch.fragments)
      await this.#persist('insert log records', () => store.insertNative('span_fragments', [block]))
    }
    for (const { projectId, bytes } of [...batch.blobs].reverse()) {
      await this.#persist('keep a large value', () => blobs.put(projectId, bytes))
    }
    for (const { spans } of batch.inserts) {
      await this.#persist('insert spans', () => store.insertNative('spans', [spans]))
      releaseMemory(spans)
    }
    await this.#persist('insert scores', () =>
      store.insertRows(
        'scores',
        batch.scores.map((row) => ({ ...row })),
      ),
    )
  }

  async #settle(stored: readonly Stored[]): Promise<void> {
    const traces = stored.flatMap(({ batch }) => batch.traces)
    if (traces.length === 0) return
    let tries = 0
    await this.#persist('find verdicts', async () => {
      try {
        await this.#settler.settle(traces)
      } catch (error) {
        tries += 1
        const isStuck = error instanceof AppError && error.code.startsWith('query_') && tries >= MAX_SETTLE_TRIES
        if (!isStuck) throw error
        this.#options.log.error({ err: error, traces: traces.length }, 'verdicts of some traces are not up to date')
      }
    })
  }

  #isLateDue(): boolean {
    return this.#options.clock.passedMs() - this.#lateMs > LATE_EVERY_MS
  }

  /** In a quiet moment, and under load from time to time; what fails is asked again with the next. */
  async #settleLate(): Promise<void> {
    const { clock, log } = this.#options
    this.#lateMs = clock.passedMs()
    try {
      if (this.#settler.hasLate) await this.#timed('settle_late', () => this.#settler.settleLate())
      await this.#answered.placeAll()
    } catch (error) {
      log.error({ err: error }, 'cannot look for answers that several traces saw; trying again later')
    }
  }

  /** What finds no call now, or cannot be asked, waits in the store. */
  async #placeScores(stored: readonly Stored[]): Promise<void> {
    const scores = stored.flatMap(({ batch }) => batch.scores)
    const traces = stored.flatMap(({ batch }) => batch.traces)
    try {
      await this.#answered.place(scores, traces)
    } catch (error) {
      this.#options.log.error({ err: error }, 'cannot look for the calls of evaluations; trying again later')
    }
  }

  /** Dead letter, books, commit: in this order, so that a crash in between repeats and never loses. */
  async #close(envelopes: readonly Envelope[], stored: readonly Stored[]): Promise<void> {
    const { queue, deadLetter, store, clock, metrics } = this.#options
    const entries = deadLetters(queue.name, stored)
    if (entries.length > 0) await this.#persist('keep rejected spans', () => deadLetter.put(entries))
    const rows = bookRows({ queue: queue.name, envelopes, stored, version: clock.nowNs() })
    await this.#persist('write the books', () => store.insertRows('ingest_books', rows))
    for (const { partition, to } of rangesOf(envelopes)) {
      await this.#persist('commit', () => queue.commit(partition, to))
    }
    for (const { payload } of envelopes) releaseWhole(payload)
    for (const { reason, spans } of entries) {
      this.#stats.rejectedSpans += spans
      metrics.counters.vitrine_spans_rejected_total.inc({ reason }, spans)
    }
    const taken = stored.reduce((sum, { batch }) => sum + batch.rows, 0)
    this.#stats.storedSpans += taken
    this.#stats.batches += 1
    metrics.counters.vitrine_spans_stored_total.inc(taken)
    metrics.counters.vitrine_batches_total.inc({ outcome: entries.length > 0 ? 'with_rejects' : 'clean' })
  }

  /** Tries until it is done: the queue holds what waits, and the doors say so when it is full. */
  async #persist<T>(what: string, run: () => Promise<T>): Promise<T> {
    const { clock, log, metrics } = this.#options
    if (this.#isAbandoned) throw new AppError('ingest_stopped', `cannot ${what}: out of time`, { retryable: false })
    const result = await retry(() => run().catch((error: unknown) => Promise.reject(asRetryable(error))), {
      clock,
      deadlineMs: Number.POSITIVE_INFINITY,
      signal: this.#ended.signal,
      onRetry: (error, attempt, delayMs) => {
        this.#stats.failures = attempt
        metrics.counters.vitrine_store_retries_total.inc()
        log.warn({ err: error, attempt, delayMs }, `cannot ${what}; trying again`)
      },
    })
    this.#stats.failures = 0
    return result
  }
}

/** Only a refused value is final; whatever else a dependency says, it may get over it. */
function asRetryable(error: unknown): unknown {
  if (!(error instanceof AppError) || error.retryable || error.code === 'store_refused') return error
  return new AppError(error.code, messageOf(error), { retryable: true, cause: error })
}
