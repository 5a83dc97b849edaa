/**
 * Who asks, and for which project: answered for every request before any route runs. This is the only file that grants
 * a project scope.
 */
import { ROUTES, type Route } from '@vitrine/schemas/api'
import type { Request, Response } from 'express'
import type { Clock } from '../base/clock.ts'
import { isAtThisMachine } from '../base/loopback.ts'
import type { Principal } from '../base/principal.ts'
import type { Control, User } from '../control/control.ts'
import { OWNER } from '../control/people.ts'
import { grantScope, type ProjectScope } from '../query/project-scope.ts'
import { ApiError } from './api-error.ts'
import { SESSION_MS, type Session, type Sessions } from './sessions.ts'

export interface Auth {
  /** Undefined: nobody said who they are. Throws for credentials that are wrong. */
  identify(request: Request): Identity | undefined
  /** Throws unless this identity may call the route. */
  require(request: Request, route: Route, identity: Identity | undefined): Identity
  /** The project of a route that has one. */
  scope(request: Request, principal: Principal): ProjectScope
  /** Of a share link that was found: no more than its one trace is read by it. Undefined when the project is gone. */
  sharedScope(projectId: string): ProjectScope | undefined
  /** A session without a password for the person at this machine; undefined for anybody else. */
  admitLocally(request: Request, response: Response): Identity | undefined
  /**
   * What may be written without a key: the scores and pictures of spans that the doors take without one, from a
   * program at this machine.
   */
  admitKeyless(request: Request, route: Route): Identity | undefined
  /** A session for somebody whose password was right. */
  admit(request: Request, response: Response, user: User): Identity
  forget(request: Request, response: Response): void
}

export interface Identity {
  readonly principal: Principal
  /** The cookie that told who it is; undefined for keys. */
  readonly cookie: string | undefined
}

/** A session older than this is given anew when its owner comes by. */
const RENEW_MS = 24 * 3600 * 1000

export interface AuthOptions {
  readonly control: Control
  readonly sessions: Sessions
  readonly clock: Clock
  /** Others than this machine can reach us, so nobody is let in by being here. */
  readonly loginRequired: boolean
}

export function createAuth({ control, sessions, clock, loginRequired }: AuthOptions): Auth {
  const isAtHome = (request: Request) => !loginRequired && isAtThisMachine(request)
  const identify = (request: Request): Identity | undefined => {
    const { authorization } = request.headers
    if (authorization !== undefined) return { principal: principalOfKey(control, authorization), cookie: undefined }
    const cookie = readCookie(request, sessions.cookieName)
    const session = cookie === undefined ? undefined : sessions.read(cookie)
    const user = session === undefined ? undefined : userOf(session, request)
    return cookie === undefined || user === undefined ? undefined : { principal: principalOfUser(user), cookie }
  }
  const userOf = (session: Session, request: Request): User | undefined => {
    const user = control.user(session.userId)
    const isValid = session.kind === 'local' ? isAtHome(request) : session.userVersion === user?.version
    return isValid ? user : undefined
  }
  const give = (request: Request, response: Response, user: User, kind: Session['kind']): Identity => {
    const cookie = sessions.issue({ userId: user.id, kind, userVersion: user.version })
    setCookie(request, response, { name: sessions.cookieName, value: cookie, maxAgeMs: SESSION_MS })
    return { principal: principalOfUser(user), cookie }
  }
  return {
    identify,
    admit: (request, response, user) => give(request, response, user, 'password'),
    admitLocally(request, response) {
      const known = request.headers.authorization === undefined ? identify(request) : undefined
      const session = known?.cookie === undefined ? undefined : sessions.read(known.cookie)
      // Who logged in stays who they are, here as well: a viewer does not become the owner by sitting at this machine.
      if (known !== undefined && session?.kind === 'password') return known
      if (known !== undefined && session !== undefined && clock.nowMs() - session.issuedMs < RENEW_MS) return known
      const owner = control.user(OWNER)
      if (!isAtHome(request) || owner === undefined) return known
      return give(request, response, owner, 'local')
    },
    admitKeyless(request, route) {
      const { authorization, cookie, origin } = request.headers
      const isStranger = authorization !== undefined || cookie !== undefined || origin !== undefined
      if (route.access !== 'score' || isStranger || !isAtHome(request)) return undefined
      const projectId = control.keys.keylessProject()
      if (projectId === undefined) return undefined
      return {
        principal: { kind: 'public-key', id: 'keyless', role: 'public', projects: [projectId] },
        cookie: undefined,
      }
    },
    forget(request, response) {
      setCookie(request, response, { name: sessions.cookieName, value: '', maxAgeMs: 0 })
    },
    require(request, route, identity) {
      if (identity === undefined) throw nobody(request)
      const { principal, cookie } = identity
      requireAccess(route, principal)
      if (route.method !== 'get' && cookie !== undefined) requireCsrf(request, sessions, cookie)
      return identity
    },
    scope: (request, principal) => grantScope(projectOf(control, request, principal)),
    sharedScope: (projectId) => (control.findProject(projectId)?.id === projectId ? grantScope(projectId) : undefined),
  }
}

/** For what runs on a clock and reads each project in its turn, asked by nobody. */
export function scopeForClock(projectId: string): ProjectScope {
  return grantScope(projectId)
}

/** Routes that read or change one project take it by name; their query schema says so. */
export function hasProject(route: Route): boolean {
  return route.query !== undefined && 'project' in route.query.shape
}

/** The route of the table that a request asks for, or why there is none. */
export function routeOf(method: string, path: string): Route | 'unknown_route' | 'method_not_allowed' {
  const here = COMPILED.filter(({ pattern }) => pattern.test(path))
  const wanted = method === 'HEAD' ? 'get' : method.toLowerCase()
  return (
    here.find(({ route }) => route.method === wanted)?.route ??
    (here.length > 0 ? 'method_not_allowed' : 'unknown_route')
  )
}

const COMPILED = Object.values<Route>(ROUTES).map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replace(/\{\w+\}/g, '[^/]+')}/?$`),
}))

function principalOfKey(control: Control, authorization: string): Principal {
  const [scheme = '', rest = ''] = splitOnce(authorization.trim(), ' ')
  if (scheme.toLowerCase() === 'bearer') return principalOfBearer(control, rest.trim())
  if (scheme.toLowerCase() !== 'basic') {
    throw unauthenticated(`the Authorization scheme ${scheme.slice(0, 20)} is not known here`)
  }
  const [publicKey = '', key = ''] = splitOnce(Buffer.from(rest, 'base64').toString('utf8'), ':')
  const open = control.keys.find(publicKey)
  const secret = control.keys.find(key)
  if (open?.kind !== 'public' || secret?.kind !== 'secret' || open.projectId !== secret.projectId) {
    throw unauthenticated('the pair of keys is not known, or was revoked')
  }
  return { kind: 'key', id: secret.keyId, role: 'ingest', projects: [secret.projectId] }
}

function principalOfBearer(control: Control, key: string): Principal {
  if (control.keys.isAdmin(key)) return { kind: 'admin', id: 'admin', role: 'admin', projects: 'all' }
  const identity = control.keys.find(key)
  if (identity === undefined) throw unauthenticated('the key is not known, or was revoked')
  return identity.kind === 'secret'
    ? { kind: 'key', id: identity.keyId, role: 'ingest', projects: [identity.projectId] }
    : { kind: 'public-key', id: identity.keyId, role: 'public', projects: [identity.projectId] }
}

function principalOfUser({ id, role }: User): Principal {
  return { kind: 'user', id, role, projects: 'all' }
}

function requireAccess(route: Route, principal: Principal): void {
  const isPublic = principal.kind === 'public-key'
  if (isPublic && route.access !== 'score' && route.access !== 'anyone') {
    throw new ApiError(403, 'forbidden', 'cannot do this with a public key: it may write scores only', {
      advice: "use the project's secret key, on a server and never in a browser",
    })
  }
  if (principal.role === 'viewer' && route.access !== 'read' && route.access !== 'anyone') {
    throw new ApiError(403, 'read_only', 'cannot change anything with the password of viewers: it is for reading', {
      advice: "log in with the owner's password, or ask who has it",
    })
  }
  if (route.access === 'admin' && principal.projects !== 'all') {
    throw new ApiError(403, 'forbidden', "cannot do this with a project's key", {
      advice: 'use the admin key (VITRINE_ADMIN_KEY) or log in',
    })
  }
}

function requireCsrf(request: Request, sessions: Sessions, cookie: string): void {
  const token = request.headers['x-csrf-token']
  if (typeof token === 'string' && sessions.isCsrfToken(cookie, token)) return
  throw new ApiError(403, 'csrf', 'cannot change anything by cookie without its x-csrf-token', {
    advice: 'read the token from GET /api/v1/me and send it as x-csrf-token; reload the page',
  })
}

/** An id or name that the principal may not read is answered like one that does not exist. */
function projectOf(control: Control, request: Request, principal: Principal): string {
  const named = request.query.project
  if (named !== undefined && (typeof named !== 'string' || named === '')) {
    throw new ApiError(400, 'invalid_parameter', 'cannot read project: it must be named once', {
      advice: 'pass one project by its id or name',
      params: { parameter: 'project' },
    })
  }
  if (principal.projects === 'all') {
    if (named === undefined) {
      throw new ApiError(400, 'project_required', 'cannot tell which project is meant', {
        advice: 'name it with ?project=<id or name>; GET /api/v1/projects lists them',
      })
    }
    return control.findProject(named)?.id ?? unknownProject(named)
  }
  const [own] = principal.projects
  if (own === undefined) return unknownProject(named ?? '')
  return named === undefined || control.findProject(named)?.id === own ? own : unknownProject(named)
}

export function unknownProject(named: string): never {
  throw new ApiError(404, 'unknown_project', `cannot find the project ${JSON.stringify(named.slice(0, 200))}`, {
    advice: 'GET /api/v1/projects lists the projects that you may read',
    params: { project: named.slice(0, 200) },
  })
}

function nobody(request: Request): ApiError {
  const advice = isAtThisMachine(request)
    ? "send Authorization: Bearer <the project's key>; a browser opens the dashboard first"
    : "send Authorization: Bearer <the project's key>, or log in"
  return new ApiError(401, 'unauthenticated', 'cannot tell who asks', { advice })
}

function unauthenticated(why: string): ApiError {
  return new ApiError(401, 'unauthenticated', `cannot accept the credentials: ${why}`, {
    advice: "send Authorization: Bearer <the project's secret key>; the dashboard makes new keys under Settings",
  })
}

function readCookie(request: Request, name: string): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key = '', value = ''] = splitOnce(part.trim(), '=')
    if (key === name && value !== '') return value
  }
  return undefined
}

/** Strict: no other site's link or form ever carries it. Secure where the connection is, since plain loopback is not. */
function setCookie(
  request: Request,
  response: Response,
  cookie: { name: string; value: string; maxAgeMs: number },
): void {
  const isSecure = 'encrypted' in request.socket || request.headers['x-forwarded-proto'] === 'https'
  response.append(
    'set-cookie',
    `${cookie.name}=${cookie.value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${Math.floor(cookie.maxAgeMs / 1000)}${isSecure ? '; Secure' : ''}`,
  )
}

function splitOnce(text: string, by: string): [string, string] {
  const at = text.indexOf(by)
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + by.length)]
}
