/**
 * Items of a dataset. The id of an item says where it came from, so that adding the same run twice adds it once; texts
 * are kept as they were written.
 */
import { createHash } from 'node:crypto'
import type { Clock } from '../../base/clock.ts'
import { timeText } from '../../control/rows.ts'
import type { Store } from '../../store/store.ts'

export interface NewItem {
  readonly id: string
  /** JSON text; '' = nobody said. */
  readonly input: string
  readonly expected: string
  readonly metadata: string
  readonly sourceTraceId: string
  readonly sourceSpanId: string
}

export interface ItemRow {
  readonly item_id: string
  readonly input: string
  readonly expected: string
  readonly metadata: string
  readonly source_trace_id: string
  readonly source_span_id: string
  readonly position: string
  readonly created_ms: string
  readonly version: string
}

export interface Added {
  readonly added: number
  readonly repeats: number
}

export interface AddRequest {
  readonly projectId: string
  readonly datasetId: string
  readonly userId: string
  readonly items: readonly NewItem[]
  /** What to do when an item of that id is there and says something else: a run leaves it, an import corrects it. */
  readonly onConflict: 'keep' | 'replace'
}

export interface ItemStore {
  add(request: AddRequest): Promise<Added>
  page(request: { projectId: string; datasetId: string; after: string; limit: number }): Promise<ItemRow[]>
  remove(request: { projectId: string; datasetId: string; itemId: string }): Promise<boolean>
}

const COLUMNS = `item_id, input, expected, metadata, source_trace_id, source_span_id,
  toString(position) as position, toString(toUnixTimestamp64Milli(created_time)) as created_ms, toString(version) as version`

const OF_DATASET = 'project_id = {project:String} and dataset_id = {dataset:String}'

export function createItemStore({ store, clock }: { store: Store; clock: Clock }): ItemStore {
  /** Adds to one dataset run one after the other, so that positions and repeats are counted right. */
  const turns = new Map<string, Promise<unknown>>()

  async function addNow(request: AddRequest): Promise<Added> {
    const of = { project: request.projectId, dataset: request.datasetId }
    const ids = request.items.map((item) => item.id)
    const known = new Map((await knownItems(store, of, ids)).map((row) => [row.item_id, row]))
    let position = await nextPosition(store, of)
    const rows = new Map<string, Record<string, unknown>>()
    for (const item of request.items) {
      const before = known.get(item.id)
      if (rows.has(item.id)) continue
      if (before !== undefined && (request.onConflict === 'keep' || before.digest === digestOf(item))) continue
      rows.set(item.id, storedItem(request, item, { before, position, clock }))
      if (before === undefined) position += 1n
    }
    await store.insertRows('dataset_items', [...rows.values()])
    return { added: rows.size, repeats: request.items.length - rows.size }
  }

  return {
    async add(request) {
      if (request.items.length === 0) return { added: 0, repeats: 0 }
      const key = `${request.projectId} ${request.datasetId}`
      const mine = (turns.get(key) ?? Promise.resolve()).then(() => addNow(request))
      const settled = mine.catch(() => undefined)
      turns.set(key, settled)
      await settled
      if (turns.get(key) === settled) turns.delete(key)
      return await mine
    },
    async page({ projectId, datasetId, after, limit }) {
      return await store.query<ItemRow>(
        `select ${COLUMNS} from dataset_items final
         where ${OF_DATASET} and dataset_items.position > {after:Int64} order by dataset_items.position limit {limit:UInt32}`,
        { project: projectId, dataset: datasetId, after, limit },
      )
    },
    async remove({ projectId, datasetId, itemId }) {
      const [row] = await store.query<ItemRow>(
        `select ${COLUMNS} from dataset_items final where ${OF_DATASET} and item_id = {item:String} limit 1`,
        { project: projectId, dataset: datasetId, item: itemId },
      )
      if (row === undefined) return false
      await store.insertRows('dataset_items', [
        {
          project_id: projectId,
          dataset_id: datasetId,
          item_id: itemId,
          position: row.position,
          created_time: timeText(Number(row.created_ms)),
          version: versionAfter(clock, row.version),
          deleted: 1,
        },
      ])
      return true
    },
  }
}

/** One item a source: the run that it was taken from. */
export function idOfSource(traceId: string, spanId: string): string {
  return digest(['source', traceId, spanId])
}

/** For an item without an id: its content. */
export function idOfContent(input: string, expected: string): string {
  return digest(['content', input, expected])
}

interface KnownItem {
  readonly item_id: string
  readonly position: string
  readonly created_ms: string
  readonly version: string
  readonly digest: string
}

async function knownItems(store: Store, of: Record<string, string>, ids: readonly string[]): Promise<KnownItem[]> {
  return await store.query<KnownItem>(
    `select item_id, toString(position) as position, toString(version) as version,
       toString(toUnixTimestamp64Milli(created_time)) as created_ms,
       lower(hex(MD5(concat(input, '\\n', expected, '\\n', metadata, '\\n', source_trace_id, '\\n', source_span_id)))) as digest
     from dataset_items final where ${OF_DATASET} and item_id in {ids:Array(String)} limit 100000`,
    { ...of, ids },
  )
}

function digestOf(item: NewItem): string {
  const parts = [item.input, item.expected, item.metadata, item.sourceTraceId, item.sourceSpanId]
  return createHash('md5').update(parts.join('\n')).digest('hex')
}

async function nextPosition(store: Store, of: Record<string, string>): Promise<bigint> {
  const [row] = await store.query<{ next: string }>(
    `select toString(max(position) + 1) as next from dataset_items final where ${OF_DATASET}`,
    of,
  )
  return BigInt(row?.next ?? '1')
}

function storedItem(
  request: AddRequest,
  item: NewItem,
  { before, position, clock }: { before: KnownItem | undefined; position: bigint; clock: Clock },
): Record<string, unknown> {
  return {
    project_id: request.projectId,
    dataset_id: request.datasetId,
    item_id: item.id,
    input: item.input,
    expected: item.expected,
    metadata: item.metadata,
    source_trace_id: item.sourceTraceId,
    source_span_id: item.sourceSpanId,
    position: before?.position ?? String(position),
    created_time: timeText(before === undefined ? clock.nowMs() : Number(before.created_ms)),
    user_id: request.userId,
    version: versionAfter(clock, before?.version ?? '0'),
    deleted: 0,
  }
}

/** Nanoseconds; an item that was removed before has an older version, so adding it again wins. */
function versionAfter(clock: Clock, before: string): string {
  const now = clock.nowNs()
  const least = BigInt(before) + 1n
  return String(now > least ? now : least)
}

function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
}
