/**
 * Takes away what is past its retention class: whole partitions of class and period, counted into the ledger first,
 * and the pictures and large values that only they show. Run again after a crash it counts the same spans into the
 * same row.
 */
import type { Clock } from '../base/clock.ts'
import type { Blobs } from '../store/blobs.ts'
import type { Store } from '../store/store.ts'
import { forgetAnswers } from './delete-traces.ts'
import { deleteUnused, referencesWhere } from './large-values.ts'
import type { ProjectRules } from './project-rules.ts'

export interface ExpiredPartition {
  readonly id: string
  readonly days: number
  /** Unix ms: of the starts of its spans. */
  readonly fromMs: number
  readonly toMs: number
}

const DAY_MS = 86_400_000
const EVERY_MS = 3_600_000
const SYNC = 'settings lightweight_deletes_sync = 2'

/** A partition as system.parts spells it: (30,'2026-01-01'), a Monday for classes of one and two weeks. */
export function partitionOf(partition: string, id: string): ExpiredPartition | undefined {
  const match = /^\((\d+),'(\d{4})-(\d{2})-(\d{2})'\)$/.exec(partition)
  if (match === null) return undefined
  const [days = 0, year = 0, month = 0, day = 0] = match.slice(1).map(Number)
  const fromMs = Date.UTC(year, month - 1, day)
  const isWeekly = days === 7 || days === 14
  return { id, days, fromMs, toMs: isWeekly ? fromMs + 7 * DAY_MS : Date.UTC(year, month, 1) }
}

/** Every span of it is past its class. */
export function isExpired({ days, toMs }: ExpiredPartition, nowMs: number): boolean {
  return days > 0 && toMs + days * DAY_MS <= nowMs
}

export interface Expiry {
  /** Now, and then every hour. */
  start(): void
  stop(): Promise<void>
  /** One round; resolves with the partitions that went. */
  run(): Promise<number>
}

interface Means {
  readonly store: Store
  readonly blobs: Blobs
  readonly clock: Clock
  readonly rules: ProjectRules
}

export function createExpiry(options: Means & { readonly onError: (error: unknown) => void }): Expiry {
  const { onError } = options
  let timer: NodeJS.Timeout | undefined
  let round: Promise<number> = Promise.resolve(0)
  const run = (): Promise<number> => {
    round = round.catch(() => 0).then(() => expire(options))
    return round
  }
  const runQuietly = () => void run().catch(onError)
  return {
    run,
    start: () => {
      runQuietly()
      timer = setInterval(runQuietly, EVERY_MS)
      timer.unref()
    },
    stop: async () => {
      clearInterval(timer)
      await round.catch(() => undefined)
    },
  }
}

async function expire(means: Means): Promise<number> {
  const { store, blobs, clock } = means
  const nowMs = clock.nowMs()
  const spans = await expiredIn(store, 'spans', nowMs)
  for (const partition of spans) {
    await count(store, clock, partition)
    const ofRecords = await dropBeside(means, partition)
    await store.command(`alter table spans drop partition id '${safe(partition.id)}'`)
    for (const [project, references] of ofRecords) {
      await deleteUnused(store, blobs, { project, references, besides: partition.id })
    }
  }
  // Content is in partitions of the same name; what a crash left of them goes here.
  const content = await expiredIn(store, 'span_content', nowMs)
  for (const { id } of content) {
    await deletePictures(means, id)
    await store.command(`alter table span_content drop partition id '${safe(id)}'`)
  }
  return spans.length
}

/** While the content still names them, so that a crash leaves none behind; nobody can open a span of it any more. */
async function deletePictures({ store, blobs }: Means, id: string): Promise<void> {
  for (const project of await projectsIn(store, 'span_content', id)) {
    const content = '_partition_id = {id:String}'
    const references = await referencesWhere(store, blobs, { project, content, fragments: 'false', params: { id } })
    await deleteUnused(store, blobs, { project, references, besides: id })
  }
}

async function projectsIn(store: Store, table: 'spans' | 'span_content', id: string): Promise<readonly string[]> {
  const rows = await store.query<{ project_id: string }>(
    `select distinct project_id from ${table} where _partition_id = {id:String} limit 1000000`,
    { id },
  )
  return rows.map((row) => row.project_id)
}

async function expiredIn(store: Store, table: string, nowMs: number): Promise<readonly ExpiredPartition[]> {
  const rows = await store.query<{ partition: string; partition_id: string }>(
    `select distinct partition, partition_id from system.parts
     where database = currentDatabase() and table = {table:String} and active limit 100000`,
    { table },
  )
  const known = rows.map((row) => partitionOf(row.partition, row.partition_id)).filter((each) => each !== undefined)
  return known.filter((partition) => isExpired(partition, nowMs))
}

/** Into the ledger, by project: the row's name is the partition's. */
async function count(store: Store, clock: Clock, { id }: ExpiredPartition): Promise<void> {
  const rows = await store.query<{ project_id: string; n: string }>(
    'select project_id, count() as n from spans final where _partition_id = {id:String} group by project_id limit 1000000',
    { id },
  )
  await store.insertRows(
    'tombstones',
    rows.map(({ project_id, n }) => ({
      project_id,
      target: 'expired',
      target_id: id,
      deleted_spans: Number(n),
      created_time: new Date(clock.nowMs()).toISOString().replace('T', ' ').slice(0, 23),
      user_id: '',
      version: String(clock.nowNs()),
      deleted: 0,
    })),
  )
}

/** What has no class of its own: facts, verdicts, scores and records of the traces that lie in the period. */
async function dropBeside(
  { store, blobs, rules }: Means,
  partition: ExpiredPartition,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const ofRecords = new Map<string, readonly string[]>()
  for (const project of await projectsIn(store, 'spans', partition.id)) {
    const params = { project, from: startOfClass(rules, project, partition), to: partition.toMs }
    const isOver = `trace_id in (select trace_id from traces final
      where project_id = {project:String} and start_time >= fromUnixTimestamp64Milli({from:Int64})
        and end_time < fromUnixTimestamp64Milli({to:Int64}))`
    const going = { project, content: 'false', fragments: isOver, params }
    await forgetAnswers(store, project)
    ofRecords.set(project, await referencesWhere(store, blobs, going))
    for (const table of ['span_verdicts', 'span_fragments', 'scores', 'traces']) {
      await store.command(`delete from ${table} where project_id = {project:String} and ${isOver} ${SYNC}`, params)
    }
  }
  return ofRecords
}

/** Since when the project has this class: a trace that began before it is kept longer, or is gone. */
function startOfClass(rules: ProjectRules, project: string, { days, fromMs }: ExpiredPartition): number {
  const classes = rules.retentionOf(project)
  const index = classes.findLastIndex((each) => each.days === days && Number(each.fromNs / 1_000_000n) <= fromMs)
  const since = classes[index]?.fromNs
  if (since !== undefined) return Number(since / 1_000_000n)
  const later = classes.find((each) => each.days === days)
  return later === undefined ? fromMs : Number(later.fromNs / 1_000_000n)
}

/** Ids are hex or digits; a statement is no place for anything else. */
function safe(id: string): string {
  if (!/^[\w-]+$/.test(id)) throw new Error(`BUG: a partition is called ${id}`)
  return id
}
