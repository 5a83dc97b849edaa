/**
 * The OTLP door over gRPC. Messages stay bytes (the library inflates them and holds the bound), and go the same way
 * as bodies over HTTP.
 */
import {
  type handleUnaryCall,
  Metadata,
  Server,
  ServerCredentials,
  ServerInterceptingCall,
  type ServerInterceptor,
  type ServerUnaryCall,
  type ServiceDefinition,
  type ServiceError,
  status,
} from '@grpc/grpc-js'
import { isForwarded, isLoopbackAddress, isLoopbackHost } from '../base/loopback.ts'
import { type Admitted, admitSender, admitSenderSurely, credentialsOf, type NotAdmitted } from './admission.ts'
import { fullRefusal, type Outcome } from './intake.ts'
import { exportResponse, type Signal, statusWithRetry } from './otlp-answer.ts'
import type { OtlpHttpDeps } from './otlp-http.ts'

export type OtlpGrpcDeps = Omit<OtlpHttpDeps, 'corsOrigins' | 'maxInflatedBytes'>

export interface OtlpGrpcServer {
  /** Resolves with the port, throws when it is taken. */
  listen(host: string, port: number): Promise<number>
  /** Lets calls in flight finish; after `graceMs` they are cut. */
  close(graceMs: number): Promise<void>
}

type Answer = { readonly bytes: Buffer } | { readonly error: Partial<ServiceError>; readonly httpStatus: number }
type Call = ServerUnaryCall<Buffer, Buffer>
/** Where a call comes from. */
type Peer = Pick<Call, 'getPeer' | 'getHost'>

/** For a whole message, as long as a body over HTTP may take. */
const MESSAGE_MAX_MS = 60_000

const SERVICES: readonly (readonly [Signal, string])[] = [
  ['traces', 'opentelemetry.proto.collector.trace.v1.TraceService'],
  ['logs', 'opentelemetry.proto.collector.logs.v1.LogsService'],
  ['metrics', 'opentelemetry.proto.collector.metrics.v1.MetricsService'],
]

const CODES = {
  400: status.INVALID_ARGUMENT,
  401: status.UNAUTHENTICATED,
  403: status.PERMISSION_DENIED,
  // Clients retry both only when RetryInfo comes along, or at once for UNAVAILABLE.
  429: status.RESOURCE_EXHAUSTED,
  503: status.UNAVAILABLE,
} as const

export function createOtlpGrpcServer(deps: OtlpGrpcDeps): OtlpGrpcServer {
  const server = new Server({
    'grpc.max_receive_message_length': deps.maxBodyBytes,
    'grpc.max_concurrent_streams': 128,
    'grpc.max_metadata_size': 16 * 1024,
    'grpc.keepalive_time_ms': 60_000,
    'grpc.keepalive_timeout_ms': 20_000,
    interceptors: [refuseEarly(deps)],
  })
  for (const [signal, name] of SERVICES) server.addService(serviceOf(name), { Export: exporter(deps, signal) })
  return {
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        const address = `${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`
        server.bindAsync(address, ServerCredentials.createInsecure(), (error, bound) => {
          if (error === null) resolve(bound)
          else reject(error)
        })
      }),
    close: (graceMs) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => server.forceShutdown(), graceMs)
        server.tryShutdown(() => {
          clearTimeout(timer)
          resolve()
        })
      }),
  }
}

/**
 * The library holds a message in memory until it is whole, and asks nobody. So whoever may not send is told before a
 * byte of it is read, and nobody takes for ever.
 */
function refuseEarly(deps: OtlpGrpcDeps): ServerInterceptor {
  return (_method, call) => {
    let timer: NodeJS.Timeout | undefined
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata: (metadata, pass) => {
            const decide = (sender: Admitted | NotAdmitted) => {
              if (sender.kind === 'refused') {
                deps.refusals.add(sender)
                deps.metrics.counters.vitrine_requests_total.inc({ door: 'otlp_grpc', status: sender.status })
                call.sendStatus({ code: CODES[sender.status], details: sender.message })
                return
              }
              const tooSlow = { code: status.DEADLINE_EXCEEDED, details: 'the message took too long to arrive' }
              timer = setTimeout(() => call.sendStatus(tooSlow), MESSAGE_MAX_MS)
              timer.unref()
              pass(metadata)
            }
            const credentials = credentialsOf((name) => metadata.get(name)[0]?.toString())
            void admitSenderSurely(credentials, deps.keys, isAtLoopback(call, metadata)).then(decide)
          },
          onReceiveHalfClose: (pass) => {
            clearTimeout(timer)
            pass()
          },
          onCancel: () => clearTimeout(timer),
        }),
    })
  }
}

function senderOf(deps: OtlpGrpcDeps, from: Peer, metadata: Metadata): Admitted | NotAdmitted {
  const credentials = credentialsOf((name) => metadata.get(name)[0]?.toString())
  return admitSender(credentials, deps.keys, isAtLoopback(from, metadata))
}

function exporter(deps: OtlpGrpcDeps, signal: Signal): handleUnaryCall<Buffer, Buffer> {
  return (call, callback) => {
    const endTimer = deps.metrics.histograms.vitrine_request_seconds.startTimer({ door: 'otlp_grpc' })
    receive(deps, signal, call)
      .catch((error: unknown): Answer => {
        deps.log.error({ err: error }, 'otlp door failed on a request')
        return failure(500, status.INTERNAL, 'the door failed on this body; it was not kept')
      })
      .then((answer) => {
        endTimer()
        const code = 'error' in answer ? answer.httpStatus : 200
        deps.metrics.counters.vitrine_requests_total.inc({ door: 'otlp_grpc', status: code })
        if ('error' in answer) callback(answer.error)
        else callback(null, answer.bytes)
      })
      .catch((error: unknown) => deps.log.error({ err: error }, 'otlp door could not answer'))
  }
}

async function receive(deps: OtlpGrpcDeps, signal: Signal, call: Call): Promise<Answer> {
  // Asked once more: the key may have been revoked while the message came in.
  const sender = senderOf(deps, call, call.metadata)
  if (sender.kind === 'refused') {
    deps.refusals.add(sender)
    return failure(sender.status, CODES[sender.status], sender.message)
  }
  const share = deps.inFlight.open()
  try {
    const payload = call.request
    const outcome =
      deps.intake.refusalWhenFull() ??
      (share.take(payload.length)
        ? await deps.intake.accept({
            sender,
            signal,
            contentType: 'protobuf',
            contentEncoding: 'identity',
            payload,
            inflated: payload,
            userAgent: call.metadata.get('user-agent')[0]?.toString(),
          })
        : fullRefusal(1_000))
    deps.metrics.counters.vitrine_request_body_bytes_total.inc({ door: 'otlp_grpc' }, payload.length)
    if (outcome.kind === 'accepted') return { bytes: exportResponse(signal, 'protobuf', outcome.partial) }
    deps.refusals.add({ projectId: sender.projectId, status: outcome.status })
    return refusal(outcome)
  } finally {
    share.release()
  }
}

function refusal(outcome: Extract<Outcome, { kind: 'refused' }>): Answer {
  const code = CODES[outcome.status]
  if (outcome.retryAfterMs === undefined) return failure(outcome.status, code, outcome.message)
  const metadata = new Metadata()
  metadata.set('grpc-status-details-bin', statusWithRetry(code, outcome.message, outcome.retryAfterMs))
  return { error: { code, details: outcome.message, metadata }, httpStatus: outcome.status }
}

function failure(httpStatus: number, code: status, details: string): Answer {
  return { error: { code, details }, httpStatus }
}

/** No page can speak gRPC, so there is no origin to look at; a rebound name would show in the authority. */
function isAtLoopback(from: Peer, metadata: Metadata): boolean {
  // `127.0.0.1:50123` or `[::1]:50123`.
  const peer = from
    .getPeer()
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
  return isLoopbackAddress(peer) && isLoopbackHost(from.getHost()) && !isForwarded(Object.keys(metadata.getMap()))
}

function serviceOf(name: string): ServiceDefinition {
  return {
    Export: {
      path: `/${name}/Export`,
      requestStream: false,
      responseStream: false,
      requestSerialize: asIs,
      requestDeserialize: asIs,
      responseSerialize: asIs,
      responseDeserialize: asIs,
    },
  }
}

function asIs(bytes: Buffer): Buffer {
  return bytes
}
