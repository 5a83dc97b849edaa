/**
 * Takes traces away with everything that belongs to them. Always by trace id, which is in every key and no later
 * version of a row can change. Safe to run again: what is gone is not found.
 */
import type { Blobs } from '../store/blobs.ts'
import type { Store } from '../store/store.ts'
import { deleteUnused, referencesOf } from './large-values.ts'

export interface DeletedTraces {
  readonly projectId: string
  readonly traceIds: readonly string[]
  /** Dataset items made from them as well. */
  readonly withDatasets: boolean
}

const SYNC = 'settings lightweight_deletes_sync = 2'
/** Lists first: what is not listed is not opened. */
const TABLES = ['spans', 'traces', 'span_content', 'span_fragments', 'scores'] as const

/** Spans of each trace, before they go. */
export async function countSpans(
  store: Store,
  projectId: string,
  traceIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await store.query<{ trace_id: string; n: string }>(
    `select trace_id, count() as n from spans final
     where project_id = {project:String} and trace_id in {ids:Array(String)} group by trace_id limit 1000000`,
    { project: projectId, ids: traceIds },
  )
  return new Map(rows.map((row) => [row.trace_id, Number(row.n)]))
}

/** What boards were answered with names groups: users, and what else somebody may want gone. It is made again. */
export async function forgetAnswers(store: Store, projectId: string): Promise<void> {
  await store.command(`delete from question_days where project_id = {project:String} ${SYNC}`, { project: projectId })
}

/** Returns references to values that were not there, and may be on their way. */
export async function deleteTraces(store: Store, blobs: Blobs, asked: DeletedTraces): Promise<readonly string[]> {
  const { projectId, traceIds, withDatasets } = asked
  const params = { project: projectId, ids: traceIds }
  const where = 'where project_id = {project:String} and trace_id in {ids:Array(String)}'
  const references = await referencesOf(store, blobs, params)
  // A call of another trace that was seen here too counts by itself from now on.
  await store.command(
    `delete from span_verdicts
     where project_id = {project:String} and (trace_id in {ids:Array(String)}
        or merged_into in (select span_id from spans ${where})) ${SYNC}`,
    params,
  )
  for (const table of TABLES) await store.command(`delete from ${table} ${where} ${SYNC}`, params)
  await forgetAnswers(store, projectId)
  if (withDatasets) {
    await store.command(
      `delete from dataset_items where project_id = {project:String} and source_trace_id in {ids:Array(String)} ${SYNC}`,
      params,
    )
  }
  return await deleteUnused(store, blobs, { project: projectId, references })
}
