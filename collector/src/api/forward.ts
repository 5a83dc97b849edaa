/**
 * A process that does not lead sends on what only the leader may do: changes of projects and keys, and jobs, which
 * live in its memory. What any process can do stays where it is. The leader's answer goes back as it came, after this
 * process has read the change itself, so that who created a key can use it in the next request.
 */
import { type IncomingMessage, request as requestOver } from 'node:http'
import { request as requestOverTls } from 'node:https'
import { ROUTES, type Route } from '@vitrine/schemas/api'
import type { Request, Response } from 'express'
import { messageOf } from '../base/errors.ts'
import type { Control } from '../control/control.ts'
import type { Store } from '../store/store.ts'
import { ApiError } from './api-error.ts'

export interface Forward {
  /** False: this process answers itself. */
  isWanted(route: Route, request: Request): boolean
  send(request: Request, response: Response): Promise<void>
}

/** Changes that meet nobody else's: rows of their own, or no rows at all. */
const ANYWHERE: ReadonlySet<Route> = new Set([
  ROUTES.writeScore,
  ROUTES.deleteScore,
  ROUTES.writeMedia,
  ROUTES.login,
  ROUTES.logout,
  ROUTES.testMapping,
])
/** Reads of what is in the leader's memory. */
const AT_LEADER: ReadonlySet<Route> = new Set([
  ROUTES.getJob,
  ROUTES.listJobs,
  ROUTES.listAlerts,
  ROUTES.getAlert,
  ROUTES.listAlertEvents,
  ROUTES.listChannels,
  ROUTES.listBudgets,
])
const MARK = 'x-vitrine-forwarded'
const PATIENCE_MS = 30_000
/** Of one connection only (RFC 9110, 7.6.1). */
const HOP_HEADERS = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te', 'trailer', 'proxy-connection']

export function createForward({ control, store }: { control: Control; store: Store }): Forward {
  return {
    isWanted: (route, request) => {
      if (control.leads || request.headers[MARK] !== undefined) return false
      return AT_LEADER.has(route) || (route.method !== 'get' && !ANYWHERE.has(route))
    },
    async send(request, response) {
      const url = await leaderUrl(store)
      const answer = await ask(url, request).catch((error: unknown) => {
        throw nobodyLeads(`${url} does not answer: ${messageOf(error)}`)
      })
      if ((answer.statusCode ?? 500) < 300) await control.refresh()
      response.status(answer.statusCode ?? 502)
      for (const [name, value] of Object.entries(answer.headers)) {
        if (value !== undefined && !HOP_HEADERS.includes(name)) response.setHeader(name, value)
      }
      answer.pipe(response)
    },
  }
}

async function leaderUrl(store: Store): Promise<URL> {
  const [row] = await store.query<{ url: string }>(`select url from leaders final where id = 'control' limit 1`)
  if (row === undefined) throw nobodyLeads('none has said so yet')
  return new URL(row.url)
}

function ask(leader: URL, request: Request): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !HOP_HEADERS.includes(name)))
    const open = leader.protocol === 'https:' ? requestOverTls : requestOver
    const sent = open(
      new URL(request.originalUrl, leader),
      { method: request.method, headers: { ...headers, [MARK]: '1' }, timeout: PATIENCE_MS },
      resolve,
    )
    sent.on('timeout', () => sent.destroy(new Error(`no answer for ${PATIENCE_MS / 1000} s`)))
    sent.on('error', reject)
    request.pipe(sent)
  })
}

function nobodyLeads(why: string): ApiError {
  return new ApiError(503, 'not_ready', `cannot change this now: no process leads; ${why}`, {
    advice: 'try again in a moment; reads and the doors are not concerned',
    retryAfterMs: 2_000,
  })
}
