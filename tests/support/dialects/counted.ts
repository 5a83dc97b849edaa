/** What is counted of spans made up for a test, read by the real mapping, whatever their order. */
import { decodeTraces } from '../../../collector/src/decode/spans.ts'
import { deriveSpan } from '../../../collector/src/enrich/derive-span.ts'
import { EMPTY_BOOK } from '../../../collector/src/enrich/price-book.ts'
import { CONTEXT } from '../../property/shared-data.ts'
import { totalsOf } from '../../property/totals.ts'
import { bodyOf, type SpanFacts } from './span-of.ts'

/** A span by its place: `trace/id` or `trace/id<parent`, digits; times in ms from a common start. */
export interface Placed extends Omit<SpanFacts, 'traceId' | 'spanId' | 'parentSpanId' | 'startMs'> {
  readonly at: string
  readonly fromMs?: number
}

const START_MS = 1_772_000_000_000

export type Counted = readonly [calls: number, input: number, output: number]

export function countedOf(spans: readonly Placed[]): Counted {
  const { calls, input, output } = totalsOf(
    decodeTraces(bodyOf(spans.map(factsOf)), 'json').spans.map((span) => deriveSpan(span, CONTEXT, EMPTY_BOOK)),
  )
  return [calls, input, output]
}

function factsOf({ at, fromMs = 0, ...facts }: Placed): SpanFacts {
  const [trace = '', place = ''] = at.split('/')
  const [id = '', parent] = place.split('<')
  return {
    ...facts,
    traceId: trace.padStart(32, '0'),
    spanId: id.padStart(16, '0'),
    ...(parent === undefined ? {} : { parentSpanId: parent.padStart(16, '0') }),
    startMs: START_MS + fromMs,
  }
}
