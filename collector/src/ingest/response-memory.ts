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
      for (const { projectId, traceId, responseIds } of traces) {
        for (const responseId of responseIds) {
          const group = remember(`${projectId} ${responseId}`, [traceId, ...(inStore.get(responseId) ?? [])])
          if (group.length > 1) groups.push(group)
        }
      }
      return groups
    },
  }
}

const SHARING = `select response_id, groupUniqArray(100)(trace_id) as trace_ids
from spans final
where project_id = {project:String}
  and start_time >= {from:DateTime64(9, 'UTC')}
  and start_time <= {to:DateTime64(9, 'UTC')}
  and response_id in {responses:Array(String)}
group by response_id
having length(trace_ids) > 1
limit 1000`

async function storedTraces(
  store: Store,
  traces: readonly TouchedTrace[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const responses = [...new Set(traces.flatMap((trace) => trace.responseIds))]
  const first = traces[0]
  if (first === undefined || responses.length === 0 || responses.length > MAX_ASKED) return new Map()
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
    responses,
  }
  const rows = await store.query<{ response_id: string; trace_ids: readonly string[] }>(SHARING, params)
  return new Map(rows.map((row) => [row.response_id, row.trace_ids]))
}
