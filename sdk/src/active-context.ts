/**
 * Which OpenTelemetry context is active. An application with OpenTelemetry has a context manager, and ours is its. One
 * without has none, and then we carry the context in an AsyncLocalStorage of our own: nothing global is registered, so
 * an application that sets OpenTelemetry up later is not in our way, nor we in its.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { type Context, context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api'

const own = new AsyncLocalStorage<Context>()
const PROBE = createContextKey('vitrine.probe')
const PROBED = ROOT_CONTEXT.setValue(PROBE, true)

export function activeContext(): Context {
  return hasContextManager() ? context.active() : (own.getStore() ?? ROOT_CONTEXT)
}

export function withContext<R>(active: Context, fn: () => R): R {
  return hasContextManager() ? context.with(active, fn) : own.run(active, fn)
}

/**
 * Whether the application has one. The API has no question for this; a no-op manager gives itself away by not keeping
 * what it is handed.
 */
export function hasContextManager(): boolean {
  return context.with(PROBED, () => context.active() === PROBED)
}
