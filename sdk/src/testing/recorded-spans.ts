/** For tests: an application's own OpenTelemetry provider, whose spans are kept in memory. */
import { context, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base'

export interface RecordedSpans {
  /** Ended spans, in the order of their ends. */
  all(): ReadableSpan[]
  /** The one span so far. */
  only(): ReadableSpan
  named(name: string): ReadableSpan
  clear(): void
  /** Takes the provider away again. */
  remove(): void
}

/** `contexts: false`: an application that registers a provider and no context manager. */
export function recordSpans(options: { contexts?: boolean; processors?: SpanProcessor[] } = {}): RecordedSpans {
  const { contexts = true, processors = [] } = options
  const exporter = new InMemorySpanExporter()
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter), ...processors] })
  trace.setGlobalTracerProvider(provider)
  if (contexts) context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  const all = () => exporter.getFinishedSpans()
  return {
    all,
    only: () => {
      const spans = all()
      if (spans.length !== 1) throw new Error(`expected one span, found ${spans.map((span) => span.name).join(', ')}`)
      return spans[0] as ReadableSpan
    },
    named: (name) => {
      const span = all().find((candidate) => candidate.name === name)
      if (span === undefined)
        throw new Error(
          `no span ${name} in ${all()
            .map((other) => other.name)
            .join(', ')}`,
        )
      return span
    },
    clear: () => exporter.reset(),
    remove: () => {
      trace.disable()
      context.disable()
    },
  }
}
