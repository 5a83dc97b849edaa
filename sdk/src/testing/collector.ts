/** For tests: a collector that answers as it is told, and remembers what came. */
import { createHash } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'

export interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** A status; or silence; or a function that answers itself. */
export type Answer = number | 'hang' | ((response: ServerResponse) => void)

export interface TestCollector {
  readonly url: string
  readonly received: Received[]
  /** The texts of the bodies so far, of `/v1/traces` only. */
  texts(): string[]
  close(): Promise<void>
}

export interface TestCollectorOptions {
  /** In turn for what is posted, then 200. */
  readonly answers?: Answer[]
  /** In place of `answers`: by what is posted. */
  readonly answerOf?: (posted: Received) => Answer
  /** What `/api/v1/health` says; default: not found. */
  readonly health?: unknown
  /** Of its answers there, in turn, before it says that. */
  readonly healthStatuses?: number[] | undefined
}

export async function startCollector({
  answers = [],
  answerOf = () => answers.shift() ?? 200,
  health,
  healthStatuses = [],
}: TestCollectorOptions = {}): Promise<TestCollector> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const posted = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts) }
      received.push(posted)
      if (request.method === 'GET') {
        response
          .writeHead(healthStatuses.shift() ?? (health === undefined ? 404 : 200))
          .end(JSON.stringify(health ?? {}))
        return
      }
      const answer = answerOf(posted)
      if (typeof answer === 'function') answer(response)
      else if (answer !== 'hang') response.writeHead(answer, answer === 429 ? { 'retry-after': '0' } : {}).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    texts: () =>
      received.filter(({ path }) => path === '/v1/traces').map(({ body }) => gunzipSync(body).toString('utf8')),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export interface VitrineOptions extends Pick<TestCollectorOptions, 'health' | 'healthStatuses'> {
  /** In turn for what is uploaded, then `stored`. */
  readonly media?: (Answer | 'stored')[]
}

/** The same, which takes pictures and says so. */
export async function startVitrine({
  health = { service: 'vitrine', alive: true, version: '1' },
  healthStatuses,
  media = [],
}: VitrineOptions = {}): Promise<TestCollector & { uploads(): Received[] }> {
  const collecting = await startCollector({
    health,
    healthStatuses,
    answerOf: ({ path, headers, body }) => {
      if (!path.startsWith('/api/v1/media/')) return 200
      const answer = media.shift() ?? 'stored'
      if (answer !== 'stored') return answer
      const reference = referenceOf(body, String(headers['content-type']))
      return (response) => response.end(JSON.stringify({ reference }))
    },
  })
  const uploads = () => collecting.received.filter(({ path }) => path.startsWith('/api/v1/media/'))
  return { ...collecting, uploads }
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

export function referenceOf(bytes: Uint8Array, mimeType = 'image/png'): string {
  return `blob:sha256:${hashOf(bytes)}:${bytes.length};${mimeType}`
}
