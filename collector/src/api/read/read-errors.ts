/** What a failed read means to the caller. */
import { AppError } from '../../base/errors.ts'
import { QueryError } from '../../query/query-error.ts'
import { ApiError } from '../api-error.ts'

const NARROW = 'narrow the time window or the filter'

export function readErrorOf(thrown: unknown): unknown {
  if (thrown instanceof QueryError) return fromQuery(thrown)
  if (!(thrown instanceof AppError)) return thrown
  if (thrown.code === 'query_timeout') {
    return new ApiError(422, 'query_too_slow', 'cannot answer in time: there is too much to read', {
      advice: NARROW,
      cause: thrown,
    })
  }
  if (thrown.code === 'query_too_large' || thrown.code === 'query_memory') {
    return new ApiError(422, 'query_too_large', 'cannot answer: it needs too much memory or has too many rows', {
      advice: NARROW,
      cause: thrown,
    })
  }
  if (thrown.code === 'query_failed' || thrown.code === 'bad_query') {
    return new ApiError(500, 'internal', 'cannot answer: the query failed', {
      advice: 'look for the query_id in the log, and report it',
      cause: thrown,
    })
  }
  return thrown
}

function fromQuery({ code, message, advice, params }: QueryError): ApiError {
  return new ApiError(code.startsWith('unknown_') ? 404 : 400, code, message, { advice, params })
}
