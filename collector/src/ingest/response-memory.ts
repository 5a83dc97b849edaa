/**
 * One answer of a provider may be seen by spans of several traces (an instrumentation whose spans are not current
 * makes every call a trace of its own). What was seen lately is remembered here; small batches ask the store as well,
 * so that a pair is found across a restart. Under load the memory answers at once, and the store is asked later
 * (late-answers.ts).
 */
import type { Store } from '../store/store.ts'
import { decimalSeconds } from './evaluation-scores.ts'
import { createLateAnswers, HOUR_NS, lastHour, type Stretch, sharedIn } from './late-answers.ts'
import type { TouchedTrace } from './touched-traces.ts'

type Groups = readonly (readonly string[])[]

export interface ResponseMemory {
  /** Groups of trace ids of one project that share an answer; the traces are remembered. */
  tracesSharing(store: Store, traces: readonly TouchedTrace[]): Promise<Groups>
  /** The same of answers that came earlier, in traces that go on. */
  tracesWith(store: Store, asked: Stretch & { readonly responseIds: readonly string[] }): Promise<Groups>
  /** Groups that the batches since the last look left open, by project; the first look is at the last hour. */
  late(store: Store, nowMs: number): Promise<readonly (Stretch & { readonly groups: Groups })[]>
  readonly hasLate: boolean
}

const MAX_REMEMBERED = 100_000
/** More ids than this pass every filter of the store's index, and the hour would be read whole. */
const MAX_ASKED = 200

export function createResponseMemory(): ResponseMemory {
  const seen = new Map<string, string[]>()
  const waiting = createLateAnswers()
  let hasLooked = false
  const remember = (key: string, traceIds: readonly string[]): readonly string[] => {
    const known = seen.get(key) ?? []
    seen.delete(key)
    const all = [...new Set([...known, ...traceIds])]
    seen.set(key, all)
    if (seen.size > MAX_REMEMBERED) {
      const oldest = seen.keys().next().value
      if (oldest !== undefined) seen.delete(oldest)
    }
    return all
  }
  return {
    tracesSharing: async (store, traces) => {
      const inStore = await storedTraces(store, traces, waiting.note)
      const groups: (readonly string[])[] = []
      for (const { projectId, traceId, responseIds, tellingSessions } of traces) {
        for (const key of [...responseIds, ...tellingSessions.map(keyOfSession)]) {
          const group = remember(`${projectId} ${key}`, [traceId, ...(inStore.get(key) ?? [])])
          if (group.length > 1) groups.push(group)
        }
      }
      return groups
    },
    tracesWith: async (store, { responseIds, ...stretch }) => {
      const keyed = [...new Set(responseIds)].map((id) => [id, seen.get(`${stretch.projectId} ${id}`)] as const)
      const known = keyed.flatMap(([, group]) => (group === undefined || group.length < 2 ? [] : [group]))
      const keys = keyed.flatMap(([id, group]) => (group === undefined ? [id] : []))
      if (keys.length > MAX_ASKED) waiting.note(stretch)
      if (keys.length === 0 || keys.length > MAX_ASKED) return known
      const stored = await shared(store, stretch, { sql: SHARING, keys })
      return [...known, ...stored.map(([id, ids]) => remember(`${stretch.projectId} ${id}`, ids))]
    },
    late: async (store, nowMs) => {
      const stretches = [...waiting.take(), ...(hasLooked ? [] : await lastHour(store, nowMs))]
      hasLooked = true
      const found: (Stretch & { groups: Groups })[] = []
      try {
        for (const stretch of stretches) {
          const all = await sharedIn(store, stretch)
          // What the memory told when the batch came was judged then.
          const fresh = all.filter(({ key, traceIds }) => {
            const known = new Set(seen.get(`${stretch.projectId} ${key}`))
            return !traceIds.every((id) => known.has(id))
          })
          const groups = fresh.map(({ key, traceIds }) => remember(`${stretch.projectId} ${key}`, traceIds))
          if (groups.length > 0) found.push({ ...stretch, groups })
        }
      } catch (error) {
        for (const stretch of stretches) waiting.note(stretch)
        throw error
      }
      return found
    },
    get hasLate() {
      return !hasLooked || !waiting.isEmpty
    },
  }
}

/** A session among ids of answers. */
const keyOfSession = (sessionId: string): string => `session ${sessionId}`

const SHARING = `select response_id as key, groupUniqArray(100)(trace_id) as trace_ids
from spans final
where project_id = {project:String}
  and start_time >= {from:DateTime64(9, 'UTC')}
  and start_time <= {to:DateTime64(9, 'UTC')}
  and response_id in {keys:Array(String)}
group by response_id
having length(trace_ids) > 1
limit 1000`

/** Gemini CLI's calls are traces of their own, as many as a session has. */
const SHARING_SESSION = `select session_id as key, groupUniqArray(1000)(trace_id) as trace_ids
from spans final
where project_id = {project:String}
  and start_time >= {from:DateTime64(9, 'UTC')}
  and start_time <= {to:DateTime64(9, 'UTC')}
  and session_id in {keys:Array(String)}
  and dialect in ('codex', 'gemini-cli')
group by session_id
having length(trace_ids) > 1
limit 1000`

async function storedTraces(
  store: Store,
  traces: readonly TouchedTrace[],
  later: (stretch: Stretch) => void,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const [first] = traces
  if (first === undefined) return new Map()
  const stretch = stretchOf(first.projectId, traces)
  const ask = async (sql: string, of: (trace: TouchedTrace) => readonly string[]) => {
    const keys = [...new Set(traces.flatMap(of))]
    if (keys.length > MAX_ASKED) later(stretch)
    return keys.length === 0 || keys.length > MAX_ASKED ? [] : shared(store, stretch, { sql, keys })
  }
  const [answers, sessions] = await Promise.all([
    ask(SHARING, (trace) => trace.responseIds),
    ask(SHARING_SESSION, (trace) => trace.tellingSessions),
  ])
  return new Map([...answers, ...sessions.map(([id, ids]) => [keyOfSession(id), ids] as const)])
}

function stretchOf(projectId: string, traces: readonly TouchedTrace[]): Stretch {
  let fromNs = traces[0]?.minStartNs ?? 0n
  let toNs = traces[0]?.maxStartNs ?? 0n
  for (const { minStartNs, maxStartNs } of traces) {
    if (minStartNs < fromNs) fromNs = minStartNs
    if (maxStartNs > toNs) toNs = maxStartNs
  }
  return { projectId, fromNs, toNs }
}

async function shared(
  store: Store,
  { projectId, fromNs, toNs }: Stretch,
  { sql, keys }: { readonly sql: string; readonly keys: readonly string[] },
): Promise<readonly (readonly [string, readonly string[]])[]> {
  const params = {
    project: projectId,
    from: decimalSeconds(fromNs - HOUR_NS),
    to: decimalSeconds(toNs + HOUR_NS),
    keys,
  }
  const rows = await store.query<{ key: string; trace_ids: readonly string[] }>(sql, params)
  return rows.map((row) => [row.key, row.trace_ids] as const)
}
