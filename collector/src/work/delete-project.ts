/**
 * Takes away everything that a project holds. The tombstone is written before (control does), so that nothing of it
 * comes in any more; this may run again after a crash.
 */
import type { Store } from '../store/store.ts'

/** Tables with rows of a project; the books stay, since what was received was received. */
const TABLES = [
  'spans',
  'span_content',
  'span_fragments',
  'span_verdicts',
  'traces',
  'scores',
  'question_days',
  'dataset_items',
  'datasets',
  'boards',
  'project_rules',
  'jobs',
  'alert_settings',
  'alert_events',
  'alert_checks',
  'alert_deliveries',
] as const

/** Resolves with the number of spans that went, for the ledger. */
export async function deleteProject(store: Store, projectId: string): Promise<number> {
  const rows = await store.query<{ spans: string }>(
    'select count() as spans from spans final where project_id = {project:String}',
    {
      project: projectId,
    },
  )
  for (const table of TABLES) {
    await store.command(
      `delete from ${table} where project_id = {project:String} settings lightweight_deletes_sync = 2`,
      {
        project: projectId,
      },
    )
  }
  return Number(rows[0]?.spans ?? 0)
}
