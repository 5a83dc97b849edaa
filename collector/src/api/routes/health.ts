import type { Handlers } from '../handlers.ts'
import { JsonText, sendJson } from '../respond.ts'

export interface HealthOptions {
  readonly version: string
  /** What is not taking work yet; empty when all is. */
  readonly waitingFor: () => Promise<readonly string[]>
}

/** Both without a key: a balancer asks them. */
export function healthRoutes({ version, waitingFor }: HealthOptions) {
  return {
    health: () => ({ service: 'vitrine', alive: true, version }),

    async ready({ response }) {
      const waiting = await waitingFor()
      if (waiting.length === 0) return new JsonText('{"ready":true}')
      response.setHeader('retry-after', '1')
      sendJson(response, 503, { ready: false, waiting_for: waiting })
      return undefined
    },
  } satisfies Handlers
}
