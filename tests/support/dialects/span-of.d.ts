/** A decoded span out of attributes, through the real reader: what a mapper's test needs and no more. */
import type { SpanRow } from '@vitrine/schemas'
import type { DecodedSpan } from '../../../collector/src/decode/decoded-span.ts'
import { type SpanContentView } from '../../../collector/src/mapping/messages.ts'
export type Plain =
  | string
  | number
  | boolean
  | readonly Plain[]
  | {
      readonly [key: string]: Plain
    }
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
export declare function spanOf(facts: SpanFacts): DecodedSpan
/** An OTLP/JSON request of these spans, each in a scope of its own. */
export declare function bodyOf(spans: readonly SpanFacts[]): Buffer
export declare const rowOf: (facts: SpanFacts) => SpanRow
export declare const contentOfSpan: (facts: SpanFacts) => SpanContentView
