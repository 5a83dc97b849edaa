/**
 * After a batch is in: what only a whole trace can tell. The traces that the batch touched are read over all their
 * spans, their row in `traces` is written anew, and where several spans may be one call the verdicts are found by one
 * pure function and written where they changed. Insert first, read after: of two loops the last one sees everything.
 */
import type { Clock } from '../base/clock.ts'
import { compareNs } from '../normalise/call-board.ts'
import { type TraceSpan, type Verdict, verdicts } from '../normalise/calls.ts'
import { sqlBeside } from '../store/sql-file.ts'
import type { Store } from '../store/store.ts'
import { encodeTraceRows, type TraceFacts } from './encode-traces.ts'
import { decimalSeconds } from './evaluation-scores.ts'
import { buryResent } from './resent-spans.ts'
import type { ResponseMemory } from './response-memory.ts'
import type { TouchedTrace } from './touched-traces.ts'
import { readSpans, type Scope } from './trace-spans.ts'

const FACTS = sqlBeside(import.meta.url, './trace-facts.sql')

/** Ids per query: a list travels in the URL of a server's request, which holds 1 MiB. */
const MAX_IDS = 4000
/** Traces whose spans are read at a time; an agent's trace may have thousands. */
const MAX_TRACES_IN_MEMORY = 500

export interface Settler {
  /** Writes trace rows and verdicts for these traces; safe to run again. */
  settle(touched: readonly TouchedTrace[]): Promise<void>
  /** The same for traces that share an answer, where the batches were too large to ask the store. */
  settleLate(): Promise<void>
  /** Batches have left questions open. */
  readonly hasLate: boolean
}

export function createSettler(options: {
  readonly store: Store
  readonly clock: Clock
  readonly memory: ResponseMemory
}): Settler {
  return {
    settle: async (touched) => {
      for (const [projectId, traces] of byProject(touched)) {
        for (const some of clustersInTime(traces)) await settleSome({ ...options, projectId, traces: some })
      }
    },
    settleLate: async () => {
      const { store, clock, memory } = options
      for (const { projectId, fromNs, toNs, groups } of await memory.late(store, clock.nowMs())) {
        for (const sharing of handfuls(joinGroups(groups))) {
          const traces = sharing.flat().map((traceId) => ({ traceId, minStartNs: fromNs, maxStartNs: toNs }))
          const version = clock.nowNs()
          const rows = await settleFromStore({ ...options, projectId, traces }, { sharing, version })
          if (rows.length > 0) await store.insertNative('traces', [encodeTraceRows(rows)])
        }
      }
    },
    get hasLate() {
      return options.memory.hasLate
    },
  }
}

/** Groups as they are, so many traces at a time. */
function handfuls(groups: readonly ReadonlySet<string>[]): readonly (readonly (readonly string[])[])[] {
  const result: string[][][] = []
  let traces = MAX_TRACES_IN_MEMORY
  for (const group of groups) {
    if (traces + group.size > MAX_TRACES_IN_MEMORY) {
      result.push([])
      traces = 0
    }
    result.at(-1)?.push([...group])
    traces += group.size
  }
  return result
}

/** Where a trace was touched: what reading it again needs. */
type Place = Pick<TouchedTrace, 'traceId' | 'minStartNs' | 'maxStartNs'>

interface Work<Trace extends Place = Place> {
  readonly store: Store
  readonly clock: Clock
  readonly memory: ResponseMemory
  readonly projectId: string
  readonly traces: readonly Trace[]
}

interface FactsRow extends Omit<TraceFacts, 'project_id' | 'rolled_up' | 'version'> {
  readonly may_differ: number
  readonly has_resent: number
}

async function settleSome(work: Work<TouchedTrace>): Promise<void> {
  // Before any read: whoever reads later has seen at least as much, and wins.
  const version = work.clock.nowNs()
  const [known, sharing] = await Promise.all([knownTraces(work), work.memory.tracesSharing(work.store, work.traces)])
  const shared = new Set(sharing.flat())
  const isSimple = (trace: TouchedTrace) => !trace.mayDiffer && !known.has(trace.traceId) && !shared.has(trace.traceId)
  const simple = work.traces.filter(isSimple)
  const others = work.traces.filter((trace) => !isSimple(trace))
  const rows = simple.map(({ facts }) => ({ ...facts, rolled_up: false, version }))
  if (others.length > 0) rows.push(...(await settleFromStore({ ...work, traces: others }, { sharing, version })))
  if (rows.length > 0) await work.store.insertNative('traces', [encodeTraceRows(rows)])
}

const KNOWN = `select distinct trace_id
from traces
where project_id = {project:String} and trace_id in {ids:Array(String)}
limit 1000000`

/** Traces that somebody wrote before; with several writers any trace may be in two hands at this moment. */
async function knownTraces({ store, projectId, traces }: Work): Promise<ReadonlySet<string>> {
  const ids = traces.map((trace) => trace.traceId)
  if (store.kind !== 'chdb') return new Set(ids)
  const rows = await store.query<{ trace_id: string }>(KNOWN, { project: projectId, ids })
  return new Set(rows.map((row) => row.trace_id))
}

async function settleFromStore(
  work: Work,
  { sharing, version }: { sharing: readonly (readonly string[])[]; version: bigint },
): Promise<(TraceFacts & { rolled_up: boolean })[]> {
  const { store, projectId: project } = work
  // The rows of traces that share an answer too: whether they are rolled up may change with this batch.
  const ids = [...new Set([...work.traces.map((trace) => trace.traceId), ...sharing.flat()])]
  const scope = scopeOf(project, work.traces, ids)
  const [facts, judged] = await Promise.all([
    factsOf(store, scope),
    store.query<VerdictRow>(JUDGED, { project, ids: scope.ids }),
  ])
  const doubtful = new Set(sharing.flat())
  for (const row of facts) if (row.may_differ === 1) doubtful.add(row.trace_id)
  for (const row of judged) doubtful.add(row.trace_id)
  const rolledUp = doubtful.size === 0 ? new Set<string>() : await judge(work, { doubtful, sharing, version })
  return facts.map((row) => ({ ...row, project_id: project, rolled_up: rolledUp.has(row.trace_id), version }))
}

/** Of each span once: one that came again with another start is settled first. */
async function factsOf(store: Store, scope: Scope): Promise<FactsRow[]> {
  const facts = await store.query<FactsRow>(FACTS, { ...scope })
  const resent = facts.filter((row) => row.has_resent === 1)
  if (resent.length === 0) return facts
  const starts = resent.map((row) => BigInt(row.start_ns)).sort((a, b) => (a < b ? -1 : 1))
  const ends = resent.map((row) => BigInt(row.end_ns)).sort((a, b) => (a < b ? 1 : -1))
  await buryResent(store, {
    project: scope.project,
    ids: resent.map((row) => row.trace_id),
    from: decimalSeconds(starts[0] ?? 0n),
    to: decimalSeconds(ends[0] ?? 0n),
  })
  return store.query<FactsRow>(FACTS, { ...scope })
}

interface VerdictRow {
  readonly trace_id: string
  readonly span_id: string
  readonly counts: number
  readonly usage: number
  readonly merged_into: string
  readonly reason: string
}

const JUDGED = `select trace_id, span_id, counts, usage, merged_into, reason
from span_verdicts final
where project_id = {project:String} and trace_id in {ids:Array(String)}
limit 1000000`

/** Finds and writes verdicts; returns the traces that are rolled up. */
async function judge(
  work: Work,
  found: { doubtful: ReadonlySet<string>; sharing: readonly (readonly string[])[]; version: bigint },
): Promise<ReadonlySet<string>> {
  const rolledUp = new Set<string>()
  for (const ids of groupsOf(found.doubtful, found.sharing)) {
    const scope = scopeOf(work.projectId, work.traces, ids)
    const { spans, all } = await readWithOthers(work, scope)
    const judged = await work.store.query<VerdictRow>(JUDGED, { project: work.projectId, ids: all })
    const next = verdicts(spans)
    for (const verdict of next) if (verdict.reason === 'rolled_up') rolledUp.add(verdict.traceId)
    const changes = changedRows(judged, next, new Set(spans.map((span) => span.spanId)))
    const rows = changes.map((row) => ({ ...row, project_id: work.projectId, version: found.version }))
    await work.store.insertRows('span_verdicts', rows)
  }
  return rolledUp
}

/** A trace that goes on may hold answers of earlier batches, which other traces saw as well. */
async function readWithOthers(
  work: Work,
  scope: Scope,
): Promise<{ spans: readonly TraceSpan[]; all: readonly string[] }> {
  const spans = await readSpans(work.store, scope)
  const responseIds = spans.map((span) => span.responseId).filter((id) => id !== '')
  if (responseIds.length === 0) return { spans, all: scope.ids }
  const starts = spans.map((span) => span.startNs).sort(compareNs)
  const [fromNs = 0n, toNs = fromNs] = [starts[0], starts.at(-1)]
  const groups = await work.memory.tracesWith(work.store, { projectId: work.projectId, fromNs, toNs, responseIds })
  const here = new Set(scope.ids)
  const others = [...new Set(groups.flat())].filter((id) => !here.has(id)).slice(0, MAX_TRACES_IN_MEMORY)
  if (others.length === 0) return { spans, all: scope.ids }
  return {
    spans: [...spans, ...(await readSpans(work.store, { ...scope, ids: others }))],
    all: [...scope.ids, ...others],
  }
}

/** Traces that share an answer are judged together, others in handfuls. */
function groupsOf(
  doubtful: ReadonlySet<string>,
  sharing: readonly (readonly string[])[],
): readonly (readonly string[])[] {
  const groups: string[][] = []
  const placed = new Set<string>()
  const joined = joinGroups(sharing)
  const singles = [...doubtful].filter((id) => !joined.some((group) => group.has(id))).map((id) => new Set([id]))
  for (const group of [...joined, ...singles]) {
    const last = groups.at(-1)
    const fresh = [...group].filter((id) => !placed.has(id))
    for (const id of fresh) placed.add(id)
    if (last !== undefined && last.length + fresh.length <= MAX_TRACES_IN_MEMORY) last.push(...fresh)
    else groups.push(fresh)
  }
  return groups
}

function joinGroups(sharing: readonly (readonly string[])[]): readonly Set<string>[] {
  const groupOf = new Map<string, Set<string>>()
  for (const ids of sharing) {
    const group = new Set(ids)
    for (const id of ids) for (const other of groupOf.get(id) ?? []) group.add(other)
    for (const id of group) groupOf.set(id, group)
  }
  return [...new Set(groupOf.values())]
}

/**
 * What must be written so that the table says what `next` says; rows that no longer hold are taken away. A call that
 * was found to be one of a trace that nobody looked at this time stays it.
 */
function changedRows(
  judged: readonly VerdictRow[],
  next: readonly Verdict[],
  looked: ReadonlySet<string>,
): (VerdictRow & { deleted: 0 | 1 })[] {
  const isOpen = (row: VerdictRow) => row.merged_into === '' || looked.has(row.merged_into)
  const known = new Map(judged.filter(isOpen).map((row) => [`${row.trace_id}/${row.span_id}`, row]))
  const changes: (VerdictRow & { deleted: 0 | 1 })[] = []
  for (const { traceId, spanId, counts, usage, mergedInto, reason } of next) {
    const key = `${traceId}/${spanId}`
    const old = known.get(key)
    known.delete(key)
    const row = { trace_id: traceId, span_id: spanId, counts, usage, merged_into: mergedInto, reason }
    if (old === undefined || !isSame(old, row)) changes.push({ ...row, deleted: 0 })
  }
  for (const row of known.values()) changes.push({ ...row, deleted: 1 })
  return changes
}

function isSame(a: VerdictRow, b: VerdictRow): boolean {
  return a.counts === b.counts && a.usage === b.usage && a.merged_into === b.merged_into && a.reason === b.reason
}

function scopeOf(project: string, traces: readonly Place[], ids?: readonly string[]): Scope {
  let from = traces[0]?.minStartNs ?? 0n
  let to = traces[0]?.maxStartNs ?? 0n
  for (const trace of traces) {
    if (trace.minStartNs < from) from = trace.minStartNs
    if (trace.maxStartNs > to) to = trace.maxStartNs
  }
  return {
    project,
    ids: ids ?? traces.map((trace) => trace.traceId),
    from: decimalSeconds(from),
    to: decimalSeconds(to),
  }
}

/** A read is bounded by its first and last span, so what lies days apart (an import, an absurd clock) is read apart. */
export function clustersInTime(traces: readonly TouchedTrace[]): readonly (readonly TouchedTrace[])[] {
  const clusters: TouchedTrace[][] = []
  let lastNs = 0n
  for (const trace of [...traces].sort((a, b) => (a.minStartNs < b.minStartNs ? -1 : 1))) {
    const cluster = clusters.at(-1)
    const isNear = trace.minStartNs - lastNs < MAX_GAP_NS
    if (cluster !== undefined && isNear && cluster.length < MAX_IDS) cluster.push(trace)
    else clusters.push([trace])
    lastNs = trace.maxStartNs
  }
  return clusters
}

const MAX_GAP_NS = 6n * 3_600_000_000_000n

function byProject(touched: readonly TouchedTrace[]): ReadonlyMap<string, TouchedTrace[]> {
  const projects = new Map<string, TouchedTrace[]>()
  for (const trace of touched) {
    const list = projects.get(trace.projectId)
    if (list === undefined) projects.set(trace.projectId, [trace])
    else list.push(trace)
  }
  return projects
}
