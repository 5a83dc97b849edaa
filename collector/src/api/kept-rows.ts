/** Small things that a project keeps, each whole in one row, in tables of one shape: saved views, share links. */
import type { z } from 'zod'
import type { Clock } from '../base/clock.ts'
import { randomId } from '../control/keys.ts'
import { timeText } from '../control/rows.ts'
import type { Store } from '../store/store.ts'

export interface Kept<Body> {
  readonly projectId: string
  readonly id: string
  readonly body: Body
  readonly createdMs: number
  /** '' for keys. */
  readonly userId: string
}

export interface KeptRows<Body> {
  /** Oldest first. */
  list(projectId: string): Promise<Kept<Body>[]>
  /** By its id alone where the project is what is asked for. */
  find(id: string, projectId?: string): Promise<Kept<Body> | undefined>
  create(kept: { readonly projectId: string; readonly userId: string; readonly body: Body }): Promise<Kept<Body>>
  /** undefined when there is none. */
  save(kept: { readonly projectId: string; readonly id: string; readonly body: Body }): Promise<Kept<Body> | undefined>
  /** Whether it was there. */
  remove(kept: { readonly projectId: string; readonly id: string }): Promise<boolean>
}

interface Row {
  readonly project_id: string
  readonly id: string
  readonly body: string
  readonly created_ms: string
  readonly user_id: string
  readonly version: string
}

const MOST = 1000

export interface KeptRowsOptions<Body> {
  readonly store: Store
  readonly clock: Clock
  readonly table: 'views' | 'shares'
  readonly schema: { parse(value: unknown): Body } & Pick<z.core.$ZodType<Body>, '_zod'>
}

export function createKeptRows<Body>({ store, clock, table, schema }: KeptRowsOptions<Body>): KeptRows<Body> {
  const select = (where: string, params: Record<string, string>): Promise<Row[]> =>
    store.query<Row>(
      `select project_id, id, body, user_id, toString(${table}.version) as version,
         toString(toUnixTimestamp64Milli(created_time)) as created_ms
       from ${table} final
       where ${where}
       order by created_time, id
       limit ${MOST}`,
      params,
    )
  const keptOf = (row: Row): Kept<Body> => ({
    projectId: row.project_id,
    id: row.id,
    body: schema.parse(JSON.parse(row.body)),
    createdMs: Number(row.created_ms),
    userId: row.user_id,
  })
  const rowOf = async (id: string, projectId: string | undefined): Promise<Row | undefined> =>
    projectId === undefined
      ? (await select('id = {id:String}', { id }))[0]
      : (await select('project_id = {project:String} and id = {id:String}', { id, project: projectId }))[0]
  const write = async (row: Row, deleted: 0 | 1): Promise<Kept<Body>> => {
    const { created_ms, ...rest } = row
    await store.insertRows(table, [{ ...rest, created_time: timeText(Number(created_ms)), deleted }])
    return keptOf(row)
  }
  /** A later row wins; two changes in one millisecond stay in order. */
  const versionAfter = (row?: Row) => {
    const now = BigInt(clock.nowMs())
    const known = BigInt(row?.version ?? 0)
    return String(now > known ? now : known + 1n)
  }
  return {
    list: async (projectId) => (await select('project_id = {project:String}', { project: projectId })).map(keptOf),
    async find(id, projectId) {
      const row = await rowOf(id, projectId)
      return row === undefined ? undefined : keptOf(row)
    },
    create: ({ projectId, userId, body }) =>
      write(
        {
          project_id: projectId,
          id: randomId(table.slice(0, -1)),
          body: JSON.stringify(body),
          created_ms: String(clock.nowMs()),
          user_id: userId,
          version: versionAfter(),
        },
        0,
      ),
    async save({ projectId, id, body }) {
      const row = await rowOf(id, projectId)
      return row === undefined
        ? undefined
        : write({ ...row, body: JSON.stringify(body), version: versionAfter(row) }, 0)
    },
    async remove({ projectId, id }) {
      const row = await rowOf(id, projectId)
      if (row === undefined) return false
      await write({ ...row, version: versionAfter(row) }, 1)
      return true
    },
  }
}
