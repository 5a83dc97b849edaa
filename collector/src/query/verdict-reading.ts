/** How a read of many spans learns what traces say of them: the cheapest of the ways that give the same answer. */
import type { QueryOptions, Store } from '../store/store.ts'
import type { VerdictReading } from './judged-columns.ts'
import { type MeasureRow, numberOf } from './measures.ts'
import type { ProjectScope } from './project-scope.ts'

/** Sets of more than this cost more to make than the join with them. */
const FEW = 200_000
/** Rows that no merge has met yet count more than once, which only makes the answer more careful. */
const COUNT = 'select count() as n from span_verdicts where project_id = {project:String} limit 1'

export async function verdictReading(store: Store, scope: ProjectScope, signal?: AbortSignal): Promise<VerdictReading> {
  const [row] = await store.query<MeasureRow>(
    COUNT,
    { project: scope.projectId },
    signal === undefined ? {} : { signal },
  )
  const n = row === undefined ? 0 : numberOf(row, 'n')
  return n === 0 ? 'none' : n <= FEW ? 'few' : 'join'
}

/** What a statement over all spans of a window needs to be read in that way. */
export function readOptions(verdicts: VerdictReading, signal: AbortSignal | undefined): QueryOptions {
  const own = { onAllCores: true, ...(verdicts === 'few' ? { lazily: true } : {}) }
  return signal === undefined ? own : { ...own, signal }
}
