/**
 * One answer of a provider may be seen by spans of several traces (an instrumentation whose spans are not current
 * makes every call a trace of its own). What was seen lately is remembered here; small batches ask the store as well,
 * so that a pair is found across a restart. Under load only the memory answers: such pairs come seconds apart.
 */
import type { Store } from '../store/store.ts'
import { decimalSeconds } from './evaluation-scores.ts'
import type { TouchedTrace } from './touched-traces.ts'

export interface ResponseMemory {
  /** Groups of trace ids of one project that share an answer; the traces are remembered. */
  tracesSharing(store: Store, traces: readonly TouchedTrace[]): Promise<readonly (readonly string[])[]>
}

const MAX_REMEMBERED = 100_000
/** More ids than this pass every filter of the store's index, and the hour would be read whole. */
const MAX_ASKED = 200
const HOUR_NS = 3_600_000_000_000n

export function createResponseMemory(): ResponseMemory {
  const seen = new Map<string, string[]>()
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
      const inStore = await storedTraces(store, traces)
      const groups: (readonly string[])[] = []
      for (const { projectId, traceId, responseIds, tellingSessions } of traces) {
        for (const key of [...responseIds, ...tellingSessions.map(keyOfSession)]) {
          const group = remember(`${projectId} ${key}`, [traceId, ...(inStore.get(key) ?? [])])
          if (group.length > 1) groups.push(group)
        }
      }
      return groups
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
): Promise<ReadonlyMap<string, readonly string[]>> {
  const [answers, sessions] = await Promise.all([
    askStore(store, traces, { sql: SHARING, keys: traces.flatMap((trace) => trace.responseIds) }),
    askStore(store, traces, { sql: SHARING_SESSION, keys: traces.flatMap((trace) => trace.tellingSessions) }),
  ])
  return new Map([...answers, ...sessions.map(([id, ids]) => [keyOfSession(id), ids] as const)])
}

async function askStore(
  store: Store,
  traces: readonly TouchedTrace[],
  asked: { readonly sql: string; readonly keys: readonly string[] },
): Promise<readonly (readonly [string, readonly string[]])[]> {
  const keys = [...new Set(asked.keys)]
  const first = traces[0]
  if (first === undefined || keys.length === 0 || keys.length > MAX_ASKED) return []
  let from = first.minStartNs
  let to = first.maxStartNs
  for (const { minStartNs, maxStartNs } of traces) {
    if (minStartNs < from) from = minStartNs
    if (maxStartNs > to) to = maxStartNs
  }
  const params = {
    project: first.projectId,
    from: decimalSeconds(from - HOUR_NS),
    to: decimalSeconds(to + HOUR_NS),
    keys,
  }
  const rows = await store.query<{ key: string; trace_ids: readonly string[] }>(asked.sql, params)
  return rows.map((row) => [row.key, row.trace_ids] as const)
}
