/** For tests: a collector that answers as it is told, and remembers what came. */
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
}

export async function startCollector({
  answers = [],
  answerOf = () => answers.shift() ?? 200,
  health,
}: TestCollectorOptions = {}): Promise<TestCollector> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const posted = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts) }
      received.push(posted)
      if (request.method === 'GET') {
        response.writeHead(health === undefined ? 404 : 200).end(JSON.stringify(health ?? {}))
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
