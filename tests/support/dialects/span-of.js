import { decodeTraces } from '../../../collector/src/decode/spans.js'
import { deriveSpan } from '../../../collector/src/enrich/derive-span.js'
import { EMPTY_BOOK } from '../../../collector/src/enrich/price-book.js'
import { contentOf } from '../../../collector/src/mapping/messages.js'
import { CONTEXT } from '../../property/shared-data.js'

const START_MS = 1_772_000_000_000
export function spanOf(facts) {
  return decodeTraces(bodyOf([facts]), 'json').spans[0]
}
/** An OTLP/JSON request of these spans, each in a scope of its own. */
export function bodyOf(spans) {
  const resourceSpans = spans.map((facts) => ({
    resource: { attributes: keyValues(facts.resource ?? {}) },
    scopeSpans: [
      { scope: { name: facts.scope ?? 'test', version: facts.scopeVersion ?? '' }, spans: [wireSpan(facts)] },
    ],
  }))
  return Buffer.from(JSON.stringify({ resourceSpans }))
}
function wireSpan(facts) {
  const startMs = facts.startMs ?? START_MS
  return {
    traceId: facts.traceId ?? '1'.repeat(32),
    spanId: facts.spanId ?? '2'.repeat(16),
    ...(facts.parentSpanId === undefined ? {} : { parentSpanId: facts.parentSpanId }),
    name: facts.name ?? 'span',
    startTimeUnixNano: `${startMs}000000`,
    endTimeUnixNano: `${startMs + (facts.durationMs ?? 1000)}000000`,
    attributes: keyValues(facts.attributes ?? {}),
    events: (facts.events ?? []).map(({ name, atMs, attributes }) => ({
      name,
      timeUnixNano: `${startMs + (atMs ?? 0)}000000`,
      attributes: keyValues(attributes),
    })),
    status: { code: facts.status ?? 0 },
  }
}
export const rowOf = (facts) => deriveSpan(spanOf(facts), CONTEXT, EMPTY_BOOK)
export const contentOfSpan = (facts) => contentOf(spanOf(facts).view)
function keyValues(values) {
  return Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }))
}
function anyValue(value) {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value }
  if (isList(value)) return { arrayValue: { values: value.map(anyValue) } }
  return { kvlistValue: { values: keyValues(value) } }
}
function isList(value) {
  return Array.isArray(value)
}
//# sourceMappingURL=span-of.js.map
