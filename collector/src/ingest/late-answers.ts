/**
 * Batches with more answers than the store is asked for one by one: what they leave open is asked later, for a whole
 * stretch of time in one query, so that its cost grows with the spans and not with the batches. Stretches that a crash
 * forgot are covered by the first look after a start.
 */
import type { Store } from '../store/store.ts'
import { decimalSeconds } from './evaluation-scores.ts'

export const HOUR_NS = 3_600_000_000_000n
/** Answers of one look; where there are more, the stretch is halved. */
const MAX_ROWS = 100_000
/** Stretches that wait; beyond this the nearest ones become one, which asks more than it must and misses nothing. */
const MAX_STRETCHES = 100
const PATIENT = { maxSeconds: 300, maxRows: MAX_ROWS }

export interface Stretch {
  readonly projectId: string
  readonly fromNs: bigint
  readonly toNs: bigint
}

export interface SharedKey {
  readonly key: string
  readonly traceIds: readonly string[]
}

export interface LateAnswers {
  note(stretch: Stretch): void
  /** Stretches that wait, which are then the caller's. */
  take(): readonly Stretch[]
  readonly isEmpty: boolean
}

export function createLateAnswers(): LateAnswers {
  let waiting: Stretch[] = []
  return {
    note: (stretch) => {
      waiting = joined([...waiting, stretch])
    },
    take: () => {
      const all = waiting
      waiting = []
      return all
    },
    get isEmpty() {
      return waiting.length === 0
    },
  }
}

/** By project and time; what overlaps is one, and of too many the nearest are. */
function joined(stretches: readonly Stretch[]): Stretch[] {
  for (let gapNs = 0n; ; gapNs = gapNs === 0n ? HOUR_NS : gapNs * 10n) {
    const result: Stretch[] = []
    const byTime = [...stretches].sort((a, b) => (a.fromNs < b.fromNs ? -1 : 1))
    for (const next of byTime) {
      const at = result.findIndex((each) => each.projectId === next.projectId && next.fromNs <= each.toNs + gapNs)
      const known = result[at]
      if (known === undefined) result.push(next)
      else if (next.toNs > known.toNs) result[at] = { ...known, toNs: next.toNs }
    }
    const projects = new Set(result.map((each) => each.projectId)).size
    if (result.length <= Math.max(MAX_STRETCHES, projects)) return result
  }
}

const sharedBy = (column: 'response_id' | 'session_id', condition: string) => `
select ${column} as key, groupUniqArray(1000)(trace_id) as trace_ids
from spans
where project_id = {project:String}
  and start_time >= {from:DateTime64(9, 'UTC')} - interval 1 hour
  and start_time <= {to:DateTime64(9, 'UTC')} + interval 1 hour
  and ${condition}
  and ${column} in
  (
    select ${column}
    from spans
    where project_id = {project:String}
      and start_time >= {from:DateTime64(9, 'UTC')}
      and start_time <= {to:DateTime64(9, 'UTC')}
      and ${condition}
  )
group by ${column}
having length(trace_ids) > 1
limit ${MAX_ROWS}`

const SHARED = sharedBy('response_id', "response_id != ''")
const SHARED_SESSION = sharedBy('session_id', "session_id != '' and dialect in ('codex', 'gemini-cli')")

/** Answers of the stretch that several traces saw. */
export async function sharedIn(store: Store, stretch: Stretch): Promise<readonly SharedKey[]> {
  const { projectId: project, fromNs, toNs } = stretch
  const params = { project, from: decimalSeconds(fromNs), to: decimalSeconds(toNs) }
  const found: SharedKey[] = []
  for (const sql of [SHARED, SHARED_SESSION]) {
    const rows = await store.query<{ key: string; trace_ids: readonly string[] }>(sql, params, PATIENT)
    if (rows.length === MAX_ROWS && toNs > fromNs) {
      const middle = (fromNs + toNs) / 2n
      const halves = [
        { ...stretch, toNs: middle },
        { ...stretch, fromNs: middle + 1n },
      ]
      return [...(await sharedIn(store, halves[0] as Stretch)), ...(await sharedIn(store, halves[1] as Stretch))]
    }
    const prefix = sql === SHARED ? '' : 'session '
    found.push(...rows.map((row) => ({ key: prefix + row.key, traceIds: row.trace_ids })))
  }
  return found
}

/** What was stored shortly before a start, by project: whoever wrote it may have died with questions open. */
export async function lastHour(store: Store, nowMs: number): Promise<readonly Stretch[]> {
  const rows = await store.query<{ project_id: string; first: string; last: string }>(
    `select project_id, toString(toUnixTimestamp64Nano(min(start_time))) as first,
       toString(toUnixTimestamp64Nano(max(start_time))) as last
     from spans
     where start_time >= fromUnixTimestamp64Milli({from:Int64}) and start_time <= fromUnixTimestamp64Milli({to:Int64})
     group by project_id limit 100000`,
    { from: nowMs - 3_600_000, to: nowMs + 3_600_000 },
    PATIENT,
  )
  return rows.map((row) => ({ projectId: row.project_id, fromNs: BigInt(row.first), toNs: BigInt(row.last) }))
}
