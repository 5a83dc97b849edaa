import type { ErrorCode } from '@vitrine/schemas/api'

/** A request that cannot be served as asked: becomes the common error shape with this status. Thrown or given to next(). */
export class ApiError extends Error {
  readonly status: number
  readonly code: ErrorCode
  readonly params: Readonly<Record<string, unknown>>
  readonly advice: string
  readonly retryAfterMs: number | null

  constructor(
    status: number,
    code: ErrorCode,
    message: string,
    options: {
      advice: string
      params?: Readonly<Record<string, unknown>>
      retryAfterMs?: number
      cause?: unknown
    },
  ) {
    super(message, { cause: options.cause })
    this.name = 'ApiError'
    this.status = status
    this.code = code
    this.params = options.params ?? {}
    this.advice = options.advice
    this.retryAfterMs = options.retryAfterMs ?? null
  }
}
