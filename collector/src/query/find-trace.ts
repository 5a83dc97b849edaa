/** A trace by our id or by the id that a vendor's client used, and when it ran. */
import type { Store } from '../store/store.ts'
import { type MeasureRow, textOf } from './measures.ts'
import type { ProjectScope } from './project-scope.ts'
import { QueryError } from './query-error.ts'

/** By our id, by theirs, and last where a trace of a batch that came this moment is known alone. */
const SQLS = [
  ['traces', 'trace_id = {ours:String}'],
  ['traces', 'client_trace_id = {theirs:String}'],
  ['spans', '(trace_id = {ours:String} or client_trace_id = {theirs:String})'],
].map(
  ([table, condition]) => `
select trace_id
from ${table} final
where project_id = {project:String} and ${condition}
order by trace_id = {ours:String} desc, trace_id
limit 1`,
)

/** Our id of the trace; throws unknown_trace. */
export async function findTrace(store: Store, scope: ProjectScope, id: string, signal?: AbortSignal): Promise<string> {
  const params = { project: scope.projectId, ours: hexOf(id), theirs: id }
  for (const sql of SQLS) {
    const [row] = await store.query<MeasureRow>(sql, params, signal === undefined ? {} : { signal })
    if (row !== undefined) return textOf(row, 'trace_id')
  }
  throw new QueryError('unknown_trace', `cannot find the trace ${id.slice(0, 200)}`, 'check the id and the project', {
    trace_id: id.slice(0, 200),
  })
}

/** A UUID is its 32 digits; other ids are looked up as they are. */
export function hexOf(id: string): string {
  const plain = id.toLowerCase()
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(plain) ? plain.replaceAll('-', '') : plain
}
