import { request as httpRequest } from 'node:http'
import path from 'node:path'
import { systemClock } from '../../collector/src/base/clock.ts'
import { createLogger } from '../../collector/src/base/log.ts'
import { createMetrics } from '../../collector/src/base/metrics.ts'
import type { KeyDirectory } from '../../collector/src/base/principal.ts'
import { CHECKS } from '../../collector/src/decode/check.ts'
import { createEmbeddedQueue } from '../../collector/src/queue/embedded.ts'
import type { Queue } from '../../collector/src/queue/queue.ts'
import { createInFlight } from '../../collector/src/receive/in-flight.ts'
import { createIntake } from '../../collector/src/receive/intake.ts'
import { createOtlpGrpcServer } from '../../collector/src/receive/otlp-grpc.ts'
import { createOtlpHttpHandler, createOtlpHttpServer } from '../../collector/src/receive/otlp-http.ts'
import { createRefusals, type RefusedCount } from '../../collector/src/receive/refusals.ts'
import { tempFolder } from './product.ts'

/** The real doors with the real queue and the real check, in this process. */
export interface Door {
  readonly port: number
  readonly grpcPort: number
  readonly queue: Queue
  readonly isFull: { value: boolean }
  readonly logged: string[]
  refusals(): readonly RefusedCount[]
  /** Bytes that the doors still hold for requests. */
  inFlightBytes(): number
  post(body: Uint8Array | string, options?: PostOptions): Promise<DoorAnswer>
  close(): Promise<void>
}

export interface PostOptions {
  readonly path?: string
  readonly method?: string
  /** undefined removes a default header. */
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>
  readonly isChunked?: boolean
}

export interface DoorAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

export const DOOR_KEY = 'door-secret-key-0123456789'
export const DOOR_PUBLIC_KEY = 'door-public-key-0123456789'
export const OTHER_PUBLIC_KEY = 'other-public-key-0123456789'
export const DOOR_ADMIN_KEY = 'door-admin-key-0123456789'

const KEYS: KeyDirectory = {
  find: (key) =>
    ({
      [DOOR_KEY]: { keyId: 'k1', projectId: 'default~1', kind: 'secret' } as const,
      [DOOR_PUBLIC_KEY]: { keyId: 'p1', projectId: 'default~1', kind: 'public' } as const,
      [OTHER_PUBLIC_KEY]: { keyId: 'p2', projectId: 'other~1', kind: 'public' } as const,
    })[key],
  keylessProject: () => 'first~1',
  isAdmin: (key) => key === DOOR_ADMIN_KEY,
}

export interface DoorOptions {
  readonly keys?: Partial<KeyDirectory>
  readonly maxBodyBytes?: number
  readonly maxInflatedBytes?: number
  readonly maxInFlightBytes?: number
  readonly queueMaxBytes?: number
  readonly corsOrigins?: readonly string[]
}

export async function openDoor(options: DoorOptions = {}): Promise<Door> {
  const folder = tempFolder('vitrine-door-')
  const queue = createEmbeddedQueue({
    path: path.join(folder.path, 'queue'),
    maxBytes: options.queueMaxBytes ?? 2 ** 30,
  })
  const isFull = { value: false }
  const logged: string[] = []
  const metrics = createMetrics()
  const log = createLogger({ level: 'warn', destination: { write: (line) => logged.push(line) } })
  const refusals = createRefusals({ path: path.join(folder.path, 'refusals.json'), clock: systemClock })
  const inFlight = createInFlight(options.maxInFlightBytes ?? 2 ** 28)
  const intake = createIntake({ queue, check: CHECKS, isFull: () => isFull.value, clock: systemClock, metrics, log })
  const deps = {
    intake,
    keys: { ...KEYS, ...options.keys },
    refusals,
    inFlight,
    corsOrigins: options.corsOrigins ?? [],
    maxBodyBytes: options.maxBodyBytes ?? 20 * 2 ** 20,
    maxInflatedBytes: options.maxInflatedBytes ?? 100 * 2 ** 20,
    metrics,
    log,
  }
  const server = createOtlpHttpServer(createOtlpHttpHandler(deps))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const grpc = createOtlpGrpcServer(deps)
  const grpcPort = await grpc.listen('127.0.0.1', 0)
  return {
    port,
    grpcPort,
    queue,
    isFull,
    logged,
    refusals: refusals.list,
    inFlightBytes: () => inFlight.bytes,
    post: (body, postOptions) => post(port, body, postOptions),
    close: async () => {
      server.closeAllConnections()
      await Promise.all([new Promise((resolve) => server.close(resolve)), grpc.close(0)])
      await Promise.all([queue.close(), refusals.close()])
      folder.remove()
    },
  }
}

function post(port: number, body: Uint8Array | string, options: PostOptions = {}): Promise<DoorAnswer> {
  const bytes = Buffer.from(body)
  const given = {
    'content-type': 'application/json',
    authorization: `Bearer ${DOOR_KEY}`,
    ...(options.isChunked ? {} : { 'content-length': String(bytes.length) }),
    ...options.headers,
  }
  const headers = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, path: options.path ?? '/v1/traces', method: options.method ?? 'POST', headers },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) })
        })
      },
    )
    request.on('error', reject)
    if (options.isChunked) request.write(bytes.subarray(0, bytes.length >> 1))
    request.end(options.isChunked ? bytes.subarray(bytes.length >> 1) : bytes)
  })
}
