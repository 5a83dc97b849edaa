/**
 * Which traces a batch touched, and what the batch alone tells about each. For a trace that nobody wrote before, that
 * is the whole truth, and nothing needs to be read back; trace-facts.sql says the same of what is in the store.
 */
import { type SpanRow, TOKEN_BUCKETS } from '@vitrine/schemas'
import { asksByItself } from '../normalise/partial-calls.ts'
import { TELLING_DIALECTS } from '../normalise/told-calls.ts'
import type { TraceFacts } from './encode-traces.ts'

export interface TouchedTrace {
  readonly projectId: string
  readonly traceId: string
  /** Key times of the batch's first and last span of it. */
  readonly minStartNs: bigint
  readonly maxStartNs: bigint
  /** Provider ids of answers: they join calls, and totals of calls, across traces. */
  readonly responseIds: readonly string[]
  /** Of agents that tell of one call twice, in traces of their own. */
  readonly tellingSessions: readonly string[]
  readonly facts: BatchFacts
  /** Several of its calls may be one, or totals stand for calls: verdicts must be looked for. */
  readonly mayDiffer: boolean
}

export type BatchFacts = Omit<TraceFacts, 'rolled_up' | 'version'>

export interface TouchedTraces {
  add(row: SpanRow): void
  list(): readonly TouchedTrace[]
}

export function createTouchedTraces(): TouchedTraces {
  const traces = new Map<string, TraceSpan[]>()
  return {
    add: (row) => {
      const key = `${row.traceId}${row.projectId}`
      const spans = traces.get(key)
      if (spans === undefined) traces.set(key, [traceSpanOf(row)])
      else spans.push(traceSpanOf(row))
    },
    list: () => [...traces.values()].map(touchedTrace),
  }
}

/** What a trace's facts need of a span: the row itself, with its content, is not held until the batch ends. */
type TraceSpan = Pick<
  SpanRow,
  | 'projectId'
  | 'traceId'
  | 'spanId'
  | 'parentSpanId'
  | 'startNs'
  | 'endNs'
  | 'name'
  | 'traceName'
  | 'service'
  | 'userId'
  | 'sessionId'
  | 'environment'
  | 'release'
  | 'tags'
  | 'clientTraceId'
  | 'ownCounts'
  | 'responseId'
  | 'scopeName'
  | 'model'
  | 'dialect'
  | 'kind'
> & {
  readonly hasUsage: boolean
  /** It carries usage and is no call: an agent's or a chain's sum. */
  readonly isTotal: boolean
}

function traceSpanOf(row: SpanRow): TraceSpan {
  const hasUsage = TOKEN_BUCKETS.some((bucket) => (row.tokens[bucket] ?? 0) > 0)
  return {
    projectId: row.projectId,
    traceId: row.traceId,
    spanId: row.spanId,
    parentSpanId: row.parentSpanId,
    startNs: row.startNs,
    endNs: row.endNs,
    name: row.name,
    traceName: row.traceName,
    service: row.service,
    userId: row.userId,
    sessionId: row.sessionId,
    environment: row.environment,
    release: row.release,
    tags: row.tags,
    clientTraceId: row.clientTraceId,
    ownCounts: row.ownCounts,
    responseId: row.responseId,
    scopeName: row.scopeName,
    model: row.model,
    dialect: row.dialect,
    kind: row.kind,
    hasUsage,
    isTotal: hasUsage && row.ownCounts === 0 && row.kind !== 'event' && row.kind !== 'tool',
  }
}

/** Rows of one trace, at least one. */
function touchedTrace(unsorted: readonly TraceSpan[]): TouchedTrace {
  const rows = [...unsorted].sort(byRank)
  const root = rows[0] as TraceSpan
  let minStartNs = root.startNs
  let maxStartNs = root.startNs
  let endNs = root.endNs
  for (const row of rows) {
    if (row.startNs < minStartNs) minStartNs = row.startNs
    if (row.startNs > maxStartNs) maxStartNs = row.startNs
    if (row.endNs > endNs) endNs = row.endNs
  }
  const first = (of: (row: TraceSpan) => string) => of(rows.find((row) => of(row) !== '') ?? root)
  const calls = rows.filter((row) => row.ownCounts === 1)
  const idsOf = (some: readonly TraceSpan[]) => some.map((row) => row.responseId).filter((id) => id !== '')
  return {
    projectId: root.projectId,
    traceId: root.traceId,
    minStartNs,
    maxStartNs,
    responseIds: idsOf(rows.filter((row) => row.ownCounts === 1 || row.isTotal)),
    tellingSessions: tellingSessions(rows),
    facts: {
      project_id: root.projectId,
      trace_id: root.traceId,
      start_ns: String(minStartNs),
      end_ns: String(endNs),
      root: [root.spanId, String(root.startNs), root.name],
      trace_name: first((row) => row.traceName),
      service: first((row) => row.service),
      user_id: first((row) => row.userId),
      session_id: first((row) => row.sessionId),
      environment: first((row) => row.environment),
      release: first((row) => row.release),
      tags: [...new Set(rows.flatMap((row) => row.tags))].sort(),
      client_trace_id: first((row) => row.clientTraceId),
    },
    mayDiffer: mayDiffer({ rows, calls, responseIds: idsOf(calls) }),
  }
}

function tellingSessions(rows: readonly TraceSpan[]): readonly string[] {
  const telling = rows.filter((row) => row.sessionId !== '' && TELLING_DIALECTS.has(row.dialect))
  return telling.length === 0 ? NONE : [...new Set(telling.map((row) => row.sessionId))]
}

const NONE: readonly string[] = []

interface Trace {
  readonly rows: readonly TraceSpan[]
  readonly calls: readonly TraceSpan[]
  readonly responseIds: readonly string[]
}

function mayDiffer({ rows, calls, responseIds }: Trace): boolean {
  // A span that came twice has two rows here and one in the store: let the store say.
  if (rows.length > 1 && new Set(rows.map((row) => row.spanId)).size < rows.length) return true
  const hasTotal = rows.some((row) => row.isTotal)
  if (hasTotal && !calls.some((call) => call.hasUsage)) return true
  // A total may have the name of the model that its calls do not have.
  if (hasTotal && calls.some((call) => call.hasUsage && call.model === '')) return true
  if (rows.some(asksByItself)) return true
  const retrievals = rows.filter((row) => row.kind === 'retrieval')
  if (isAbove(retrievals, rows)) return true
  if (calls.length < 2) return false
  if (new Set(responseIds).size < responseIds.length) return true
  if (calls.some((call) => call.scopeName !== calls[0]?.scopeName)) return true
  return isAbove(calls, rows)
}

/** There are several of these, and something lies inside one. */
function isAbove(some: readonly TraceSpan[], rows: readonly TraceSpan[]): boolean {
  if (some.length < 2) return false
  const ids = new Set(some.map((row) => row.spanId))
  return rows.some((row) => ids.has(row.parentSpanId))
}

/** Parentless first, then the earliest; identity settles the rest. */
function byRank(a: TraceSpan, b: TraceSpan): number {
  const isChildA = a.parentSpanId === '' ? 0 : 1
  const isChildB = b.parentSpanId === '' ? 0 : 1
  if (isChildA !== isChildB) return isChildA - isChildB
  if (a.startNs !== b.startNs) return a.startNs < b.startNs ? -1 : 1
  return a.spanId < b.spanId ? -1 : 1
}
