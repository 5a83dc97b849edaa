/** A decoded span out of attributes, through the real reader: what a mapper's test needs and no more. */
import type { SpanRow } from '@vitrine/schemas'
import type { DecodedSpan } from '../../../collector/src/decode/decoded-span.ts'
import { decodeTraces } from '../../../collector/src/decode/spans.ts'
import { deriveSpan } from '../../../collector/src/enrich/derive-span.ts'
import { EMPTY_BOOK } from '../../../collector/src/enrich/price-book.ts'
import { contentOf, type SpanContentView } from '../../../collector/src/mapping/messages.ts'
import { CONTEXT } from '../../property/shared-data.ts'

export type Plain = string | number | boolean | readonly Plain[] | { readonly [key: string]: Plain }

export interface SpanFacts {
  readonly traceId?: string
  readonly spanId?: string
  readonly parentSpanId?: string
  readonly name?: string
  readonly scope?: string
  readonly scopeVersion?: string
  readonly startMs?: number
  readonly durationMs?: number
  readonly status?: number
  readonly attributes?: Readonly<Record<string, Plain>>
  readonly events?: readonly {
    readonly name: string
    readonly atMs?: number
    readonly attributes: Record<string, Plain>
  }[]
  readonly resource?: Readonly<Record<string, Plain>>
}

const START_MS = 1_772_000_000_000

export function spanOf(facts: SpanFacts): DecodedSpan {
  return decodeTraces(bodyOf([facts]), 'json').spans[0] as DecodedSpan
}

/** An OTLP/JSON request of these spans, each in a scope of its own. */
export function bodyOf(spans: readonly SpanFacts[]): Buffer {
  const resourceSpans = spans.map((facts) => ({
    resource: { attributes: keyValues(facts.resource ?? {}) },
    scopeSpans: [
      { scope: { name: facts.scope ?? 'test', version: facts.scopeVersion ?? '' }, spans: [wireSpan(facts)] },
    ],
  }))
  return Buffer.from(JSON.stringify({ resourceSpans }))
}

function wireSpan(facts: SpanFacts): object {
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

export const rowOf = (facts: SpanFacts): SpanRow => deriveSpan(spanOf(facts), CONTEXT, EMPTY_BOOK)
export const contentOfSpan = (facts: SpanFacts): SpanContentView => contentOf(spanOf(facts).view)

function keyValues(values: Readonly<Record<string, Plain>>): object[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }))
}

function anyValue(value: Plain): object {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value }
  if (isList(value)) return { arrayValue: { values: value.map(anyValue) } }
  return { kvlistValue: { values: keyValues(value) } }
}

function isList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value)
}
