/** A store and a folder of large values, as the tests of what takes things away share them. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../base/clock.ts'
import { type Blobs, createFolderBlobs } from '../store/blobs.ts'
import { createChdbStore } from '../store/chdb.ts'
import { migrate } from '../store/migrate.ts'
import type { Store } from '../store/store.ts'
import { createDeletions, type DeletionRow } from './deletions.ts'
import { createProjectRules } from './project-rules.ts'

export interface TestHome {
  readonly store: Store
  readonly blobs: Blobs
  /** Ids of the traces that a table still names. */
  tracesIn(table: string, project?: string): Promise<string[]>
  openDeletions(over?: Store): {
    readonly rules: ReturnType<typeof createProjectRules>
    readonly deletions: ReturnType<typeof createDeletions>
    readonly errors: readonly unknown[]
  }
  close(): Promise<void>
}

export const P = 'default~1'

export async function openTestHome(): Promise<TestHome> {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-work-'))
  const store = await createChdbStore({ path: join(folder, 'store'), tmpDir: folder })
  const blobs = createFolderBlobs(join(folder, 'blobs'))
  await migrate(store)
  return {
    store,
    blobs,
    tracesIn: async (table, project = P) => {
      const column = table === 'dataset_items' ? 'source_trace_id' : 'trace_id'
      const rows = await store.query<{ id: string }>(
        `select distinct ${column} as id from ${table} final where project_id = {project:String} order by id`,
        { project },
      )
      return rows.map((row) => row.id)
    },
    openDeletions: (over = store) => {
      const rules = createProjectRules(store)
      const errors: unknown[] = []
      const onError = (error: unknown) => void errors.push(error)
      const deletions = createDeletions({ store: over, blobs, rules, clock: systemClock, graceMs: 1, onError })
      return { rules, deletions, errors }
    },
    close: async () => {
      await store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export const request = (target: DeletionRow['target'], target_id: string, with_datasets: 0 | 1 = 0) =>
  ({ project_id: P, target, target_id, with_datasets, user_id: 'owner' }) as const

/** When what the rows say of large values happened. */
const DAY = '2026-03-01'
export const spanAt = (project_id: string, trace_id: string, day = DAY) => ({
  project_id,
  trace_id,
  span_id: `${trace_id}-0`,
  start_time: `${day} 10:00:00`,
  version: 1,
})
export const contentAt = (
  project: string,
  trace: string,
  carried: { readonly values: readonly string[]; readonly types: string; readonly day?: string },
) => ({
  ...spanAt(project, trace, carried.day),
  hour: `${carried.day ?? DAY} 10:00:00`,
  attribute_keys: carried.values.map((_, index) => `k${index}`),
  attribute_types: carried.types,
  attribute_values: carried.values,
})
