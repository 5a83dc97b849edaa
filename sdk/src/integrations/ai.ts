/**
 * `@vitrine/sdk/ai`: the Vercel AI SDK has telemetry of its own; it only wants a tracer. Versions 4 to 6:
 * `generateText({ …, experimental_telemetry: aiTelemetry() })`; 7, with `@ai-sdk/otel`:
 * `registerTelemetry(new OpenTelemetry({ tracer: aiTracer(), usage: true }))`.
 */
import { type Attributes, type Tracer, trace } from '@opentelemetry/api'
import { settings, tracerOf } from '../runtime.ts'
import { guard } from '../wrap-method.ts'

/** The AI SDK's own name for its spans, by which every reader knows their form. */
const SCOPE = 'ai'

export interface AiTelemetryOptions {
  /** Groups calls by function. */
  readonly functionId?: string | undefined
  readonly metadata?: Attributes | undefined
}

export interface AiTelemetry extends AiTelemetryOptions {
  readonly isEnabled: boolean
  readonly tracer: Tracer
  readonly recordInputs: boolean
  readonly recordOutputs: boolean
}

/** What `experimental_telemetry` takes. */
export function aiTelemetry(options: AiTelemetryOptions = {}): AiTelemetry {
  const { content } = settings()
  return { isEnabled: true, recordInputs: content, recordOutputs: content, tracer: aiTracer(), ...options }
}

/** A tracer that sends where the SDK sends; one that does nothing where there is no address. */
export function aiTracer(): Tracer {
  return guard(() => tracerOf(SCOPE), undefined) ?? trace.getTracer(SCOPE)
}
