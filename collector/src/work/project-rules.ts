/**
 * What the owners of projects decided and the writer must know for every batch: which traces were deleted, and how long
 * spans are kept. Held in memory; a process that does not make the changes itself reads them anew every few seconds.
 */
import type { Store } from '../store/store.ts'

export interface RetentionClass {
  readonly fromNs: bigint
  readonly days: number
}

export interface ProjectRules {
  retentionOf(projectId: string): readonly RetentionClass[]
  deletedTracesOf(projectId: string): ReadonlySet<string>
  /** Of this process: the rows are written already. */
  addDeleted(projectId: string, traceIds: readonly string[]): void
  /** Reads what was decided since. */
  refresh(): Promise<void>
  /** Refreshes until closed. */
  follow(onError: (error: unknown) => void): { close(): void }
}

export const REFRESH_MS = 2_000

const TOMBSTONES = `select project_id, target_id, version
from tombstones
where target = 'trace' and version > {seen:UInt64}
order by version
limit 1000000`

const CLASSES = `select project_id, toString(toUnixTimestamp64Milli(from_time)) as from_ms, days
from retention_classes final
order by project_id, from_time
limit 100000`

const NONE: ReadonlySet<string> = new Set()
/** Rows of another process may become visible a little out of order. */
const OVERLAP = 60_000_000_000n

export function createProjectRules(store: Store): ProjectRules {
  const deleted = new Map<string, Set<string>>()
  let classes = new Map<string, RetentionClass[]>()
  let seen = 0n

  const addDeleted = (projectId: string, traceIds: readonly string[]): void => {
    const known = deleted.get(projectId) ?? new Set()
    for (const id of traceIds) known.add(id)
    deleted.set(projectId, known)
  }

  async function refresh(): Promise<void> {
    const since = seen > OVERLAP ? seen - OVERLAP : 0n
    const [tombstones, rows] = await Promise.all([
      store.query<{ project_id: string; target_id: string; version: string }>(TOMBSTONES, { seen: since }),
      store.query<{ project_id: string; from_ms: string; days: number }>(CLASSES),
    ])
    for (const { project_id, target_id, version } of tombstones) {
      addDeleted(project_id, [target_id])
      if (BigInt(version) > seen) seen = BigInt(version)
    }
    const next = new Map<string, RetentionClass[]>()
    for (const { project_id, from_ms, days } of rows) {
      const list = next.get(project_id) ?? []
      list.push({ fromNs: BigInt(from_ms) * 1_000_000n, days })
      next.set(project_id, list)
    }
    classes = next
  }

  return {
    retentionOf: (projectId) => classes.get(projectId) ?? [],
    deletedTracesOf: (projectId) => deleted.get(projectId) ?? NONE,
    addDeleted,
    refresh,
    follow: (onError) => {
      let isReading = false
      const timer = setInterval(() => {
        if (isReading) return
        isReading = true
        refresh()
          .catch(onError)
          .finally(() => {
            isReading = false
          })
      }, REFRESH_MS)
      timer.unref()
      return { close: () => clearInterval(timer) }
    },
  }
}
