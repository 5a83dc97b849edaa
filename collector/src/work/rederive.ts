/**
 * Derives what a project has stored anew, with the prices and rules of now. A dry run only says what would change.
 * To apply it, the project's epoch is raised first: what ingest derives from then on is of the new epoch, and so is
 * every row written here, so no delivery of old bytes can undo it. A job that a restart cut short goes on with the
 * rows that are still of an older epoch; to run it again is harmless.
 */
import type { MappingRule, ProjectPrice } from '@vitrine/schemas'
import type { Difference, Job } from '@vitrine/schemas/api'
import type { Clock } from '../base/clock.ts'
import type { ProjectRules } from '../derive.ts'
import { createPriceBook, type PriceBookFile } from '../enrich/price-book.ts'
import { createPriceBooks } from '../enrich/project-prices.ts'
import { type Folding, foldingOf, foldSpan } from '../ingest/fold.ts'
import { createResponseMemory } from '../ingest/response-memory.ts'
import { createTouchedTraces } from '../ingest/touched-traces.ts'
import { createSettler, type Settler } from '../ingest/verdicts.ts'
import { encodeSpans, type StoredRow } from '../store/encode-spans.ts'
import type { Store } from '../store/store.ts'
import { createDifference, type DifferenceCounter } from './difference.ts'
import { type JobRecord, listJobRecords, writeJobRecord } from './job-records.ts'
import {
  firstVersionOf,
  hasFragments,
  hoursOfSpans,
  type NarrowRow,
  pagesOfHour,
  partsOfPage,
  readPart,
} from './rederive-reads.ts'

export interface RederiveRequest {
  readonly projectId: string
  readonly userId: string
  readonly isDryRun: boolean
  /** For a dry run: prices and rules that are not saved yet. */
  readonly draftPrice?: ProjectPrice | undefined
  readonly draftRules?: readonly MappingRule[] | undefined
}

export interface Rederiver {
  /** Loads earlier jobs, and goes on with those that did not end: when this process leads. */
  start(): void
  /** Stops what runs, to be taken up by the next start: before the store closes. */
  stop(): Promise<void>
  /** Answers at once; one job of a project runs at a time, others wait for it. */
  begin(request: RederiveRequest): Promise<Job>
  /** Newest first. */
  list(projectId: string): readonly Job[]
  get(projectId: string, jobId: string): Job | undefined
  cancel(projectId: string, jobId: string): Job | undefined
}

export interface RederiverOptions {
  readonly store: Store
  readonly clock: Clock
  readonly prices: PriceBookFile
  readonly rulesOf: (projectId: string) => ProjectRules
  readonly raiseEpoch: (projectId: string) => Promise<number>
  readonly newId: () => string
  readonly onError: (error: unknown) => void
}

/** Followers read the control tables every two seconds; a batch of theirs may be under way. */
const OTHERS_HEAR_MS = 6_000
/** Rows that were on their way while the epoch was raised appear late; after so many looks the rest is left. */
const MAX_LOOKS = 5

export function createRederiver(options: RederiverOptions): Rederiver {
  return new RederiveRoom(options)
}

class RederiveRoom implements Rederiver {
  readonly #options: RederiverOptions
  readonly #settler: Settler
  readonly #records = new Map<string, JobRecord>()
  /** By project: the end of its last job. */
  readonly #lines = new Map<string, Promise<void>>()
  readonly #cancelled = new Set<string>()
  #isClosing = false
  #loaded: Promise<void> = Promise.resolve()

  constructor(options: RederiverOptions) {
    this.#options = options
    this.#settler = createSettler({ ...options, memory: createResponseMemory() })
  }

  start(): void {
    this.#isClosing = false
    this.#loaded = this.#load().catch(this.#options.onError)
  }

  async stop(): Promise<void> {
    this.#isClosing = true
    await this.#loaded
    await Promise.all(this.#lines.values())
  }

  async #load(): Promise<void> {
    const records = await listJobRecords(this.#options.store)
    for (const record of records) {
      this.#records.set(record.job.id, record)
      if (record.job.state !== 'running') continue
      if (record.job.dry_run === true)
        await this.#end(record.job.id, 'failed', 'the server stopped; ask for the dry run again')
      else this.#enqueue(record.job.id, undefined)
    }
  }

  async begin(request: RederiveRequest): Promise<Job> {
    await this.#loaded
    const { clock, newId } = this.#options
    const job: Job = {
      id: newId(),
      action: 'rederive',
      state: 'running',
      dataset_id: null,
      total: null,
      done: 0,
      added: 0,
      repeats: 0,
      failed: 0,
      error: null,
      started: `${clock.nowMs()}000000`,
      ended: null,
      dry_run: request.isDryRun,
      difference: null,
    }
    await this.#save({ projectId: request.projectId, userId: request.userId, epoch: 0, version: 0, job })
    this.#enqueue(job.id, request)
    return job
  }

  list(projectId: string): readonly Job[] {
    const mine = [...this.#records.values()].filter((record) => record.projectId === projectId)
    return mine.map((record) => record.job).sort((a, b) => (a.started < b.started ? 1 : -1))
  }

  get(projectId: string, jobId: string): Job | undefined {
    const record = this.#records.get(jobId)
    return record?.projectId === projectId ? record.job : undefined
  }

  cancel(projectId: string, jobId: string): Job | undefined {
    const job = this.get(projectId, jobId)
    if (job?.state === 'running') this.#cancelled.add(jobId)
    return job
  }

  #enqueue(jobId: string, request: RederiveRequest | undefined): void {
    const { projectId } = this.#record(jobId)
    const before = this.#lines.get(projectId) ?? Promise.resolve()
    const line = before.then(() => this.#run(jobId, request))
    this.#lines.set(projectId, line)
  }

  async #run(jobId: string, request: RederiveRequest | undefined): Promise<void> {
    try {
      const isDryRun = this.#record(jobId).job.dry_run === true
      const isEnded = await (isDryRun ? this.#dryRun(jobId, request) : this.#apply(jobId))
      if (isEnded && !isDryRun) await this.#settler.settleLate()
      if (isEnded) await this.#end(jobId, this.#cancelled.has(jobId) ? 'cancelled' : 'done', null)
    } catch (error) {
      this.#options.onError(error)
      await this.#end(jobId, 'failed', 'the store failed; start the job again, it goes on where this one ended').catch(
        this.#options.onError,
      )
    }
  }

  async #dryRun(jobId: string, request: RederiveRequest | undefined): Promise<boolean> {
    const { projectId } = this.#record(jobId)
    const rules = this.#options.rulesOf(projectId)
    const known = rules.reading ?? NOTHING
    const reading = {
      ...known,
      // A book of its own: this one must not be remembered under the project's version.
      version: -1,
      prices: request?.draftPrice === undefined ? known.prices : [...known.prices, request.draftPrice],
      mapping: request?.draftRules ?? known.mapping,
    }
    const by = foldingOf(projectId, { epoch: rules.epoch, reading }, this.#books())
    const counter = createDifference()
    return await this.#look(jobId, { below: MOST, by, counter })
  }

  async #apply(jobId: string): Promise<boolean> {
    const { projectId } = this.#record(jobId)
    if (this.#record(jobId).epoch === 0) {
      await this.#update(jobId, { epoch: await this.#options.raiseEpoch(projectId) })
    }
    const { epoch, job } = this.#record(jobId)
    const counter = createDifference(job.difference)
    for (let look = 0; look < MAX_LOOKS; look++) {
      const rules = this.#options.rulesOf(projectId)
      const by = foldingOf(projectId, { ...rules, epoch: Math.max(epoch, rules.epoch) }, this.#books())
      const doneBefore = this.#record(jobId).job.done
      // Other processes hear of the new epoch a moment later; what they derived before it is found by a later look.
      if (look > 0) await pause(this.#options.store.kind === 'clickhouse' ? OTHERS_HEAR_MS : 0)
      if (!(await this.#look(jobId, { below: firstVersionOf(epoch), by, counter }))) return false
      if (this.#cancelled.has(jobId) || this.#record(jobId).job.done === doneBefore) break
    }
    return true
  }

  #books() {
    return createPriceBooks(createPriceBook(this.#options.prices))
  }

  /** All spans below a version, once. False: we are closing, and the job goes on another day. */
  async #look(jobId: string, look: { below: bigint; by: Folding; counter: DifferenceCounter }): Promise<boolean> {
    const { store } = this.#options
    const { projectId: project, job } = this.#record(jobId)
    const hours = await hoursOfSpans(store, project, look.below)
    const total = job.done + hours.reduce((sum, { spans }) => sum + spans, 0)
    await this.#update(jobId, {}, { total })
    const isFolded = await hasFragments(store, project)
    for (const { hourS } of hours) {
      for await (const page of pagesOfHour(store, { project, hourS, below: look.below })) {
        for (const rows of partsOfPage(page)) {
          if (this.#isClosing) return false
          if (this.#cancelled.has(jobId)) return true
          await this.#part(jobId, { ...look, rows, hourS, hasFragments: isFolded })
        }
        await this.#save(this.#record(jobId))
      }
    }
    return true
  }

  async #part(
    jobId: string,
    part: {
      rows: readonly NarrowRow[]
      hourS: number
      hasFragments: boolean
      by: Folding
      counter: DifferenceCounter
    },
  ): Promise<void> {
    const { projectId: project, job } = this.#record(jobId)
    const stored = await readPart(this.#options.store, { ...part, project }, part.rows)
    const written: StoredRow[] = []
    const touched = createTouchedTraces()
    let changed = 0
    for (const { narrow, span, fragments } of stored) {
      const row = foldSpan(span, fragments, part.by)
      const fields = part.counter.add(narrow, row)
      written.push(row)
      if (fields.length === 0) continue
      changed += 1
      touched.add(row)
    }
    // Deleted since it was read: it must not come back.
    const { deletedTraces } = this.#options.rulesOf(project)
    const isKept = ({ traceId }: { readonly traceId: string }) => !deletedTraces.has(traceId)
    if (job.dry_run !== true) await this.#write(written.filter(isKept), touched.list().filter(isKept))
    const next = {
      done: job.done + part.rows.length,
      added: job.added + changed,
      failed: job.failed + part.rows.length - stored.length,
      difference: part.counter.answer(),
    }
    await this.#update(jobId, {}, next, 'memory')
  }

  /** The narrow rows alone: content is what it was. */
  async #write(
    rows: readonly StoredRow[],
    touched: ReturnType<ReturnType<typeof createTouchedTraces>['list']>,
  ): Promise<void> {
    const { store } = this.#options
    for (const { spans } of encodeSpans(rows)) await store.insertNative('spans', [spans])
    if (touched.length > 0) await this.#settler.settle(touched)
  }

  async #end(jobId: string, state: Job['state'], error: string | null): Promise<void> {
    this.#cancelled.delete(jobId)
    await this.#update(jobId, {}, { state, error, ended: `${this.#options.clock.nowMs()}000000` })
  }

  async #update(
    jobId: string,
    record: Partial<Pick<JobRecord, 'epoch'>>,
    job: Partial<Job> & { difference?: Difference } = {},
    where: 'store' | 'memory' = 'store',
  ): Promise<void> {
    const known = this.#record(jobId)
    const next = { ...known, ...record, job: { ...known.job, ...job } }
    if (where === 'memory') this.#records.set(jobId, next)
    else await this.#save(next)
  }

  async #save(record: JobRecord): Promise<void> {
    const version = Math.max(record.version + 1, this.#options.clock.nowMs() * 1000)
    const next = { ...record, version }
    this.#records.set(record.job.id, next)
    await writeJobRecord(this.#options.store, next)
  }

  #record(jobId: string): JobRecord {
    const record = this.#records.get(jobId)
    if (record === undefined) throw new Error(`BUG: no job ${jobId}`)
    return record
  }
}

const NOTHING = { version: 0, prices: [], mapping: [], estimatesTokens: true }
const MOST = (1n << 128n) - 1n

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
