/**
 * Opens when the tables are those that this build needs. The process that does everything brings them there itself;
 * a process with fewer roles waits for `vitrine migrate` or for such a process, and says so.
 */
import type { Clock } from '../base/clock.ts'
import { AppError } from '../base/errors.ts'
import type { Log } from '../base/log.ts'
import { retry } from '../base/retry.ts'
import { migrate, missingVersions } from './migrate.ts'
import type { Store } from './store.ts'

export interface SchemaGateOptions {
  readonly store: Store
  readonly migrates: boolean
  readonly clock: Clock
  readonly log: Log
  /** Ends the waiting: the process stops. */
  readonly signal: AbortSignal
}

/** Resolves when the schema is there. Throws what is no matter of waiting, and when the signal ends it. */
export async function waitForSchema(options: SchemaGateOptions): Promise<void> {
  const { store, migrates, clock, log, signal } = options
  let told = ''
  await retry(() => (migrates ? migrate(store).then(() => undefined) : requireSchema(store)), {
    clock,
    deadlineMs: store.kind === 'chdb' ? 0 : Number.POSITIVE_INFINITY,
    maxDelayMs: 3_000,
    signal,
    onRetry: (error) => {
      if (told === error.message) return
      told = error.message
      log.warn({ why: error.message }, 'waiting for the database')
    },
  })
}

async function requireSchema(store: Store): Promise<void> {
  const missing = await missingVersions(store)
  if (missing.length === 0) return
  const why = `the database lacks migrations ${missing.join(', ')}; run vitrine migrate`
  throw new AppError('schema_missing', `cannot start: ${why}`, { retryable: true })
}
