/** The narrow facts of all spans of some traces, as verdicts are found in them. */
import { type SpanKind, TOKEN_BUCKETS, type TokenBucket } from '@vitrine/schemas'
import type { TraceSpan } from '../normalise/calls.ts'
import { sqlBeside } from '../store/sql-file.ts'
import type { Store } from '../store/store.ts'

const SPANS = sqlBeside(import.meta.url, './trace-spans.sql')

/** Traces of a project, and a time that at least one span of each is in. */
export interface Scope {
  readonly project: string
  readonly ids: readonly string[]
  readonly from: string
  readonly to: string
}

interface SpansRow {
  readonly trace_id: string
  readonly span_ids: readonly string[]
  readonly parent_span_ids: readonly string[]
  readonly starts: readonly string[]
  readonly ends: readonly string[]
  readonly kinds: readonly SpanKind[]
  readonly names: readonly string[]
  readonly scope_names: readonly string[]
  readonly dialects: readonly string[]
  readonly models: readonly string[]
  readonly response_models: readonly string[]
  readonly providers: readonly string[]
  readonly response_ids: readonly string[]
  readonly session_ids: readonly string[]
  readonly tokens: readonly (readonly (string | null)[])[]
  readonly own_counts: readonly number[]
  readonly has_costs: readonly number[]
  readonly documents: readonly (readonly [string | number | null])[]
}

export async function readSpans(store: Store, scope: Scope): Promise<TraceSpan[]> {
  const traces = await store.query<SpansRow>(SPANS, { ...scope })
  return traces.flatMap((trace) => trace.span_ids.map((_, index) => spanAt(trace, index)))
}

function spanAt(trace: SpansRow, index: number): TraceSpan {
  const at = (list: readonly string[]) => list[index] ?? ''
  return {
    traceId: trace.trace_id,
    spanId: at(trace.span_ids),
    parentSpanId: at(trace.parent_span_ids),
    startNs: BigInt(at(trace.starts)),
    endNs: BigInt(at(trace.ends)),
    kind: trace.kinds[index] ?? 'other',
    name: at(trace.names),
    scopeName: at(trace.scope_names),
    dialect: at(trace.dialects),
    model: at(trace.models),
    responseModel: at(trace.response_models),
    provider: at(trace.providers),
    responseId: at(trace.response_ids),
    sessionId: at(trace.session_ids),
    tokens: tokensOf(trace.tokens[index] ?? []),
    ownCounts: trace.own_counts[index] === 1 ? 1 : 0,
    hasCost: trace.has_costs[index] === 1,
    documents: countIn(trace.documents[index]),
  }
}

function countIn([count = null]: readonly (string | number | null)[] = []): number | null {
  return count === null ? null : Number(count)
}

function tokensOf(counts: readonly (string | null)[]): TraceSpan['tokens'] {
  const tokens: Partial<Record<TokenBucket, number>> = {}
  TOKEN_BUCKETS.forEach((bucket, index) => {
    const count = counts[index]
    if (count !== null && count !== undefined) tokens[bucket] = Number(count)
  })
  return tokens
}
