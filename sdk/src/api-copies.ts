/**
 * OpenTelemetry's API finds what an application registered through one global object, and ignores it when the versions
 * do not fit. Spans then vanish without a word, so somebody has to look.
 */
import { ProxyTracerProvider, trace } from '@opentelemetry/api'

interface ApiGlobal {
  readonly version?: unknown
  readonly trace?: unknown
}

const GLOBAL_KEY = Symbol.for('opentelemetry.js.api.1')

/** The version of the API by which a tracer provider is registered that this copy does not see. */
export function foreignApiVersion(): string | undefined {
  const found = (globalThis as Record<symbol, unknown>)[GLOBAL_KEY] as ApiGlobal | undefined
  if (found?.trace === undefined || hasGlobalProvider()) return undefined
  return typeof found.version === 'string' ? found.version : 'of an unknown version'
}

/** The API answers with a no-op provider where none is set; ours of the same API is the same object. */
export function hasGlobalProvider(): boolean {
  const provider = trace.getTracerProvider()
  if (!(provider instanceof ProxyTracerProvider)) return true
  return provider.getDelegate() !== new ProxyTracerProvider().getDelegate()
}
