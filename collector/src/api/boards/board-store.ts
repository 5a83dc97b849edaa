/** Boards of a project: kept whole, changed by whoever saw the last revision, removed with a way back. */
import { type BoardBody, boardDefinition, type SavedBoard } from '@vitrine/schemas/api'
import type { Clock } from '../../base/clock.ts'
import { randomId } from '../../control/keys.ts'
import { timeText } from '../../control/rows.ts'
import type { Store } from '../../store/store.ts'

export interface BoardStore {
  list(reader: Reader): Promise<SavedBoard[]>
  get(reader: Reader, boardId: string): Promise<SavedBoard | undefined>
  create(reader: Reader, body: BoardBody): Promise<SavedBoard>
  /** `conflict` when the board is no longer the revision that was changed. */
  save(reader: Reader, boardId: string, body: BoardBody, revision: number): Promise<SavedBoard | 'conflict' | undefined>
  remove(reader: Reader, boardId: string): Promise<boolean>
  restore(reader: Reader, boardId: string): Promise<SavedBoard | undefined>
}

/** Who looks: a board that is not shared is there for its maker only. Keys have no user id. */
export interface Reader {
  readonly projectId: string
  readonly userId: string
}

interface BoardRow {
  readonly board_id: string
  readonly name: string
  readonly description: string
  readonly shared: number
  readonly definition: string
  readonly created_ms: string
  readonly changed_ms: string
  readonly user_id: string
  readonly version: string
  readonly deleted: number
}

/** The newest row of each board, removed or not. */
const NEWEST = `
  select board_id, name, description, shared, definition, user_id, toString(boards.version) as version, deleted,
    toString(toUnixTimestamp64Milli(created_time)) as created_ms,
    toString(toUnixTimestamp64Milli(changed_time)) as changed_ms
  from boards
  where project_id = {project:String} and {{where}} and (shared = 1 or user_id = {user:String})
  order by board_id, boards.version desc
  limit 1 by board_id
  limit 1000`

export function createBoardStore({ store, clock }: { store: Store; clock: Clock }): BoardStore {
  /** A revision is compared by asking first, so changes run one after the other. */
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(change: () => Promise<T>): Promise<T> => {
    const result = turn.then(change)
    turn = result.catch(() => undefined)
    return result
  }
  const select = (reader: Reader, where: string, more: Record<string, string> = {}): Promise<BoardRow[]> =>
    store.query<BoardRow>(NEWEST.replace('{{where}}', where), {
      project: reader.projectId,
      user: reader.userId,
      ...more,
    })
  const newest = async (reader: Reader, boardId: string) =>
    (await select(reader, 'board_id = {board:String}', { board: boardId }))[0]
  const write = async ({ projectId }: Reader, row: BoardRow): Promise<SavedBoard> => {
    const { created_ms, changed_ms, ...rest } = row
    const times = { created_time: timeText(Number(created_ms)), changed_time: timeText(Number(changed_ms)) }
    await store.insertRows('boards', [{ ...rest, ...times, project_id: projectId }])
    return boardOf(row)
  }
  const fieldsOf = ({ name, description = '', shared = true, definition }: BoardBody) => ({
    name,
    description,
    shared: shared ? 1 : 0,
    definition: JSON.stringify(definition),
    changed_ms: String(clock.nowMs()),
  })
  const after = (row: BoardRow) => String(BigInt(row.version) + 1n)

  return {
    async list(reader) {
      const rows = await select(reader, '1')
      const boards = rows.filter((row) => row.deleted === 0).map(boardOf)
      return boards.sort((a, b) => a.name.localeCompare(b.name))
    },
    async get(reader, boardId) {
      const row = await newest(reader, boardId)
      return row === undefined || row.deleted === 1 ? undefined : boardOf(row)
    },
    create: (reader, body) =>
      write(reader, {
        board_id: randomId('board'),
        created_ms: String(clock.nowMs()),
        user_id: reader.userId,
        version: '1',
        deleted: 0,
        ...fieldsOf(body),
      }),
    save: (reader, boardId, body, revision) =>
      inTurn(async () => {
        const row = await newest(reader, boardId)
        if (row === undefined || row.deleted === 1) return undefined
        if (row.version !== String(revision)) return 'conflict'
        return await write(reader, { ...row, ...fieldsOf(body), version: after(row) })
      }),
    remove: (reader, boardId) =>
      inTurn(async () => {
        const row = await newest(reader, boardId)
        if (row === undefined || row.deleted === 1) return false
        await write(reader, { ...row, deleted: 1, version: after(row) })
        return true
      }),
    restore: (reader, boardId) =>
      inTurn(async () => {
        const row = await newest(reader, boardId)
        if (row === undefined || row.deleted === 0) return undefined
        return await write(reader, { ...row, deleted: 0, version: after(row) })
      }),
  }
}

function boardOf(row: BoardRow): SavedBoard {
  return {
    id: row.board_id,
    name: row.name,
    description: row.description === '' ? null : row.description,
    shared: row.shared === 1,
    revision: Number(row.version),
    created: `${row.created_ms}000000`,
    changed: `${row.changed_ms}000000`,
    definition: boardDefinition.parse(JSON.parse(row.definition)),
  }
}
