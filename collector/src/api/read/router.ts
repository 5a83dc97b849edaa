/**
 * The routes that read spans. Each: check the input by the route table, take the project from the request's scope,
 * ask the query, answer. A reader that goes away ends its query.
 */
import { createHash } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { expressPath, ROUTES, type Route } from '@vitrine/schemas/api'
import express, { type Request, type RequestHandler, type Response } from 'express'
import { readRouteInput } from '../route-input.ts'
import { readErrorOf } from './read-errors.ts'
import { READS, type Read, type ReadOptions } from './reads.ts'
import { sendLines } from './send-lines.ts'

/** To be mounted at /api/v1, after auth has set the request's context (api/context.ts). */
export function createReadRouter(options: ReadOptions): RequestHandler {
  const router = express.Router()
  for (const [name, read] of Object.entries(READS)) {
    const route: Route = ROUTES[name as keyof typeof READS]
    router.get(expressPath(route.path), handlerOf(route, read as Read, options))
  }
  return router
}

function handlerOf(route: Route, read: Read, options: ReadOptions): RequestHandler {
  return (request, response, next) => {
    const gone = goneSignal(response)
    answer(route, read, { ...options, request, signal: gone }, response).catch((error: unknown) => {
      if (!gone.aborted) next(readErrorOf(error))
    })
  }
}

async function answer(
  route: Route,
  read: Read,
  context: ReadOptions & { readonly request: Request; readonly signal: AbortSignal },
  response: Response,
): Promise<void> {
  const input = readRouteInput(route, context.request)
  const result = await read({ ...context, params: fields(input.params), query: fields(input.query) })
  if (route.answerType === 'ndjson') return sendLines(response, result as AsyncIterable<unknown>)
  sendTagged(context.request, response, result)
}

/** A page that polls names the answer that it has: the same one again costs it a line, however far the queue went. */
function sendTagged(request: Request, response: Response, answer: unknown): void {
  const body = JSON.stringify(answer)
  const what = JSON.stringify({ ...fields(answer), watermark: undefined })
  const tag = `"${createHash('sha256').update(what).digest('base64url').slice(0, 22)}"`
  response.setHeader('etag', tag)
  response.setHeader('cache-control', 'private, no-cache')
  const known = request.headers['if-none-match']?.split(',').map((each) => each.trim().replace(/^W\//, ''))
  if (known?.includes(tag) === true) {
    response.statusCode = 304
    response.end()
    return
  }
  response.setHeader('content-type', 'application/json; charset=utf-8')
  response.end(body)
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

/** Aborted when the connection closes before the answer was sent. */
function goneSignal(response: Response): AbortSignal {
  const controller = new AbortController()
  // One answer may ask the store many times at once, and each asking listens.
  setMaxListeners(0, controller.signal)
  response.on('close', () => {
    if (!response.writableFinished) controller.abort()
  })
  return controller.signal
}
