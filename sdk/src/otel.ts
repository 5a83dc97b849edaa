/** `@vitrine/sdk/otel`: for applications with an OpenTelemetry set-up of their own, of version 1 or 2. */
import type { Context } from '@opentelemetry/api'
import { lentProcessor } from './runtime.ts'
import type { ReadSpan } from './span.ts'
import type { StartedSpan } from './span-processor.ts'

/** OpenTelemetry's `SpanProcessor`, told without its packages. */
export interface SpanProcessorLike {
  onStart(span: StartedSpan, parent: Context): void
  onEnd(span: ReadSpan): void
  forceFlush(): Promise<void>
  shutdown(): Promise<void>
}

/**
 * A processor for an application's own provider: `new NodeSDK({ spanProcessors: [spanProcessor()] })`. It sends every
 * span that ends, our own and those of other instrumentations, to the address of `init` or of the environment. Without
 * an address it does nothing.
 */
export function spanProcessor(): SpanProcessorLike {
  return (
    lentProcessor() ?? {
      onStart: () => undefined,
      onEnd: () => undefined,
      forceFlush: () => Promise.resolve(),
      shutdown: () => Promise.resolve(),
    }
  )
}
