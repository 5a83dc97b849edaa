/**
 * The questions of an orchestrator: does the process live, does it take work, what does it count. Answered by every
 * role and from the first moment on, on VITRINE_PORT; and on VITRINE_METRICS_PORT together with the metrics, without
 * a key, for a network that only the orchestrator reaches.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Readiness } from '../base/readiness.ts'

export interface ProbeOptions {
  readonly version: string
  readonly readiness: Readiness
  /** The Prometheus text; undefined leaves /metrics to somebody who asks for a key. */
  readonly metrics: (() => Promise<string>) | undefined
}

/** True when the request was its own, and then it answers. */
export type Probe = (request: IncomingMessage, response: ServerResponse) => boolean

export function createProbe({ version, readiness, metrics }: ProbeOptions): Probe {
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false
    const path = (request.url ?? '').split('?', 1)[0]
    if (path === '/api/v1/health') {
      sendJson(response, 200, { service: 'vitrine', alive: true, version })
      return true
    }
    if (path === '/api/v1/ready') {
      void readiness.waitingFor().then((waiting) => {
        if (waiting.length === 0) return sendJson(response, 200, { ready: true })
        response.setHeader('retry-after', '1')
        sendJson(response, 503, { ready: false, waiting_for: waiting })
      })
      return true
    }
    if (path !== '/metrics' || metrics === undefined) return false
    metrics().then(
      (text) => response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text),
      () => response.writeHead(500).end(),
    )
    return true
  }
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
  response.end(JSON.stringify(value))
}
