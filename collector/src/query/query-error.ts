import type { ErrorCode } from '@vitrine/schemas/api'

/** What was asked cannot be answered as asked: bad input, told to the caller with what to try. */
export class QueryError extends Error {
  readonly code: ErrorCode
  readonly advice: string
  readonly params: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, message: string, advice: string, params: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.name = 'QueryError'
    this.code = code
    this.advice = advice
    this.params = params
  }
}
