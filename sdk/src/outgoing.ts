/**
 * The last look at a span before it leaves the process. Our own spans were masked as their content was written; those
 * of other instrumentations, which a processor of ours sends too, are masked here.
 */
import type { Attributes } from '@opentelemetry/api'
import { maskText } from './masking.ts'
import { SCOPE_NAME } from './scope.ts'
import type { Settings } from './settings.ts'
import type { ReadSpan } from './span.ts'

/** Keys by which the conventions that we know carry prompts, answers, arguments and documents. */
const CONTENT_KEY =
  /(^|[._])(messages|message|prompts?|completions?|content|instructions|system_prompt|definitions|arguments|args|result|documents?|tools|embeddings?|texts?|values?|object|reasoning|toolCalls|invocation_parameters|input|output|query)([._]|$)/
const COUNTED = /(tokens|token_count|usage|\.id|\.name|\.type|mime_type|finish_reasons?|model)$/

export function outgoing(span: ReadSpan, settings: Settings): ReadSpan {
  const scope = span.instrumentationScope ?? span.instrumentationLibrary
  if (scope?.name === SCOPE_NAME || (settings.content && settings.mask === undefined)) return span
  const events = span.events.map((event) => ({
    ...event,
    ...(event.attributes === undefined ? {} : { attributes: maskedAttributes(event.attributes, settings) }),
  }))
  return withAttributes(span, maskedAttributes(span.attributes, settings), events)
}

/** The same span, as it is to be read. */
export function withAttributes(span: ReadSpan, attributes: Attributes, events = span.events): ReadSpan {
  return Object.create(span, {
    attributes: { value: attributes },
    events: { value: events },
    // A method of a class with private fields must keep its own `this`.
    spanContext: { value: () => span.spanContext() },
  }) as ReadSpan
}

export function maskedAttributes(attributes: Attributes, settings: Settings): Attributes {
  const masked: Attributes = {}
  for (const [key, value] of Object.entries(attributes)) {
    if (!settings.content && isContent(key)) continue
    masked[key] = maskedValue(key, value, settings)
  }
  return masked
}

function maskedValue(key: string, value: Attributes[string], settings: Settings): Attributes[string] {
  if (typeof value === 'string') return maskText(value, key, settings)
  if (Array.isArray(value) && typeof value.find((item) => item !== null) === 'string')
    return value.map((item) => (typeof item === 'string' ? maskText(item, key, settings) : item)) as string[]
  return value
}

function isContent(key: string): boolean {
  return CONTENT_KEY.test(key) && !COUNTED.test(key)
}
