/**
 * One HTTP request that holds nothing: its socket does not keep the process alive, no instrumentation of the application
 * sees it, and whatever happens is a value.
 */
import { Agent as HttpAgent, request as httpRequest, type RequestOptions } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { createContextKey } from '@opentelemetry/api'
import { activeContext, hasContextManager, withContext } from './active-context.ts'
import { quietTimer } from './quiet-timer.ts'

export type Answer =
  | { readonly kind: 'accepted'; readonly body: Buffer }
  | { readonly kind: 'later'; readonly afterMs: number | undefined; readonly why: string }
  | { readonly kind: 'refused'; readonly why: string }

export interface Exchange {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | undefined
  readonly timeoutMs: number
}

/** The answer is a few bytes, or a page of HTML from something in between; more is not read. */
const MAX_ANSWER_BYTES = 65_536

const agents = {
  'http:': new HttpAgent({ keepAlive: true, maxSockets: 4 }),
  'https:': new HttpsAgent({ keepAlive: true, maxSockets: 4 }),
}

/** The key by which OpenTelemetry's instrumentations know that a request is not the application's. */
const SUPPRESS = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING')

export function exchange(request: Exchange): Promise<Answer> {
  return new Promise((resolve) => {
    try {
      // Without a context manager nobody reads the key, and a context of our own would slow every promise down.
      if (hasContextManager()) withContext(activeContext().setValue(SUPPRESS, true), () => send(request, resolve))
      else send(request, resolve)
    } catch (error) {
      resolve({ kind: 'refused', why: String(error) })
    }
  })
}

function send({ method, url, headers, body, timeoutMs }: Exchange, resolve: (outcome: Answer) => void): void {
  const target = new URL(url)
  const isSecure = target.protocol === 'https:'
  const options: RequestOptions = {
    method,
    agent: agents[isSecure ? 'https:' : 'http:'],
    headers: body === undefined ? headers : { ...headers, 'content-length': String(body.length) },
  }
  const request = (isSecure ? httpsRequest : httpRequest)(target, options)
  const later = (why: string) => resolve({ kind: 'later', afterMs: undefined, why })
  // An unanswered request would otherwise stay with the agent for good.
  const deadline = quietTimer(() => {
    later(`no answer within ${timeoutMs} ms`)
    request.destroy()
  }, timeoutMs)
  request.on('socket', (socket) => socket.unref?.())
  request.on('error', (error) => later(error.message))
  request.on('close', () => {
    clearTimeout(deadline)
    later('the connection was closed')
  })
  request.on('response', (response) => {
    const parts: Buffer[] = []
    let size = 0
    response.on('data', (part: Buffer) => {
      size += part.length
      if (size > MAX_ANSWER_BYTES) response.destroy()
      else parts.push(part)
    })
    response.on('error', () => undefined)
    const settle = () => resolve(outcomeOf(response.statusCode ?? 0, response.headers, Buffer.concat(parts)))
    response.on('end', settle)
    // Cut off inside the answer: the status is known, and that is what counts. The request's own close comes after.
    response.on('aborted', settle)
  })
  request.end(body)
}

/** As the OTLP specification has it: these may be tried again, everything else is final. */
const RETRYABLE = new Set([429, 502, 503, 504])

function outcomeOf(status: number, headers: Readonly<Record<string, unknown>>, body: Buffer): Answer {
  if (status >= 200 && status < 300) return { kind: 'accepted', body }
  const why = `HTTP ${status} ${body.toString('utf8', 0, 300)}`.trim()
  if (!RETRYABLE.has(status)) return { kind: 'refused', why }
  const seconds = Number(headers['retry-after'])
  return { kind: 'later', afterMs: Number.isFinite(seconds) ? seconds * 1000 : undefined, why }
}
