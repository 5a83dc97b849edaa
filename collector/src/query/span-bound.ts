/** At most how many spans the largest of some windows holds: every stored row, repeats among them, so it costs next to nothing. */
import type { Store } from '../store/store.ts'
import { type MeasureRow, numberOf } from './measures.ts'
import type { ProjectScope } from './project-scope.ts'
import { Bindings } from './sql.ts'
import { type Window, windowSql } from './window.ts'

/** Up to here quantiles are exact whatever is asked; the contract asks for 10,000, and this many still fit in memory. */
export const EXACT_SPANS = 1_000_000

export async function spansWithin(
  store: Store,
  scope: ProjectScope,
  windows: readonly (Window | undefined)[],
  signal?: AbortSignal,
): Promise<number> {
  const counts = await Promise.all(
    windows.map(async (window) => {
      if (window === undefined) return 0
      const bind = new Bindings()
      const within = windowSql({ window }, bind)
      const sql = `select count() as n from spans where project_id = {project:String}${within} limit 1`
      const params = { ...bind.params, project: scope.projectId }
      const [row] = await store.query<MeasureRow>(sql, params, signal === undefined ? {} : { signal })
      return row === undefined ? 0 : numberOf(row, 'n')
    }),
  )
  return Math.max(0, ...counts)
}
