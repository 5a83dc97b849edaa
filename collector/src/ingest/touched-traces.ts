/**
 * Which traces a batch touched, and what the batch alone tells about each. For a trace that nobody wrote before, that
 * is the whole truth, and nothing needs to be read back; trace-facts.sql says the same of what is in the store.
 */
import { type SpanRow, TOKEN_BUCKETS } from '@vitrine/schemas'
import type { TraceFacts } from './encode-traces.ts'

export interface TouchedTrace {
  readonly projectId: string
  readonly traceId: string
  /** Key times of the batch's first and last span of it. */
  readonly minStartNs: bigint
  readonly maxStartNs: bigint
  /** Provider ids of answers: they join calls, and totals of calls, across traces. */
  readonly responseIds: readonly string[]
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
  const traces = new Map<string, SpanRow[]>()
  return {
    add: (row) => {
      const key = `${row.traceId}${row.projectId}`
      const rows = traces.get(key)
      if (rows === undefined) traces.set(key, [row])
      else rows.push(row)
    },
    list: () => [...traces.values()].map(touchedTrace),
  }
}

/** Rows of one trace, at least one. */
export function touchedTrace(unsorted: readonly SpanRow[]): TouchedTrace {
  const rows = [...unsorted].sort(byRank)
  const root = rows[0] as SpanRow
  let minStartNs = root.startNs
  let maxStartNs = root.startNs
  let endNs = root.endNs
  for (const row of rows) {
    if (row.startNs < minStartNs) minStartNs = row.startNs
    if (row.startNs > maxStartNs) maxStartNs = row.startNs
    if (row.endNs > endNs) endNs = row.endNs
  }
  const first = (of: (row: SpanRow) => string) => of(rows.find((row) => of(row) !== '') ?? root)
  const calls = rows.filter((row) => row.ownCounts === 1)
  const idsOf = (some: readonly SpanRow[]) => some.map((row) => row.responseId).filter((id) => id !== '')
  return {
    projectId: root.projectId,
    traceId: root.traceId,
    minStartNs,
    maxStartNs,
    responseIds: idsOf(rows.filter((row) => row.ownCounts === 1 || isTotal(row))),
    facts: {
      project_id: root.projectId,
      trace_id: root.traceId,
      start_ns: String(minStartNs),
      end_ns: String(endNs),
      root: [root.spanId, String(root.startNs), root.name],
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

interface Trace {
  readonly rows: readonly SpanRow[]
  readonly calls: readonly SpanRow[]
  readonly responseIds: readonly string[]
}

function mayDiffer({ rows, calls, responseIds }: Trace): boolean {
  // A span that came twice has two rows here and one in the store: let the store say.
  if (rows.length > 1 && new Set(rows.map((row) => row.spanId)).size < rows.length) return true
  if (!calls.some(hasUsage) && rows.some(isTotal)) return true
  // A total may have the name of the model that its calls do not have.
  if (calls.some((call) => call.model === '' && hasUsage(call)) && rows.some(isTotal)) return true
  if (calls.length < 2) return false
  if (new Set(responseIds).size < responseIds.length) return true
  if (calls.some((call) => call.scopeName !== calls[0]?.scopeName)) return true
  const callIds = new Set(calls.map((call) => call.spanId))
  return rows.some((row) => callIds.has(row.parentSpanId))
}

function isTotal(row: SpanRow): boolean {
  return row.ownCounts === 0 && row.kind !== 'event' && row.kind !== 'tool' && hasUsage(row)
}

function hasUsage(row: SpanRow): boolean {
  for (const bucket of TOKEN_BUCKETS) if ((row.tokens[bucket] ?? 0) > 0) return true
  return false
}

/** Parentless first, then the earliest; identity settles the rest. */
function byRank(a: SpanRow, b: SpanRow): number {
  const isChildA = a.parentSpanId === '' ? 0 : 1
  const isChildB = b.parentSpanId === '' ? 0 : 1
  if (isChildA !== isChildB) return isChildA - isChildB
  if (a.startNs !== b.startNs) return a.startNs < b.startNs ? -1 : 1
  return a.spanId < b.spanId ? -1 : 1
}
