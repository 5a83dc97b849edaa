/** One span of ours while it is open: context attributes at its start, errors the way every reader finds them. */
import {
  type Attributes,
  type Context,
  type Link,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import { activeContext } from './active-context.ts'
import { contextAttributes } from './context.ts'
import { setAll } from './fields.ts'
import { maskedAttributes } from './outgoing.ts'
import { settings, tracer } from './runtime.ts'
import type { Settings } from './settings.ts'
import { OwnSpan } from './span.ts'
import { putText } from './values.ts'

export interface OpenSpan {
  readonly span: Span
  /** The context in which the span is the active one. */
  readonly context: Context
  /** The context in which it was opened. */
  readonly parent: Context
  readonly settings: Settings
  /** False for a span that a sampler left out: no need to write its content. */
  readonly isRecording: boolean
  set(attributes: Attributes): void
  /** Lets many be written at once, where possible without a copy of them. */
  write(fill: (attributes: Attributes) => void): void
  /** Marks it failed; the error itself stays the application's. */
  fail(error: unknown): void
  /** Ends it; a second end does nothing. */
  end(): void
}

export interface SpanStart {
  readonly name: string
  readonly kind?: SpanKind
  readonly attributes: Attributes
  readonly links?: readonly Link[] | undefined
  /** Default: the context that is active. */
  readonly parent?: Context
  /** Unix milliseconds; default: now. */
  readonly startTime?: number
}

/** Undefined while there is nowhere to send spans. */
export function openSpan(start: SpanStart): OpenSpan | undefined {
  const from = tracer()
  if (from === undefined) return undefined
  const using = settings()
  const parent = start.parent ?? activeContext()
  const span = from.startSpan(
    start.name,
    {
      kind: start.kind ?? SpanKind.INTERNAL,
      attributes: setAll({}, masked(contextAttributes(parent), using), start.attributes),
      ...(start.links === undefined ? {} : { links: [...start.links] }),
      ...startTimeOf(start, using),
    },
    parent,
  )
  return new Opened(span, parent, using)
}

class Opened implements OpenSpan {
  readonly span: Span
  readonly parent: Context
  readonly settings: Settings
  readonly isRecording: boolean
  #context: Context | undefined
  #hasEnded = false

  constructor(span: Span, parent: Context, settings: Settings) {
    this.span = span
    this.parent = parent
    this.settings = settings
    this.isRecording = span.isRecording()
  }

  get context(): Context {
    this.#context ??= trace.setSpan(this.parent, this.span)
    return this.#context
  }

  set(attributes: Attributes): void {
    this.span.setAttributes(attributes)
  }

  write(fill: (attributes: Attributes) => void): void {
    const { span } = this
    if (!span.isRecording()) return
    if (span instanceof OwnSpan) {
      fill(span.attributes)
      return
    }
    const attributes: Attributes = {}
    fill(attributes)
    span.setAttributes(attributes)
  }

  fail(error: unknown): void {
    recordError(this.span, error, this.settings)
  }

  end(): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.span.end(this.settings.clock?.())
  }
}

function startTimeOf(start: SpanStart, using: Settings): { startTime?: number } {
  const startTime = start.startTime ?? using.clock?.()
  return startTime === undefined ? {} : { startTime }
}

/** What an application says of its own is masked as well; content is masked where it is written. */
export function masked(attributes: Attributes, using: Settings): Attributes {
  return using.mask === undefined ? attributes : maskedAttributes(attributes, { ...using, content: true })
}

function recordError(span: Span, error: unknown, using: Settings): void {
  const thrown = errorFields(error)
  const texts: Attributes = {}
  putText(texts, 'exception.message', thrown.message, using)
  putText(texts, 'exception.stacktrace', thrown.stack, using)
  const message = String(texts['exception.message'] ?? '')
  span.setAttributes({
    'error.type': thrown.type,
    ...(thrown.status === undefined ? {} : { 'http.response.status_code': thrown.status }),
  })
  span.addEvent('exception', { 'exception.type': thrown.type, ...texts }, using.clock?.())
  span.setStatus({ code: SpanStatusCode.ERROR, message })
}

interface ErrorFields {
  readonly type: string
  readonly message: string
  readonly stack: string | undefined
  readonly status: number | undefined
}

/** The class of the error is what errors are grouped by; client libraries leave `name` at `Error`. */
function errorFields(error: unknown): ErrorFields {
  if (!(error instanceof Error))
    return { type: typeof error, message: String(error), stack: undefined, status: undefined }
  const className = error.constructor?.name
  const status = (error as { status?: unknown }).status
  return {
    type: className && className !== 'Error' ? className : error.name,
    message: error.message,
    stack: error.stack,
    status: typeof status === 'number' ? status : undefined,
  }
}
