/** A tracer of our own behind OpenTelemetry's interface: for applications that have no OpenTelemetry provider. */
import {
  type Attributes,
  type Context,
  isSpanContextValid,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { activeContext, withContext } from './active-context.ts'
import { setAll } from './fields.ts'
import { newSpanId, newTraceId } from './ids.ts'
import { isInSample } from './sampling.ts'
import { OwnSpan, type ReadSpan, type ResourceLike, type Scope } from './span.ts'

export interface TracerOptions {
  readonly resource: ResourceLike
  readonly scope: Scope
  /** Share of traces that are sent, 0 to 1. */
  readonly sampleRate: number
  readonly onStart: (span: OwnSpan, parent: Context) => void
  readonly onEnd: (span: ReadSpan) => void
}

/** Every span records; one outside the sample lacks the sampled flag, and what becomes of it is the processor's matter. */
export function createTracer(options: TracerOptions): Tracer {
  const startSpan = (name: string, given: SpanOptions = {}, from: Context = activeContext()): Span => {
    const parent = given.root === true ? undefined : validParent(from)
    const span = new OwnSpan({
      name,
      kind: given.kind ?? SpanKind.INTERNAL,
      context: contextOf(parent, options.sampleRate),
      parent,
      attributes: setAll<Attributes>({}, given.attributes ?? {}),
      links: given.links ?? [],
      startTime: given.startTime,
      resource: options.resource,
      scope: options.scope,
      onEnd: options.onEnd,
    })
    options.onStart(span, from)
    return span
  }
  const startActiveSpan = (name: string, ...rest: unknown[]): unknown => {
    const run = rest.pop() as (span: Span) => unknown
    const [given, from = activeContext()] = rest as [SpanOptions?, Context?]
    const span = startSpan(name, given, from)
    return withContext(trace.setSpan(from, span), () => run(span))
  }
  return { startSpan, startActiveSpan: startActiveSpan as Tracer['startActiveSpan'] }
}

function validParent(from: Context): SpanContext | undefined {
  const parent = trace.getSpanContext(from)
  return parent !== undefined && isSpanContextValid(parent) ? parent : undefined
}

function contextOf(parent: SpanContext | undefined, sampleRate: number): SpanContext {
  const traceId = parent?.traceId ?? newTraceId()
  const isSampled =
    parent === undefined ? isInSample(traceId, sampleRate) : (parent.traceFlags & TraceFlags.SAMPLED) !== 0
  const context: SpanContext = {
    traceId,
    spanId: newSpanId(),
    traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
  }
  if (parent?.traceState !== undefined) context.traceState = parent.traceState
  return context
}
