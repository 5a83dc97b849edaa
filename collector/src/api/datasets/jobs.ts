/**
 * Work that takes longer than a request: started, watched, cancelled. Jobs live as long as the process; what they did
 * is kept, and asking again for one that a restart cut short repeats nothing, since items are known by their source.
 */
import type { Job } from '@vitrine/schemas/api'
import type { Clock } from '../../base/clock.ts'
import { randomId } from '../../control/keys.ts'
import { ApiError } from '../api-error.ts'
import { nsOfMs } from '../routes/projects.ts'

export interface Jobs {
  /** Answers at once; `work` runs on, and stops where `isCancelled` says so. */
  start(projectId: string, datasetId: string | null, work: (progress: Progress) => Promise<void>): Job
  get(projectId: string, jobId: string): Job | undefined
  cancel(projectId: string, jobId: string): Job | undefined
  /** Cancels what runs and waits for it: before the store closes. */
  close(): Promise<void>
}

export interface Progress {
  isCancelled(): boolean
  total(total: number): void
  did(step: { done: number; added: number; repeats: number; failed: number }): void
}

const OUR_FAULT = 'the store failed; ask for the work again, repeats are skipped'
/** Finished jobs that are remembered. */
const MAX_JOBS = 1_000

interface Entry {
  readonly projectId: string
  job: Job
  isCancelled: boolean
}

/** What failed for reasons of ours is told to the log, which knows more than the client should. */
export function createJobs(clock: Clock, onError: (error: unknown) => void): Jobs {
  const entries = new Map<string, Entry>()
  const running = new Set<Promise<void>>()

  const find = (projectId: string, jobId: string): Entry | undefined => {
    const entry = entries.get(jobId)
    return entry?.projectId === projectId ? entry : undefined
  }
  const end = (entry: Entry, state: Job['state'], error: string | null): void => {
    entry.job = { ...entry.job, state, error, ended: nsOfMs(clock.nowMs()) }
  }
  const forgetOldest = (): void => {
    for (const [id, { job }] of entries) {
      if (entries.size <= MAX_JOBS) return
      if (job.state !== 'running') entries.delete(id)
    }
  }
  const cancel = (entry: Entry): void => {
    entry.isCancelled = true
  }

  return {
    start(projectId, datasetId, work) {
      const started = nsOfMs(clock.nowMs())
      const counts = { total: null, done: 0, added: 0, repeats: 0, failed: 0 }
      const id = randomId('job')
      const job: Job = {
        id,
        action: 'add_to_dataset',
        state: 'running',
        dataset_id: datasetId,
        ...counts,
        error: null,
        started,
        ended: null,
      }
      const entry: Entry = { projectId, job, isCancelled: false }
      entries.set(id, entry)
      forgetOldest()
      const done = work(progressOf(entry))
        .then(() => end(entry, entry.isCancelled ? 'cancelled' : 'done', null))
        .catch((error: unknown) => {
          if (!(error instanceof ApiError)) onError(error)
          end(entry, 'failed', error instanceof ApiError ? error.message : OUR_FAULT)
        })
        .finally(() => running.delete(done))
      running.add(done)
      return entry.job
    },
    get: (projectId, jobId) => find(projectId, jobId)?.job,
    cancel(projectId, jobId) {
      const entry = find(projectId, jobId)
      if (entry?.job.state === 'running') cancel(entry)
      return entry?.job
    },
    async close() {
      for (const entry of entries.values()) cancel(entry)
      await Promise.all(running)
    },
  }
}

function progressOf(entry: Entry): Progress {
  return {
    isCancelled: () => entry.isCancelled,
    total(total) {
      entry.job = { ...entry.job, total }
    },
    did(step) {
      const { job } = entry
      entry.job = {
        ...job,
        done: job.done + step.done,
        added: job.added + step.added,
        repeats: job.repeats + step.repeats,
        failed: job.failed + step.failed,
      }
    },
  }
}
