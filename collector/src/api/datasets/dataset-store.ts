/** Datasets: named, removed with a way back, and with their items counted when somebody looks. */
import type { Dataset } from '@vitrine/schemas/api'
import type { Clock } from '../../base/clock.ts'
import { randomId } from '../../control/keys.ts'
import { timeText } from '../../control/rows.ts'
import type { Store } from '../../store/store.ts'

export interface DatasetStore {
  /** `taken` when a dataset of the project has the name. */
  create(request: NewDataset): Promise<Dataset | 'taken'>
  get(projectId: string, datasetId: string): Promise<Dataset | undefined>
  findByName(projectId: string, name: string): Promise<Dataset | undefined>
  /** Newest first, after the one that `after` names. */
  list(projectId: string, page: { after: readonly [string, string] | undefined; limit: number }): Promise<Dataset[]>
  remove(projectId: string, datasetId: string): Promise<boolean>
  /** Undoes a removal; undefined when there was none, `taken` when its name has been given again. */
  restore(projectId: string, datasetId: string): Promise<Dataset | 'taken' | undefined>
}

export interface NewDataset {
  readonly projectId: string
  readonly name: string
  readonly description: string
  readonly userId: string
}

interface DatasetRow {
  readonly dataset_id: string
  readonly name: string
  readonly description: string
  readonly created_ms: string
  readonly user_id: string
  readonly version: string
  readonly deleted: number
  readonly items: string
}

const COLUMNS = `dataset_id, name, description, toString(toUnixTimestamp64Milli(created_time)) as created_ms,
  user_id, toString(version) as version, deleted`

/** Items are counted in the same query; deduplicated, since a re-sent item is one item. */
const WITH_ITEMS = `
  select d.*, toString(ifNull(i.items, 0)) as items
  from (select ${COLUMNS} from datasets final where project_id = {project:String} and {{where}}) as d
  left join (
    select dataset_id, count() as items from dataset_items final
    where project_id = {project:String} and {{items_where}}
    group by dataset_id
  ) as i on i.dataset_id = d.dataset_id
  order by toUInt64(created_ms) desc, dataset_id desc
  limit {limit:UInt32}`

export function createDatasetStore({ store, clock }: { store: Store; clock: Clock }): DatasetStore {
  /** Names are unique by asking first, so creations run one after the other. */
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(change: () => Promise<T>): Promise<T> => {
    const result = turn.then(change)
    turn = result.catch(() => undefined)
    return result
  }
  const select = async (
    where: string,
    params: Record<string, string | number>,
    itemsWhere = '1',
  ): Promise<Dataset[]> => {
    const sql = WITH_ITEMS.replace('{{where}}', where).replace('{{items_where}}', itemsWhere)
    return (await store.query<DatasetRow>(sql, params)).map(datasetOf)
  }
  const get = async (projectId: string, datasetId: string): Promise<Dataset | undefined> => {
    const only = 'dataset_id = {dataset:String}'
    return (await select(only, { project: projectId, dataset: datasetId, limit: 1 }, only))[0]
  }
  const findByName = async (projectId: string, name: string): Promise<Dataset | undefined> =>
    (await select('name = {name:String}', { project: projectId, name, limit: 1 }))[0]
  const write = async (projectId: string, row: Omit<DatasetRow, 'items'>): Promise<void> => {
    const { created_ms, ...rest } = row
    const created_time = timeText(Number(created_ms))
    await store.insertRows('datasets', [{ ...rest, project_id: projectId, created_time }])
  }
  /** The newest row, removed or not. */
  const lastRow = async (projectId: string, datasetId: string): Promise<DatasetRow | undefined> =>
    (
      await store.query<DatasetRow>(
        `select ${COLUMNS} from datasets where project_id = {project:String} and dataset_id = {dataset:String}
         order by datasets.version desc limit 1`,
        { project: projectId, dataset: datasetId },
      )
    )[0]
  const mark = async (projectId: string, row: DatasetRow, deleted: 0 | 1): Promise<void> => {
    const { items: _items, ...kept } = row
    await write(projectId, { ...kept, deleted, version: String(BigInt(row.version) + 1n) })
  }

  return {
    get,
    findByName,
    create: (request) =>
      inTurn(async () => {
        if ((await findByName(request.projectId, request.name)) !== undefined) return 'taken'
        const row = {
          dataset_id: randomId('ds'),
          name: request.name,
          description: request.description,
          created_ms: String(clock.nowMs()),
          user_id: request.userId,
          version: String(clock.nowMs() * 1000),
          deleted: 0,
        }
        await write(request.projectId, row)
        return datasetOf({ ...row, items: '0' })
      }),
    async list(projectId, { after, limit }) {
      if (after === undefined) return await select('1', { project: projectId, limit })
      const [createdMs, id] = after
      return await select('(toUnixTimestamp64Milli(created_time), dataset_id) < ({ms:Int64}, {id:String})', {
        project: projectId,
        limit,
        ms: createdMs,
        id,
      })
    },
    remove: (projectId, datasetId) =>
      inTurn(async () => {
        const row = await lastRow(projectId, datasetId)
        if (row === undefined || row.deleted === 1) return false
        await mark(projectId, row, 1)
        return true
      }),
    restore: (projectId, datasetId) =>
      inTurn(async () => {
        const row = await lastRow(projectId, datasetId)
        if (row === undefined || row.deleted === 0) return undefined
        if ((await findByName(projectId, row.name)) !== undefined) return 'taken'
        await mark(projectId, row, 0)
        return await get(projectId, datasetId)
      }),
  }
}

function datasetOf(row: DatasetRow): Dataset {
  return {
    id: row.dataset_id,
    name: row.name,
    description: row.description === '' ? null : row.description,
    items: Number(row.items),
    created: `${row.created_ms}000000`,
  }
}
