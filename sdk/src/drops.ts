/**
 * What the SDK lost or could not do: counted by reason, said once per reason, never thrown. An application reads the
 * counts with `status()`.
 */
import { diag } from '@opentelemetry/api'

export type DropReason =
  | 'instrumentation_error'
  | 'queue_full'
  | 'export_failed'
  | 'export_refused'
  | 'spool_failed'
  | 'media_too_large'
  | 'media_failed'
  | 'score_invalid'
  | 'score_queue_full'
  | 'score_failed'

/** Where the SDK speaks: warnings once per reason on the console, details to OpenTelemetry's `diag`. */
export interface Log {
  debug(message: string): void
  warn(message: string): void
}

const defaultLog: Log = {
  debug: (message) => diag.debug(message),
  warn: (message) => console.warn(message),
}

let log: Log = defaultLog
const counts = new Map<DropReason, number>()
const said = new Set<string>()

export function useLog(next: Log | undefined): void {
  log = next ?? defaultLog
}

/** Counts a loss; the first of its reason is said. Never throws, whatever the error and the log are. */
export function drop(reason: DropReason, cause?: unknown, howMany = 1): void {
  const before = counts.get(reason)
  counts.set(reason, (before ?? 0) + howMany)
  if (before === undefined)
    warnOnce(
      `dropped: ${reason}${cause === undefined ? '' : ` (${describe(cause)})`}; further ones are only counted, see status()`,
    )
}

export function warnOnce(message: string): void {
  sayOnce('warn', message)
}

export function debugOnce(message: string): void {
  sayOnce('debug', message)
}

export function dropCounts(): Readonly<Partial<Record<DropReason, number>>> {
  return Object.fromEntries(counts)
}

/** Forgets counts and what was said: for tests, and for a new `init`. */
export function resetDrops(): void {
  counts.clear()
  said.clear()
}

function sayOnce(level: keyof Log, message: string): void {
  if (said.has(message)) return
  said.add(message)
  try {
    log[level](`[vitrine] ${message}`)
  } catch {
    // A log that throws must not reach the application; the count stands.
  }
}

/** Never throws, whatever it is. */
export function describe(cause: unknown): string {
  try {
    return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
  } catch {
    return 'it cannot be told'
  }
}
