/** Taking a port, with one clear line when it cannot be had, and giving it back. */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AppError } from './errors.ts'

/** Requests in flight get this long after the doors close. */
export const GRACE_MS = 2_000

/** Node looks after its timeouts once in an interval, which is half a minute unless told. */
export const WEB_TIMEOUTS = {
  headersTimeout: 10_000,
  requestTimeout: 120_000,
  connectionsCheckingInterval: 2_000,
  keepAliveTimeout: 65_000,
}
export interface ListenOptions {
  readonly host: string
  readonly port: number
  /** The variable that moves it, e.g. VITRINE_PORT. */
  readonly variable: string
}

/** Resolves with the port that was taken (port 0 asks for any free one). */
export function listen(server: Server, { host, port, variable }: ListenOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(error, { host, port, variable })))
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })
}

export function cannotListen(error: NodeJS.ErrnoException, { host, port, variable }: ListenOptions): AppError {
  const why: Record<string, string> = {
    EADDRINUSE: `port ${port} is taken; stop what uses it, or set ${variable} to another port`,
    EACCES: `port ${port} needs more rights than this user has; set ${variable} to a port above 1024`,
    EADDRNOTAVAIL: `this machine has no address ${host}; set VITRINE_HOST to one that it has`,
  }
  const reason = why[error.code ?? ''] ?? `${error.message}; set ${variable} or VITRINE_HOST to something else`
  return new AppError('cannot_listen', `cannot listen on ${host}:${port}: ${reason}`, {
    retryable: false,
    cause: error,
  })
}

/** No new connections; those in use get the grace, idle ones none. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), GRACE_MS)
    server.close(() => {
      clearTimeout(timer)
      resolve()
    })
    server.closeIdleConnections()
  })
}
