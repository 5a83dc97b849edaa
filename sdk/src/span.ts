/**
 * A span of our own tracer, and the shape that the encoder needs of any span. OpenTelemetry's own readable spans have
 * that shape too, in version 1 and 2, so that one encoder serves both.
 */
import {
  type Attributes,
  type AttributeValue,
  type Exception,
  type HrTime,
  type Link,
  type Span,
  type SpanAttributes,
  type SpanContext,
  type SpanKind,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
} from '@opentelemetry/api'
import { addMs, hrTimeOf, isAfter } from './time.ts'

export interface SpanEvent {
  readonly name: string
  readonly time: HrTime
  readonly attributes?: Attributes | undefined
  readonly droppedAttributesCount?: number | undefined
}

export interface Scope {
  readonly name: string
  readonly version?: string | undefined
  readonly schemaUrl?: string | undefined
}

export interface ResourceLike {
  readonly attributes: Attributes
  /** OpenTelemetry's detectors may still be looking. */
  readonly asyncAttributesPending?: boolean | undefined
  waitForAsyncAttributes?(): Promise<void>
}

/** What is read of a span when it is sent. */
export interface ReadSpan {
  readonly name: string
  readonly kind: SpanKind
  spanContext(): SpanContext
  readonly parentSpanContext?: SpanContext | undefined
  /** In place of `parentSpanContext` in version 1 of OpenTelemetry's SDK. */
  readonly parentSpanId?: string | undefined
  readonly startTime: HrTime
  /** Zero while it runs. */
  readonly endTime: HrTime
  readonly status: SpanStatus
  readonly attributes: Attributes
  readonly links: readonly (Link & { readonly droppedAttributesCount?: number | undefined })[]
  readonly events: readonly SpanEvent[]
  readonly resource: ResourceLike
  readonly instrumentationScope?: Scope | undefined
  /** In place of `instrumentationScope` in version 1 of OpenTelemetry's SDK. */
  readonly instrumentationLibrary?: Scope | undefined
  readonly droppedAttributesCount?: number | undefined
  readonly droppedEventsCount?: number | undefined
  readonly droppedLinksCount?: number | undefined
}

export interface OwnSpanStart {
  readonly name: string
  readonly kind: SpanKind
  readonly context: SpanContext
  readonly parent: SpanContext | undefined
  readonly attributes: Attributes
  readonly links: readonly Link[]
  readonly startTime: TimeInput | undefined
  readonly resource: ResourceLike
  readonly scope: Scope
  readonly onEnd: (span: ReadSpan) => void
}

const NOT_ENDED: HrTime = [0, 0]
/** A loop that adds events for ever must not grow the span for ever. */
const MAX_EVENTS = 128
const MAX_LINKS = 128

export class OwnSpan implements Span, ReadSpan {
  name: string
  readonly kind: SpanKind
  readonly parentSpanContext: SpanContext | undefined
  readonly startTime: HrTime
  endTime: HrTime = NOT_ENDED
  status: SpanStatus = { code: SpanStatusCode.UNSET }
  readonly attributes: Attributes
  readonly links: Link[]
  readonly events: SpanEvent[] = []
  readonly resource: ResourceLike
  readonly instrumentationScope: Scope
  droppedEventsCount = 0
  droppedLinksCount = 0
  readonly #context: SpanContext
  readonly #onEnd: (span: ReadSpan) => void
  readonly #startedMs = performance.now()
  #hasEnded = false

  constructor(start: OwnSpanStart) {
    this.name = start.name
    this.kind = start.kind
    this.parentSpanContext = start.parent
    this.startTime = hrTimeOf(start.startTime)
    this.attributes = start.attributes
    this.links = start.links.slice(0, MAX_LINKS)
    this.droppedLinksCount = Math.max(0, start.links.length - MAX_LINKS)
    this.resource = start.resource
    this.instrumentationScope = start.scope
    this.#context = start.context
    this.#onEnd = start.onEnd
  }

  spanContext(): SpanContext {
    return this.#context
  }

  setAttribute(key: string, value: AttributeValue): this {
    if (!this.#hasEnded && value !== undefined && value !== null) this.attributes[key] = value
    return this
  }

  setAttributes(attributes: SpanAttributes): this {
    if (this.#hasEnded) return this
    for (const key in attributes) {
      const value = attributes[key]
      if (value !== undefined && value !== null) this.attributes[key] = value
    }
    return this
  }

  addEvent(name: string, attributesOrTime?: SpanAttributes | TimeInput, time?: TimeInput): this {
    if (this.#hasEnded) return this
    if (this.events.length >= MAX_EVENTS) {
      this.droppedEventsCount += 1
      return this
    }
    const hasAttributes = isAttributes(attributesOrTime)
    this.events.push({
      name,
      attributes: hasAttributes ? attributesOrTime : {},
      time: this.#timeOf(hasAttributes ? time : (attributesOrTime ?? time)),
    })
    return this
  }

  addLink(link: Link): this {
    return this.addLinks([link])
  }

  addLinks(links: Link[]): this {
    if (this.#hasEnded) return this
    for (const link of links) {
      if (this.links.length < MAX_LINKS) this.links.push(link)
      else this.droppedLinksCount += 1
    }
    return this
  }

  setStatus(status: SpanStatus): this {
    if (!this.#hasEnded) this.status = { ...status }
    return this
  }

  updateName(name: string): this {
    if (!this.#hasEnded) this.name = name
    return this
  }

  recordException(exception: Exception, time?: TimeInput): void {
    const error = typeof exception === 'string' ? { message: exception } : exception
    const attributes: Attributes = {}
    if (error.name !== undefined) attributes['exception.type'] = error.name
    if (error.message !== undefined) attributes['exception.message'] = error.message
    if ('stack' in error && error.stack !== undefined) attributes['exception.stacktrace'] = error.stack
    this.addEvent('exception', attributes, time)
  }

  isRecording(): boolean {
    return !this.#hasEnded
  }

  end(endTime?: TimeInput): void {
    if (this.#hasEnded) return
    const end = this.#timeOf(endTime)
    this.endTime = isAfter(this.startTime, end) ? this.startTime : end
    this.#hasEnded = true
    this.#onEnd(this)
  }

  /** Without a time of the caller: what has passed since the start, by a clock that never jumps. */
  #timeOf(given: TimeInput | undefined): HrTime {
    return given === undefined ? addMs(this.startTime, performance.now() - this.#startedMs) : hrTimeOf(given)
  }
}

function isAttributes(value: SpanAttributes | TimeInput | undefined): value is SpanAttributes {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}
