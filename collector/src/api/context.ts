import type { Request, Response } from 'express'
import { invariant } from '../base/errors.ts'
import type { Principal } from '../base/principal.ts'
import { isScope, type ProjectScope } from '../query/project-scope.ts'

/**
 * What a request carries once auth has answered: who asks, and which one project it reads. Routers take the scope from
 * here and from nowhere else, so that no query can be built for a project that the caller may not see.
 */
interface Context {
  readonly principal: Principal
  readonly scope: ProjectScope | undefined
}

const KEY = 'vitrineContext'

/** Called by auth, once for each request. `scope` is undefined on routes that name no project. */
export function setContext(response: Response, context: Context): void {
  response.locals[KEY] = context
}

/** Who asks. */
export function principalOf(request: Request): Principal {
  return contextOf(request).principal
}

/** The one project this request reads. */
export function scopeOf(request: Request): ProjectScope {
  const { scope } = contextOf(request)
  invariant(isScope(scope), 'a route asks for a project scope that auth has not made')
  return scope
}

function contextOf(request: Request): Context {
  const context: unknown = request.res?.locals[KEY]
  invariant(isContext(context), 'a route runs before auth')
  return context
}

function isContext(value: unknown): value is Context {
  return typeof value === 'object' && value !== null && 'principal' in value
}
