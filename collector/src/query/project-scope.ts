/**
 * The right to read one project. Every query takes one and binds its project id; the only maker is `grantScope`, which
 * auth calls after it has checked that the principal may read that project. A plain object does not pass.
 */
declare const granted: unique symbol

export interface ProjectScope {
  readonly projectId: string
  readonly [granted]: true
}

const made = new WeakSet<object>()

/** Auth alone calls this (a test looks for other callers). */
export function grantScope(projectId: string): ProjectScope {
  const scope = Object.freeze({ projectId })
  made.add(scope)
  return scope as ProjectScope
}

/** Was it granted, not forged? */
export function isScope(value: unknown): value is ProjectScope {
  return typeof value === 'object' && value !== null && made.has(value)
}
