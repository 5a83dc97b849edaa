/**
 * What happened, as rows. An event is one row with everything that follows from it, so that a crash leaves all of it or
 * nothing; a check is where the next look goes on; a delivery is a claim or a result of one attempt to tell somebody.
 */
import type { AlertEventKind } from '@vitrine/schemas/api'
import { msOf, timeText } from '../control/rows.ts'
import type { Store } from '../store/store.ts'
import type { GroupChange, GroupStanding } from './group-step.ts'
import type { AlertRule } from './rule.ts'
import type { AlertState, Holding } from './step.ts'

export interface AlertEventRecord {
  readonly projectId: string
  readonly alertId: string
  /** Counts the events of an alert; whoever decides the same again writes the same row. */
  readonly seq: number
  readonly kind: AlertEventKind
  readonly atMs: number
  readonly state: AlertState
  readonly value: number | null
  readonly n: number | null
  /** Of an alert that is split: what happened to which groups. */
  readonly changes?: readonly GroupChange[]
  /** Of an alert that is split: all its groups after it, as of that look. */
  readonly standing?: { readonly endMs: number; readonly groups: readonly GroupStanding[] }
  /** As it was then. */
  readonly rule: AlertRule
  readonly userId: string
  /** Channels that have to be told. */
  readonly tell: readonly string[]
}

export interface CheckRecord {
  readonly projectId: string
  readonly alertId: string
  readonly endMs: number
  readonly value: number | null
  readonly n: number | null
  readonly holding: Holding
  /** Of an alert that is split. */
  readonly groups?: readonly GroupStanding[]
  /** Groups that had spans and were not measured. */
  readonly leftOut?: number
}

export type AttemptState = 'sending' | 'sent' | 'retry' | 'failed'

export interface AttemptRecord {
  readonly projectId: string
  readonly alertId: string
  readonly seq: number
  readonly channelId: string
  readonly deliveryId: string
  readonly attempt: number
  readonly state: AttemptState
  /** The process that claims it. */
  readonly owner: string
  readonly error: string
  readonly nextMs: number
  readonly madeUs: bigint
}

interface EventRow {
  readonly project_id: string
  readonly alert_id: string
  readonly seq: string
  readonly event_time: string
  readonly kind: AlertEventKind
  readonly body: string
}
type EventBody = Pick<AlertEventRecord, 'state' | 'value' | 'n' | 'changes' | 'standing' | 'rule' | 'userId' | 'tell'>

const EVENT_COLUMNS = 'project_id, alert_id, toString(seq) as seq, event_time, kind, body'
const MAX_ROWS = 200_000
/** A message that nobody could be told for this long is history. */
const OUTBOX_MS = 3 * 86_400_000

export async function writeEvent(store: Store, event: AlertEventRecord, nowNs: bigint): Promise<void> {
  const { projectId, alertId, seq, kind, atMs, ...rest } = event
  const body: EventBody = rest
  await store.insertRows('alert_events', [
    {
      project_id: projectId,
      alert_id: alertId,
      seq,
      event_time: timeText(atMs),
      kind,
      body: JSON.stringify(body),
      version: String(nowNs),
    },
  ])
}

/** The last event of each alert. */
export async function lastEvents(store: Store): Promise<readonly AlertEventRecord[]> {
  const rows = await store.query<EventRow>(
    `select ${EVENT_COLUMNS} from alert_events final
     order by project_id, alert_id, alert_events.seq desc limit 1 by project_id, alert_id limit ${MAX_ROWS}`,
  )
  return rows.map(eventOf)
}

/** Events of late that somebody had to be told about, the oldest first. */
export async function tellingEvents(store: Store, nowMs: number): Promise<readonly AlertEventRecord[]> {
  const rows = await store.query<EventRow>(
    `select ${EVENT_COLUMNS} from alert_events final
     where event_time >= fromUnixTimestamp64Milli({from:Int64}) and JSONLength(body, 'tell') > 0
     order by alert_events.seq limit ${MAX_ROWS}`,
    { from: nowMs - OUTBOX_MS },
  )
  return rows.map(eventOf)
}

export async function listEvents(
  store: Store,
  projectId: string,
  { alertId, limit }: { readonly alertId: string | undefined; readonly limit: number },
): Promise<readonly AlertEventRecord[]> {
  const rows = await store.query<EventRow>(
    `select ${EVENT_COLUMNS} from alert_events final
     where project_id = {project:String}${alertId === undefined ? '' : ' and alert_id = {alert:String}'}
     order by event_time desc, alert_events.seq desc limit {limit:UInt32}`,
    { project: projectId, limit, ...(alertId === undefined ? {} : { alert: alertId }) },
  )
  return rows.map(eventOf)
}

function eventOf(row: EventRow): AlertEventRecord {
  const body = JSON.parse(row.body) as EventBody
  const place = { projectId: row.project_id, alertId: row.alert_id, seq: Number(row.seq) }
  return { ...body, ...place, kind: row.kind, atMs: msOf(row.event_time) }
}

export async function writeChecks(store: Store, checks: readonly CheckRecord[], nowNs: bigint): Promise<void> {
  if (checks.length === 0) return
  await store.insertRows(
    'alert_checks',
    checks.map(({ projectId, alertId, ...body }) => ({
      project_id: projectId,
      alert_id: alertId,
      body: JSON.stringify(body),
      version: String(nowNs),
    })),
  )
}

export async function listChecks(store: Store): Promise<readonly CheckRecord[]> {
  const rows = await store.query<{ project_id: string; alert_id: string; body: string }>(
    `select project_id, alert_id, body from alert_checks final limit ${MAX_ROWS}`,
  )
  return rows.map((row) => {
    const body = JSON.parse(row.body) as Omit<CheckRecord, 'projectId' | 'alertId'>
    return { ...body, projectId: row.project_id, alertId: row.alert_id }
  })
}

export async function writeAttempt(store: Store, attempt: Omit<AttemptRecord, 'madeUs'>, nowNs: bigint): Promise<void> {
  await store.insertRows('alert_deliveries', [
    {
      project_id: attempt.projectId,
      alert_id: attempt.alertId,
      seq: attempt.seq,
      channel_id: attempt.channelId,
      delivery_id: attempt.deliveryId,
      attempt: attempt.attempt,
      state: attempt.state,
      owner: attempt.owner,
      error: attempt.error,
      next_time: timeText(attempt.nextMs),
      version: String(nowNs),
    },
  ])
}

/** Attempts for these deliveries, in the order in which the store took them. */
export async function listAttempts(
  store: Store,
  deliveryIds: readonly string[],
): Promise<ReadonlyMap<string, readonly AttemptRecord[]>> {
  const found = new Map<string, AttemptRecord[]>()
  if (deliveryIds.length === 0) return found
  const rows = await store.query<Readonly<Record<string, string>>>(
    `select project_id, alert_id, toString(seq) as at_seq, channel_id, delivery_id, attempt, state, owner, error,
        next_time, toString(toUnixTimestamp64Micro(made_time)) as made
     from alert_deliveries final
     where delivery_id in {ids:Array(String)}
     order by made_time, owner limit ${MAX_ROWS}`,
    { ids: deliveryIds },
  )
  for (const row of rows) {
    const record: AttemptRecord = {
      projectId: row.project_id ?? '',
      alertId: row.alert_id ?? '',
      seq: Number(row.at_seq),
      channelId: row.channel_id ?? '',
      deliveryId: row.delivery_id ?? '',
      attempt: Number(row.attempt),
      state: row.state as AttemptState,
      owner: row.owner ?? '',
      error: row.error ?? '',
      nextMs: msOf(row.next_time ?? ''),
      madeUs: BigInt(row.made ?? '0'),
    }
    found.set(record.deliveryId, [...(found.get(record.deliveryId) ?? []), record])
  }
  return found
}
