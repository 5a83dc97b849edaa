/** What a list shows: traces, spans, calls to models or tools. All four are rows of one shape, so that columns, peek and export know one. */

import type { ScoreBrief, SpanListRow, TraceRow } from '@vitrine/schemas/api'
import { allOf, type Filter, parseFilter, printFilter } from '@vitrine/schemas/filter'

export const LIST_SCOPES = ['traces', 'spans', 'calls', 'tools'] as const
export type ListScope = (typeof LIST_SCOPES)[number]

export interface ListRow {
  /** Unique in the list. */
  readonly id: string
  readonly traceId: string
  /** null: the row is a whole trace. */
  readonly spanId: string | null
  readonly kind: string | null
  readonly name: string | null
  readonly status: string
  readonly isRunning: boolean
  readonly start: string
  /** Nanoseconds as decimal string; null while running. */
  readonly duration: string | null
  readonly ttft: string | null
  readonly tokens: { readonly input: number | null; readonly output: number | null }
  readonly cost: string | null
  readonly unpricedCalls: number
  readonly models: readonly string[]
  /** null where the row is one span. */
  readonly spans: number | null
  readonly errors: number | null
  readonly calls: number | null
  readonly scores: readonly ScoreBrief[]
  readonly user: string | null
  readonly session: string | null
  readonly service: string | null
  readonly environment: string | null
  readonly release: string | null
  readonly tags: readonly string[]
  readonly tool: string | null
  readonly error: string | null
  readonly input: string | null
  readonly output: string | null
}

export function readScope(text: string | undefined): ListScope {
  return LIST_SCOPES.find((scope) => scope === text) ?? 'traces'
}

/** Traces are counted as traces; the other three lists count spans. */
export function unitOf(scope: ListScope): 'traces' | 'spans' {
  return scope === 'traces' ? 'traces' : 'spans'
}

const BASE: Readonly<Record<ListScope, Filter | undefined>> = {
  traces: undefined,
  spans: undefined,
  calls: { kind: 'term', field: 'has', key: null, op: 'is', values: ['call'] },
  tools: { kind: 'term', field: 'kind', key: null, op: 'is', values: ['tool'] },
}

/** The filter as the API is asked: the reader's own, and what the list itself is about. An unreadable text stays as it is. */
export function scopedQuery(scope: ListScope, q: string): string {
  const base = BASE[scope]
  if (base === undefined) return q
  const parsed = parseFilter(q)
  return parsed.kind === 'ok' ? printFilter(allOf([base, parsed.filter])) : q
}

export function rowOfTrace(trace: TraceRow): ListRow {
  return {
    ...factsOf(trace),
    id: trace.trace_id,
    traceId: trace.trace_id,
    spanId: null,
    kind: null,
    models: trace.models,
    spans: trace.spans,
    errors: trace.errors,
    calls: trace.calls,
    tool: null,
    error: null,
  }
}

export function rowOfSpan(span: SpanListRow): ListRow {
  return {
    ...factsOf(span),
    id: `${span.trace_id}.${span.span_id}`,
    traceId: span.trace_id,
    spanId: span.span_id,
    kind: span.kind,
    models: span.model === null ? [] : [span.model],
    spans: null,
    errors: null,
    calls: null,
    tool: span.tool,
    error: span.error_message ?? span.error_type,
  }
}

function factsOf(row: TraceRow | SpanListRow) {
  return {
    name: row.name,
    status: row.status,
    isRunning: row.running,
    start: row.start,
    duration: row.duration,
    ttft: row.ttft,
    tokens: { input: row.tokens.input, output: row.tokens.output },
    cost: row.cost.ours,
    unpricedCalls: row.cost.unpriced_calls,
    scores: row.scores,
    user: row.user,
    session: row.session,
    service: row.service,
    environment: row.environment,
    release: row.release,
    tags: row.tags,
    input: row.input_preview,
    output: row.output_preview,
  }
}
