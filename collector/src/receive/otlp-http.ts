/**
 * The OTLP door over HTTP: a plain node:http handler, since a framework costs more than the work itself. Cheap
 * refusals come first, the body last; every answer is in the encoding of the request.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type ContentEncoding, inflateWithin } from '../base/inflate.ts'
import { isAtThisMachine } from '../base/loopback.ts'
import type { KeyDirectory } from '../base/principal.ts'
import { type Admitted, admitSenderSurely, credentialsOf } from './admission.ts'
import { discardRest, readBody } from './http-body.ts'
import { contentEncodingOf, contentTypeOf, type Origin, originOf, signalOf } from './http-request.ts'
import type { InFlight, InFlightShare } from './in-flight.ts'
import { fullRefusal, type Intake, type IntakeDeps } from './intake.ts'
import { type AnswerType, exportResponse, type PartialSuccess, type Signal, statusBody } from './otlp-answer.ts'
import type { Refusals } from './refusals.ts'

export interface OtlpHttpDeps extends Pick<IntakeDeps, 'metrics' | 'log'> {
  readonly intake: Intake
  readonly keys: KeyDirectory
  readonly refusals: Refusals
  readonly inFlight: InFlight
  readonly corsOrigins: readonly string[]
  readonly maxBodyBytes: number
  readonly maxInflatedBytes: number
}

/** True when the path is the door's own, and then the handler answers it. */
export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => boolean

interface Refusal {
  readonly status: number
  readonly message: string
  readonly projectId?: string | null
  readonly keyPrefix?: string | undefined
  readonly retryAfterMs?: number
  readonly headers?: Readonly<Record<string, string>>
}

type Accepted = { readonly partial: PartialSuccess | undefined }

/** Codes of google.rpc.Code by HTTP status. */
const RPC_CODES: Readonly<Record<number, number>> = { 400: 3, 401: 16, 403: 7, 413: 8, 429: 8, 500: 13, 503: 14 }
const RPC_INVALID = 3
const UNSURE_RETRY_MS = 2_000
const METHODS = 'POST, OPTIONS'
const REQUEST_HEADERS = 'authorization, content-type, content-encoding, x-api-key, user-agent, traceparent, tracestate'
export function createOtlpHttpHandler(deps: OtlpHttpDeps): HttpHandler {
  return (request, response) => {
    const signal = signalOf(request)
    if (signal === undefined) return false
    const endTimer = deps.metrics.histograms.vitrine_request_seconds.startTimer({ door: 'otlp_http' })
    serve(deps, signal, request, response)
      .catch((error: unknown) => {
        deps.log.error({ err: error }, 'otlp door failed on a request')
        if (!response.headersSent) answer(request, response, 500, 'the door failed on this body; it was not kept')
      })
      .finally(endTimer)
    return true
  }
}

/** A server for the door's own port. A slow sender has a minute for its request, and ten seconds for the headers. */
export function createOtlpHttpServer(handler: HttpHandler): Server {
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 60_000, connectionsCheckingInterval: 2_000, keepAliveTimeout: 65_000 },
    (request, response) => {
      if (handler(request, response)) return
      discardRest(request)
      response.writeHead(404, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ code: 5, message: 'OTLP is at /v1/traces, /v1/logs and /v1/metrics' }))
    },
  )
  return server
}

async function serve(deps: OtlpHttpDeps, signal: Signal, request: IncomingMessage, response: ServerResponse) {
  const origin = originOf(request, deps.corsOrigins)
  allowOrigin(origin, request, response)
  if (request.method === 'OPTIONS' && origin.kind !== 'foreign') return preflight(request, response)
  const share = deps.inFlight.open()
  try {
    const outcome = await receive(deps, signal, request, origin, share)
    if (outcome === 'gone') return
    if ('status' in outcome) return refuse(deps, request, response, outcome)
    deps.metrics.counters.vitrine_requests_total.inc({ door: 'otlp_http', status: 200 })
    const type = contentTypeOf(request) ?? 'json'
    send(response, 200, type, exportResponse(signal, type, outcome.partial))
  } finally {
    share.release()
    deps.metrics.gauges.vitrine_door_bytes_in_flight.set(deps.inFlight.bytes)
  }
}

async function receive(
  deps: OtlpHttpDeps,
  signal: Signal,
  request: IncomingMessage,
  origin: Origin,
  share: InFlightShare,
): Promise<Accepted | Refusal | 'gone'> {
  const head = await readHead(deps, request, origin)
  if ('status' in head) return head
  const { sender, contentType, contentEncoding } = head
  const from = { projectId: sender.projectId }
  const body = await readBody(request, deps.maxBodyBytes, share)
  if (body.kind === 'gone') return 'gone'
  if (body.kind === 'no_memory') return { ...fullRefusal(1_000), ...from }
  if (body.kind === 'too_large') return { status: 413, message: tooLarge(deps.maxBodyBytes, 'as sent'), ...from }
  deps.metrics.counters.vitrine_request_body_bytes_total.inc({ door: 'otlp_http' }, body.bytes.length)

  const inflated = await inflateWithin(body.bytes, contentEncoding, deps.maxInflatedBytes, share.take)
  if (inflated.kind === 'no_memory') return { ...fullRefusal(1_000), ...from }
  if (inflated.kind === 'too_large') {
    return { status: 413, message: tooLarge(deps.maxInflatedBytes, 'after inflation'), ...from }
  }
  if (inflated.kind === 'broken') {
    return { status: 400, message: `cannot inflate the body as ${contentEncoding}: ${inflated.why}`, ...from }
  }
  deps.metrics.histograms.vitrine_body_inflated_bytes.observe({ door: 'otlp_http' }, inflated.bytes.length)
  const userAgent = request.headers['user-agent']
  const delivery = { sender, signal, contentType, contentEncoding, userAgent }
  const outcome = await deps.intake.accept({ ...delivery, payload: body.bytes, inflated: inflated.bytes })
  return outcome.kind === 'accepted' ? outcome : { ...outcome, ...from }
}

interface Head {
  readonly sender: Admitted
  readonly contentType: AnswerType
  readonly contentEncoding: ContentEncoding
}

/** Everything that can be refused before the body. */
async function readHead(deps: OtlpHttpDeps, request: IncomingMessage, origin: Origin): Promise<Head | Refusal> {
  if (origin.kind === 'foreign') {
    const advice = 'add it to VITRINE_CORS_ORIGINS to let it send spans'
    return { status: 403, message: `pages from ${request.headers.origin} may not send here; ${advice}` }
  }
  if (request.method !== 'POST') {
    return { status: 405, message: 'only POST is answered here', headers: { allow: METHODS } }
  }
  const contentType = contentTypeOf(request)
  const credentials = credentialsOf((name) => firstOf(request.headers[name]))
  // Nobody has said who they are: the type tells whether they speak OTLP at all.
  if (contentType === undefined && credentials.kind === 'none') return unsupportedType(request)
  const mayBeKeyless = origin.kind === 'own' && isAtThisMachine(request)
  const sender = await admitSenderSurely(credentials, deps.keys, mayBeKeyless)
  if (sender.kind === 'refused') {
    if (sender.status === 503) return { ...sender, retryAfterMs: UNSURE_RETRY_MS }
    return { ...sender, ...(sender.status === 401 ? { headers: { 'www-authenticate': 'Bearer' } } : {}) }
  }
  const { projectId } = sender
  if (contentType === undefined) return { ...unsupportedType(request), projectId }
  const contentEncoding = contentEncodingOf(request)
  if (contentEncoding === undefined) {
    const got = request.headers['content-encoding']
    return { status: 415, message: `cannot read encoding ${got}; use gzip, deflate, zstd or none`, projectId }
  }
  const full = deps.intake.refusalWhenFull()
  if (full !== undefined) return { ...full, projectId }
  return { sender, contentType, contentEncoding }
}

function unsupportedType(request: IncomingMessage): Refusal {
  const got = request.headers['content-type'] ?? 'none'
  return { status: 415, message: `cannot read content type ${got}; use application/x-protobuf or application/json` }
}

function refuse(deps: OtlpHttpDeps, request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  const { status, projectId = null, keyPrefix } = refusal
  deps.refusals.add({ projectId, keyPrefix, status })
  deps.metrics.counters.vitrine_requests_total.inc({ door: 'otlp_http', status })
  for (const [name, value] of Object.entries(refusal.headers ?? {})) response.setHeader(name, value)
  if (refusal.retryAfterMs !== undefined) {
    response.setHeader('retry-after', String(Math.max(1, Math.ceil(refusal.retryAfterMs / 1000))))
  }
  answer(request, response, status, refusal.message)
}

function answer(request: IncomingMessage, response: ServerResponse, status: number, message: string): void {
  discardRest(request)
  const type = contentTypeOf(request) ?? 'json'
  send(response, status, type, statusBody(type, RPC_CODES[status] ?? RPC_INVALID, message))
}

function send(response: ServerResponse, status: number, type: AnswerType, body: Buffer): void {
  response.writeHead(status, {
    'content-type': type === 'json' ? 'application/json' : 'application/x-protobuf',
    'content-length': body.length,
  })
  response.end(body)
}

function preflight(request: IncomingMessage, response: ServerResponse): void {
  discardRest(request)
  response.writeHead(204, { allow: METHODS })
  response.end()
}

/** Without these headers a browser neither sends the request nor shows the answer to the page. */
function allowOrigin(origin: Origin, request: IncomingMessage, response: ServerResponse): void {
  if (request.headers.origin !== undefined) response.setHeader('vary', 'Origin')
  if (origin.kind !== 'allowed') return
  response.setHeader('access-control-allow-origin', origin.origin)
  response.setHeader('access-control-expose-headers', 'retry-after')
  if (request.method !== 'OPTIONS') return
  response.setHeader('access-control-allow-methods', 'POST')
  response.setHeader('access-control-allow-headers', REQUEST_HEADERS)
  response.setHeader('access-control-max-age', '600')
  if (request.headers['access-control-request-private-network'] === 'true') {
    response.setHeader('access-control-allow-private-network', 'true')
  }
}

function tooLarge(maxBytes: number, when: string): string {
  return `the body is larger than ${maxBytes} bytes ${when}; send fewer spans at once`
}

function firstOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}
