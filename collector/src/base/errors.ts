/**
 * A dependency failed: the store, the queue, a disk. Callers decide by `retryable`; retries live in base/retry.ts.
 * Bad input is never an AppError, it is a value; our own mistakes are `invariant`.
 */
export class AppError extends Error {
  readonly code: string
  readonly retryable: boolean

  constructor(code: string, message: string, options: { retryable: boolean; cause?: unknown }) {
    super(message, { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.retryable = options.retryable
  }
}

/** Stops the process with `BUG: ...` when something that we guarantee does not hold. Never catch it. */
export function invariant(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(`BUG: ${what}`)
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
