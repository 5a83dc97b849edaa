/**
 * Deletions that people asked for, as jobs: kept in a table, so that they are seen, and taken up again after a restart
 * by whoever leads. Tombstones come first, so that nothing that is sent again comes back; then the traces go, a thousand
 * at a time, until a search finds no more.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../base/clock.ts'
import { messageOf } from '../base/errors.ts'
import type { Blobs } from '../store/blobs.ts'
import type { Store } from '../store/store.ts'
import { countSpans, deleteTraces } from './delete-traces.ts'
import { deleteUnused } from './large-values.ts'
import { type ProjectRules, REFRESH_MS } from './project-rules.ts'

export interface DeletionRow {
  readonly project_id: string
  readonly deletion_id: string
  readonly target: 'trace' | 'session' | 'user'
  readonly target_id: string
  readonly with_datasets: 0 | 1
  readonly state: 'running' | 'done' | 'failed'
  readonly traces: number
  readonly spans: number
  readonly error: string
  /** Unix ms. */
  readonly started_time: number
  /** 0 while it runs. */
  readonly ended_time: number
  readonly user_id: string
}

export interface Deletions {
  ask(
    request: Pick<DeletionRow, 'project_id' | 'target' | 'target_id' | 'with_datasets' | 'user_id'>,
  ): Promise<DeletionRow>
  /** The newest first. */
  list(projectId: string, deletionId?: string): Promise<readonly DeletionRow[]>
  /** Takes up what is not done. */
  start(): void
  /** Ends after the step that is under way; the rest is taken up by the next start. */
  stop(): Promise<void>
  /** Resolves when nothing is under way. */
  settled(): Promise<void>
}

export interface DeletionOptions {
  readonly store: Store
  readonly blobs: Blobs
  readonly rules: ProjectRules
  readonly clock: Clock
  readonly onError: (error: unknown) => void
  /** A batch that was derived before the tombstone may still come in: how long to look again. Default 2 s. */
  readonly graceMs?: number
}

const TRACES_AT_A_TIME = 1000
const GRACE_MS = 2_000

/** Traces that hold something of the target. Not by a window: there is none that a deletion may miss. */
const FIND: Readonly<Record<DeletionRow['target'], string>> = {
  trace: foundIn('trace_id = {id:String}', ['spans', 'traces', 'span_content', 'span_fragments', 'scores']),
  session: foundIn('session_id = {id:String}', ['spans', 'traces']),
  user: foundIn('user_id = {id:String}', ['spans', 'traces']),
}

function foundIn(condition: string, tables: readonly string[]): string {
  const parts = tables.map(
    (table) => `select trace_id from ${table} where project_id = {project:String} and ${condition}`,
  )
  return `select distinct trace_id from (${parts.join(' union all ')}) where trace_id != '' limit ${TRACES_AT_A_TIME}`
}

export function createDeletions(options: DeletionOptions): Deletions {
  const { store, clock, onError } = options
  const running = new Map<string, Promise<void>>()
  let stopped = new AbortController()

  function begin(row: DeletionRow): void {
    if (stopped.signal.aborted || running.has(row.deletion_id)) return
    const work = run(options, row, stopped.signal)
      .catch(async (error: unknown) => {
        onError(error)
        const why = 'the store failed; it is taken up again at the next start'
        await write(store, clock, { ...row, state: 'failed', error: why, ended_time: clock.nowMs() })
      })
      .catch((error: unknown) => onError(new Error(`cannot note a failed deletion: ${messageOf(error)}`)))
      .finally(() => running.delete(row.deletion_id))
    running.set(row.deletion_id, work)
  }

  return {
    ask: async (request) => {
      const row: DeletionRow = {
        ...request,
        deletion_id: randomUUID(),
        state: 'running',
        traces: 0,
        spans: 0,
        error: '',
        started_time: clock.nowMs(),
        ended_time: 0,
      }
      await write(store, clock, row)
      begin(row)
      return row
    },
    list: (projectId, deletionId) => read(store, { projectId, deletionId }),
    start: () => {
      stopped = new AbortController()
      read(store, { unfinished: true }).then((rows) => rows.forEach(begin), onError)
    },
    stop: async () => {
      stopped.abort()
      await Promise.all(running.values())
    },
    settled: async () => {
      await Promise.all(running.values())
    },
  }
}

async function run(options: DeletionOptions, asked: DeletionRow, stopped: AbortSignal): Promise<void> {
  const { store, blobs, clock, graceMs = GRACE_MS } = options
  const { project_id: projectId, target, target_id: id } = asked
  let row: DeletionRow = { ...asked, state: 'running', error: '', ended_time: 0 }
  const spansOf = new Map<string, number>()
  const awaited = new Set<string>()
  if (target === 'trace') await bury(options, row, new Map([[id, 0]]))
  for (let isLast = false; !stopped.aborted; ) {
    const found = await store.query<{ trace_id: string }>(FIND[target], { project: projectId, id })
    const traceIds = found.map((each) => each.trace_id)
    if (traceIds.length === 0) {
      if (isLast) break
      // What was on its way when the tombstone was written is in by then, or was refused.
      const waitMs = graceMs + (store.kind === 'clickhouse' ? 2 * REFRESH_MS : 0)
      await pause(waitMs, undefined, { signal: stopped }).catch(() => undefined)
      isLast = true
      continue
    }
    isLast = false
    const counts = await countSpans(store, projectId, traceIds)
    for (const traceId of traceIds) spansOf.set(traceId, (spansOf.get(traceId) ?? 0) + (counts.get(traceId) ?? 0))
    await bury(options, row, new Map(traceIds.map((traceId) => [traceId, spansOf.get(traceId) ?? 0])))
    const gone = { projectId, traceIds, withDatasets: row.with_datasets === 1 }
    for (const reference of await deleteTraces(store, blobs, gone)) awaited.add(reference)
    const spans = [...spansOf.values()].reduce((sum, n) => sum + n, 0)
    row = { ...row, traces: asked.traces + spansOf.size, spans: asked.spans + spans }
    await write(store, clock, row)
  }
  if (stopped.aborted) return
  if (awaited.size > 0) await deleteUnused(store, blobs, { project: projectId, references: [...awaited] })
  if (target === 'session') {
    await store.command(
      'delete from scores where project_id = {project:String} and session_id = {id:String} settings lightweight_deletes_sync = 2',
      { project: projectId, id },
    )
  }
  await write(store, clock, { ...row, state: 'done', ended_time: clock.nowMs() })
}

/** Tombstones with the spans that go, which the ledger counts as deleted. */
async function bury(
  { store, rules, clock }: DeletionOptions,
  { project_id: projectId, user_id: userId }: DeletionRow,
  spansOf: ReadonlyMap<string, number>,
): Promise<void> {
  const now = clock.nowMs()
  const ids = [...spansOf.keys()]
  // Taken up after a crash: of what went before it only the tombstone knows.
  const buried = await store.query<{ target_id: string; deleted_spans: string }>(
    `select target_id, deleted_spans from tombstones final
     where project_id = {project:String} and target = 'trace' and target_id in {ids:Array(String)} limit 1000000`,
    { project: projectId, ids },
  )
  const before = new Map(buried.map((row) => [row.target_id, Number(row.deleted_spans)]))
  const rows = [...spansOf].map(([traceId, spans]) => ({
    project_id: projectId,
    target: 'trace',
    target_id: traceId,
    deleted_spans: Math.max(spans, before.get(traceId) ?? 0),
    created_time: timeText(now),
    user_id: userId,
    version: String(clock.nowNs()),
    deleted: 0,
  }))
  await store.insertRows('tombstones', rows)
  rules.addDeleted(projectId, ids)
}

async function write(store: Store, clock: Clock, row: DeletionRow): Promise<void> {
  const times = { started_time: timeText(row.started_time), ended_time: timeText(row.ended_time) }
  await store.insertRows('deletions', [{ ...row, ...times, version: String(clock.nowNs()), deleted: 0 }])
}

async function read(
  store: Store,
  asked: { readonly projectId?: string; readonly deletionId?: string | undefined; readonly unfinished?: boolean },
): Promise<DeletionRow[]> {
  const where = [
    ...(asked.projectId === undefined ? [] : ['project_id = {project:String}']),
    ...(asked.deletionId === undefined ? [] : ['deletion_id = {id:String}']),
    ...(asked.unfinished === true ? ["state in ('running', 'failed')"] : []),
  ]
  const rows = await store.query<Record<keyof DeletionRow, string | number>>(
    `select project_id, deletion_id, target, target_id, with_datasets, state, traces, spans, error, user_id,
        toUnixTimestamp64Milli(started_time) as started, toUnixTimestamp64Milli(ended_time) as ended
     from deletions final
     where ${where.join(' and ')}
     order by started_time desc, deletion_id
     limit 100`,
    { project: asked.projectId ?? '', id: asked.deletionId ?? '' },
  )
  return rows.map((row) => rowOf(row))
}

function rowOf(row: Readonly<Record<string, string | number>>): DeletionRow {
  return {
    project_id: String(row.project_id),
    deletion_id: String(row.deletion_id),
    target: row.target as DeletionRow['target'],
    target_id: String(row.target_id),
    with_datasets: Number(row.with_datasets) === 1 ? 1 : 0,
    state: row.state as DeletionRow['state'],
    traces: Number(row.traces),
    spans: Number(row.spans),
    error: String(row.error),
    started_time: Number(row.started),
    ended_time: Number(row.ended),
    user_id: String(row.user_id),
  }
}

const timeText = (ms: number) => new Date(ms).toISOString().replace('T', ' ').slice(0, 23)
