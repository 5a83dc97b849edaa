/**
 * Projects, keys, users and tombstones as versioned rows. The tables are small, so they are read whole, deleted rows
 * included (a new project with an old name must know the old one's generation), and the newest version wins here.
 */
import type { Store } from '../store/store.ts'

export interface ProjectRow {
  readonly project_id: string
  readonly name: string
  readonly generation: number
  readonly is_demo: number
  readonly created_time: string
  readonly user_id: string
  readonly derivation_epoch: number
  readonly version: number
  readonly deleted: number
}

export interface KeyRow {
  readonly key_id: string
  readonly project_id: string
  readonly kind: 'secret' | 'public'
  readonly hash: string
  readonly prefix: string
  readonly pair_id: string
  readonly name: string
  readonly created_time: string
  readonly user_id: string
  readonly version: number
  readonly deleted: number
}

export interface UserRow {
  readonly user_id: string
  readonly name: string
  readonly role: string
  readonly password_hash: string
  readonly created_time: string
  readonly version: number
  readonly deleted: number
}

export interface TombstoneRow {
  readonly project_id: string
  /** `project` when the deletion was asked for, `project_done` when nothing of it is left. */
  readonly target: string
  readonly target_id: string
  readonly deleted_spans: number
  readonly created_time: string
  readonly user_id: string
  readonly version: number
  readonly deleted: number
}

export interface ControlRows {
  readonly projects: readonly ProjectRow[]
  readonly keys: readonly KeyRow[]
  readonly users: readonly UserRow[]
  readonly tombstones: readonly TombstoneRow[]
}

/** More rows than any house has; a control table beyond it is refused loudly by the engine rather than cut. */
const MAX_ROWS = 200_000

export async function loadControlRows(store: Store): Promise<ControlRows> {
  return {
    projects: newest(await all<ProjectRow>(store, 'projects'), (row) => row.project_id),
    keys: newest(await all<KeyRow>(store, 'api_keys'), (row) => row.key_id),
    users: newest(await all<UserRow>(store, 'users'), (row) => row.user_id),
    tombstones: newest(
      (await all<TombstoneRow>(store, 'tombstones')).filter((row) => row.target.startsWith('project')),
      (row) => `${row.target} ${row.target_id}`,
    ),
  }
}

/** DateTime64(3, 'UTC') as the engine reads it. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').slice(0, 23)
}

/** The engine's UTC time as Unix milliseconds. */
export function msOf(time: string): number {
  return Date.parse(`${time.replace(' ', 'T')}Z`)
}

async function all<Row extends { version: number }>(store: Store, table: string): Promise<Row[]> {
  const rows = await store.query<Row>(`select * from ${table} order by version limit ${MAX_ROWS + 1}`, {})
  return rows.map((row) => ({ ...row, version: Number(row.version) }))
}

function newest<Row extends { version: number }>(rows: readonly Row[], keyOf: (row: Row) => string): Row[] {
  const byKey = new Map<string, Row>()
  for (const row of rows) {
    const known = byKey.get(keyOf(row))
    if (known === undefined || row.version >= known.version) byKey.set(keyOf(row), row)
  }
  return [...byKey.values()]
}
