/** Answers in the one shape that errors have, and JSON that keeps the text of values as they are stored. */
import { randomBytes } from 'node:crypto'
import type { ApiErrorAnswer } from '@vitrine/schemas/api'
import type { ErrorRequestHandler, RequestHandler, Response } from 'express'
import { AppError, messageOf } from '../base/errors.ts'
import type { Log } from '../base/log.ts'
import { ApiError } from './api-error.ts'
import { readErrorOf } from './read/read-errors.ts'

/** JSON text that is sent as it is. */
export class JsonText {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

const STORE_RETRY_MS = 2_000

/** Every request gets an id, which its errors and log lines carry. */
export const queryId: RequestHandler = (_request, response, next) => {
  response.setHeader('x-query-id', randomBytes(9).toString('hex'))
  next()
}

export function sendJson(response: Response, status: number, value: unknown): void {
  response.status(status).setHeader('content-type', 'application/json; charset=utf-8')
  if (!response.hasHeader('cache-control')) response.setHeader('cache-control', 'no-store')
  response.end(value instanceof JsonText ? value.text : JSON.stringify(value))
}

/** The last handler: whatever was thrown becomes an answer; what was not the client's doing is logged. */
export function errorHandler(log: Log): ErrorRequestHandler {
  return (thrown: unknown, request, response, _next) => {
    const error = apiErrorOf(readErrorOf(thrown))
    if (error.status >= 500) {
      log.error({ err: thrown, queryId: response.getHeader('x-query-id'), path: request.path }, 'a request failed')
    }
    if (response.headersSent) {
      response.destroy(error)
      return
    }
    if (error.retryAfterMs !== null) response.setHeader('retry-after', String(Math.ceil(error.retryAfterMs / 1000)))
    if (error.status === 401) response.setHeader('www-authenticate', 'Bearer realm="vitrine"')
    sendJson(response, error.status, errorAnswer(error, response))
  }
}

function errorAnswer(error: ApiError, response: Response): ApiErrorAnswer {
  const id = response.getHeader('x-query-id')
  return {
    error: {
      code: error.code,
      params: { ...error.params },
      message: error.message,
      advice: error.advice,
      query_id: typeof id === 'string' ? id : null,
      retryable: error.retryAfterMs !== null || error.status === 503,
      retry_after_ms: error.retryAfterMs,
    },
  }
}

function apiErrorOf(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown
  if (thrown instanceof AppError) return fromDependency(thrown)
  const status = statusOf(thrown)
  if (status === 413) {
    return new ApiError(413, 'too_large', 'cannot read the body: it is too large', {
      advice: 'send less at once',
    })
  }
  if (status === 415) {
    return new ApiError(415, 'unsupported_media_type', `cannot read the body: ${messageOf(thrown)}`, {
      advice: 'send it plain or gzipped',
    })
  }
  if (status >= 400 && status < 500) {
    return new ApiError(400, 'invalid_body', `cannot read the request: ${messageOf(thrown)}`, {
      advice: 'check the path and the body',
    })
  }
  return new ApiError(500, 'internal', 'cannot answer: something that should not happen did', {
    advice: 'look for the query_id in the log, and report it',
    cause: thrown,
  })
}

function fromDependency(error: AppError): ApiError {
  if (error.code === 'store_refused') {
    return new ApiError(500, 'store_refused', 'cannot write this: the store refused it', {
      advice: 'look for the query_id in the log, and report it',
      cause: error,
    })
  }
  if (error.code === 'not_the_writer') {
    return new ApiError(503, 'not_ready', error.message, {
      advice: 'the processes are choosing who makes changes; wait a moment',
      retryAfterMs: STORE_RETRY_MS,
      cause: error,
    })
  }
  return new ApiError(503, 'store_unavailable', 'cannot reach the store', {
    advice: 'wait a moment; what was acknowledged is kept',
    retryAfterMs: STORE_RETRY_MS,
    cause: error,
  })
}

/** What body parsers and express put on their errors. */
function statusOf(thrown: unknown): number {
  const status: unknown =
    typeof thrown === 'object' && thrown !== null && 'status' in thrown ? thrown.status : undefined
  return typeof status === 'number' ? status : 500
}
