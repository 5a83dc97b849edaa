/**
 * A trace goes on in another process: W3C `traceparent` and `tracestate` name the span, and one entry of W3C `baggage`
 * carries session, user, tags and the rest. They are handed over by the application, to whom it wants: no request of
 * its own is touched, and no stranger learns who its users are.
 */
import { type Attributes, type Context, type SpanContext, trace } from '@opentelemetry/api'
import { activeContext } from './active-context.ts'
import { contextAttributes, withContextAttributes } from './context.ts'
import { type CallObserver, callObserved, guard } from './wrap-method.ts'

/** Headers of any client or server: of HTTP, fetch, or a queue's messages, whose values may be bytes. */
export type Carrier = Readonly<Record<string, unknown>> | { get(name: string): string | null | undefined }

export interface TraceHeaders {
  readonly traceparent?: string
  readonly tracestate?: string
  readonly baggage?: string
}

const VERSION = '00'
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/
const ENTRY = 'vitrine.context'
/** The specification's bound for all of baggage is 8,192; a proxy may take less. */
const MAX_BAGGAGE_CHARS = 4096

/** The headers by which another process continues this trace; empty where no span is open. Never throws. */
export function traceHeaders(): TraceHeaders {
  return guard(() => headersOf(activeContext()), {})
}

/** Runs `fn` as a part of the trace that the headers name; spans inside carry its session, user and tags. */
export function continueTrace<R>(headers: Carrier, fn: () => R): R {
  return callObserved(
    (): CallObserver => ({
      context: contextFrom(headers, activeContext()),
      returned: (result) => result,
      threw: () => undefined,
    }),
    [],
    () => fn(),
  )
}

/** A span of another trace or process, as `links` takes it. */
export type LinkTarget = string | TraceHeaders | { readonly traceId: string; readonly spanId: string }

export function spanContextOf(target: LinkTarget): SpanContext | undefined {
  if (typeof target === 'string') return parseTraceparent(target)
  if ('traceId' in target) return { traceId: target.traceId, spanId: target.spanId, traceFlags: 1 }
  return target.traceparent === undefined ? undefined : parseTraceparent(target.traceparent)
}

function headersOf(active: Context): TraceHeaders {
  const span = trace.getSpanContext(active)
  if (span === undefined) return {}
  const flags = (span.traceFlags & 0xff).toString(16).padStart(2, '0')
  const state = span.traceState?.serialize()
  const baggage = baggageOf(contextAttributes(active))
  return {
    traceparent: `${VERSION}-${span.traceId}-${span.spanId}-${flags}`,
    ...(state ? { tracestate: state } : {}),
    ...(baggage === undefined ? {} : { baggage }),
  }
}

function baggageOf(attributes: Attributes): string | undefined {
  if (Object.keys(attributes).length === 0) return undefined
  const entry = `${ENTRY}=${encodeURIComponent(JSON.stringify(attributes))}`
  return entry.length > MAX_BAGGAGE_CHARS ? undefined : entry
}

function contextFrom(headers: Carrier, active: Context): Context {
  const parent = parseTraceparent(header(headers, 'traceparent') ?? '')
  const attributes = attributesOf(header(headers, 'baggage') ?? '')
  const within = parent === undefined ? active : trace.setSpanContext(active, { ...parent, isRemote: true })
  return withContextAttributes(within, attributes)
}

function parseTraceparent(text: string): SpanContext | undefined {
  const [, version, traceId, spanId, flags, more] = TRACEPARENT.exec(text.trim().toLowerCase()) ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined
  // The first version has nothing after the flags, later ones may.
  if (version === 'ff' || (version === VERSION && more !== undefined)) return undefined
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) }
}

/** Somebody else's text: only scalars and lists of texts are taken. */
function attributesOf(baggage: string): Attributes {
  const entry = baggage.split(',').find((each) => each.trim().startsWith(`${ENTRY}=`))
  if (entry === undefined) return {}
  const text =
    entry
      .trim()
      .slice(ENTRY.length + 1)
      .split(';')[0] ?? ''
  const given: unknown = guardedJson(text)
  if (typeof given !== 'object' || given === null) return {}
  return Object.fromEntries(Object.entries(given).filter(([, value]) => isAttribute(value))) as Attributes
}

function guardedJson(text: string): unknown {
  try {
    return JSON.parse(decodeURIComponent(text))
  } catch {
    return undefined
  }
}

function isAttribute(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string')
  return ['string', 'number', 'boolean'].includes(typeof value)
}

function header(headers: Carrier, name: string): string | undefined {
  if (typeof headers.get === 'function') return (headers as Headers).get(name) ?? undefined
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]
  const first: unknown = Array.isArray(found) ? found[0] : found
  if (first instanceof Uint8Array) return new TextDecoder().decode(first)
  return typeof first === 'string' ? first : undefined
}
