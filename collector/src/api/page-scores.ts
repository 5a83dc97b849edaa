/**
 * Feedback comes from web pages of any address: the public key is made for that, and may write scores and nothing else.
 * No cookie goes with it (a wildcard forbids it), so a page learns and does no more than its key allows.
 */
import type { RequestHandler } from 'express'

export const allowPages: RequestHandler = (request, response, next) => {
  if (request.headers.origin === undefined || request.headers.cookie !== undefined) return next()
  if (request.method === 'POST') response.setHeader('access-control-allow-origin', '*')
  if (request.method !== 'OPTIONS') return next()
  response.setHeader('access-control-allow-origin', '*')
  response.setHeader('access-control-allow-methods', 'POST')
  response.setHeader('access-control-allow-headers', 'authorization, content-type')
  response.setHeader('access-control-max-age', '600')
  if (request.headers['access-control-request-private-network'] === 'true')
    response.setHeader('access-control-allow-private-network', 'true')
  response.status(204).end()
}
