/**
 * Looks at alerts on time. Looks stand at even moments of the clock, half a minute late, since spans are sent in batches;
 * what was missed while no process was there is looked at after, so that alerts say the same whether or not one was.
 */
import type { AlertEventKind } from '@vitrine/schemas/api'
import type { Clock } from '../base/clock.ts'
import { messageOf } from '../base/errors.ts'
import type { Store } from '../store/store.ts'
import { groupSamplesOf } from './group-samples.ts'
import {
  type GroupChange,
  type GroupStanding,
  groupLooks,
  overall,
  stepGroups,
  unmutedGroups,
  worstOf,
} from './group-step.ts'
import { type Looks, type Sources, samplesOf } from './measure.ts'
import { type AlertEventRecord, type CheckRecord, lastEvents, listChecks, writeChecks, writeEvent } from './records.ts'
import { type AlertRule, everySecondsOf } from './rule.ts'
import type { Setting } from './settings.ts'
import { type AlertState, firstState, NOTHING_HELD, type Sample, step, unmuted } from './step.ts'

export type AlertSetting = Setting<'alert'>

type Check = Omit<CheckRecord, 'projectId' | 'alertId'>

/** What is known of an alert beside its rule. */
export interface Watched {
  state: AlertState
  /** Of its last event; 0 before any. */
  seq: number
  check: Check | undefined
  error: string | null
}

export interface Watch {
  /** Reads where things stand. */
  load(): Promise<void>
  of(alert: Pick<AlertSetting, 'projectId' | 'id'>): Watched
  /** Takes the looks that are due; says what happened as soon as it is written, whatever fails after it. */
  look(alerts: readonly AlertSetting[], onEvent: OnEvent): Promise<void>
  /** Writes what a person did. `state` is what it leaves behind. */
  note(alert: AlertSetting, what: Noted): Promise<AlertEventRecord>
  /** Writes the end of its mute: what still holds is told. */
  unmute(alert: AlertSetting, userId: string): Promise<AlertEventRecord>
  /** Begins anew: the rule measures something else now. */
  forget(alert: AlertSetting): void
}

type OnEvent = (event: AlertEventRecord) => void

interface Noted {
  readonly kind: AlertEventKind
  readonly state: AlertState
  readonly userId: string
  readonly tells: boolean
  /** Of its channels only these; default: all. */
  readonly channels?: readonly string[]
  readonly changes?: readonly GroupChange[]
  /** Of an alert that is split, after it; default: as they are. */
  readonly groups?: readonly GroupStanding[]
}

export interface WatchOptions {
  readonly store: Store
  readonly clock: Clock
  readonly sourcesOf: (projectId: string) => Sources
  /** A look failed; told when it begins to. */
  readonly onError: (error: unknown) => void
}

/** Exporters send every five seconds and batches are stored within a few more. */
const LATE_MS = 30_000
/** What was missed for longer is history: nobody wants to be told of yesterday. */
const MISSED_MS = 24 * 3_600_000
const AT_ONCE = 4

export function createWatch({ store, clock, sourcesOf, onError }: WatchOptions): Watch {
  let watched = new Map<string, Watched>()
  const keyOf = ({ projectId, id }: Pick<AlertSetting, 'projectId' | 'id'>) => `${projectId} ${id}`

  function of(alert: Pick<AlertSetting, 'projectId' | 'id'>): Watched {
    const known = watched.get(keyOf(alert))
    if (known !== undefined) return known
    const fresh: Watched = { state: firstState(0), seq: 0, check: undefined, error: null }
    watched.set(keyOf(alert), fresh)
    return fresh
  }

  async function write(
    alert: AlertSetting,
    what: Noted & { readonly atMs: number; readonly sample: Sample | undefined },
  ): Promise<AlertEventRecord> {
    const entry = of(alert)
    const { changes, sample } = what
    const groups = what.groups ?? entry.check?.groups
    const event: AlertEventRecord = {
      projectId: alert.projectId,
      alertId: alert.id,
      seq: entry.seq + 1,
      kind: what.kind,
      atMs: what.atMs,
      state: what.state,
      value: (changes?.[0] ?? sample)?.value ?? null,
      n: (changes?.[0] ?? sample)?.n ?? null,
      ...(changes === undefined ? {} : { changes }),
      ...(groups === undefined || sample === undefined ? {} : { standing: { endMs: sample.endMs, groups } }),
      rule: alert.body,
      userId: what.userId,
      tell: what.tells ? (what.channels ?? alert.body.channels) : [],
    }
    await writeEvent(store, event, clock.nowNs())
    entry.seq = event.seq
    entry.state = event.state
    if (entry.check !== undefined && what.groups !== undefined) entry.check = { ...entry.check, groups: what.groups }
    return event
  }

  const note = (alert: AlertSetting, what: Noted) =>
    write(alert, { ...what, atMs: clock.nowMs(), sample: of(alert).check })

  async function unmute(alert: AlertSetting, userId: string): Promise<AlertEventRecord> {
    const { state, check } = of(alert)
    if (alert.body.by === undefined)
      return await note(alert, { kind: 'unmuted', ...unmuted(alert.body, state), userId })
    const after = unmutedGroups(alert.body, { state, groups: check?.groups ?? [] })
    return await note(alert, { kind: 'unmuted', ...after, userId, tells: after.changes.length > 0 })
  }

  async function lookAt(alert: AlertSetting, onEvent: OnEvent): Promise<void> {
    const entry = of(alert)
    try {
      const { mutedUntilMs } = entry.state
      if (mutedUntilMs !== null && mutedUntilMs <= clock.nowMs()) onEvent(await unmute(alert, ''))
      const looks = dueLooks(alert.body, entry.check?.endMs, clock.nowMs())
      if (looks === undefined) return
      await (alert.body.by === undefined ? lookAtAll : lookAtGroups)(alert, looks, onEvent)
      entry.error = null
    } catch (error) {
      if (entry.error === null) onError(error)
      entry.error = messageOf(error)
    }
  }

  async function lookAtAll(alert: AlertSetting, looks: Looks, onEvent: OnEvent): Promise<void> {
    const entry = of(alert)
    for (const sample of await samplesOf(alert.body, looks, sourcesOf(alert.projectId))) {
      const before = { state: entry.state, holding: entry.check?.holding ?? NOTHING_HELD }
      const { state, holding, event } = step(alert.body, before, sample)
      if (event !== undefined) {
        const what = { kind: event.kind, state, userId: '', tells: event.tells }
        onEvent(await write(alert, { ...what, atMs: sample.endMs, sample }))
      }
      entry.state = state.sinceMs === 0 ? { ...state, sinceMs: sample.endMs } : state
      entry.check = { ...sample, holding }
    }
  }

  async function lookAtGroups(alert: AlertSetting, looks: Looks, onEvent: OnEvent): Promise<void> {
    const entry = of(alert)
    const known = entry.check?.groups ?? []
    const { byGroup, leftOut } = await groupSamplesOf(alert.body, { looks, known }, sourcesOf(alert.projectId))
    for (const look of groupLooks(looks, everySecondsOf(alert.body) * 1000, byGroup)) {
      const before = { state: entry.state, groups: entry.check?.groups ?? [] }
      const { state, groups, changes } = stepGroups(alert.body, before, look)
      const { endMs } = look
      const [first] = changes
      if (first !== undefined) {
        const what = { kind: first.kind, state, userId: '', tells: first.tells, changes, groups }
        onEvent(await write(alert, { ...what, atMs: endMs, sample: { endMs, value: null, n: null } }))
      }
      entry.state = state
      entry.check = { endMs, value: worstOf(alert.body, groups), n: null, holding: NOTHING_HELD, groups, leftOut }
    }
  }

  return {
    of,
    note,
    unmute,
    forget: (alert) => {
      of(alert).check = undefined
    },
    load: async () => {
      const [events, checks] = await Promise.all([lastEvents(store), listChecks(store)])
      watched = new Map()
      for (const check of checks) {
        of({ projectId: check.projectId, id: check.alertId }).check = check
      }
      for (const event of events) {
        const entry = of({ projectId: event.projectId, id: event.alertId })
        entry.state = event.state
        entry.seq = event.seq
        // An event is written before its check: a crash between them leaves the check behind.
        if (event.standing !== undefined) {
          const { standing, value } = event
          if (entry.check === undefined || standing.endMs >= entry.check.endMs) {
            entry.check = { value, n: null, holding: NOTHING_HELD, ...entry.check, ...standing }
          }
          const groups = entry.check.groups ?? []
          entry.state = overall({ state: event.state, groups }, entry.check.endMs, false)
          continue
        }
        const { sinceMs } = event.state
        if (sinceMs === 0 || (entry.check !== undefined && entry.check.endMs >= sinceMs)) continue
        const { value, n } = event
        entry.check = event.kind === 'changed' ? undefined : { endMs: sinceMs, value, n, holding: NOTHING_HELD }
      }
    },
    look: async (alerts, onEvent) => {
      const before = new Map(alerts.map((alert) => [alert.id, of(alert).check?.endMs]))
      for (let at = 0; at < alerts.length; at += AT_ONCE) {
        await Promise.all(alerts.slice(at, at + AT_ONCE).map((alert) => lookAt(alert, onEvent)))
      }
      const checks = alerts.flatMap((alert) => {
        const { check } = of(alert)
        if (check === undefined || check.endMs === before.get(alert.id)) return []
        return [{ ...check, projectId: alert.projectId, alertId: alert.id }]
      })
      await writeChecks(store, checks, clock.nowNs())
    },
  }
}

/** Looks that are due: all since the last one, or the newest of an alert that was never looked at. */
export function dueLooks(rule: AlertRule, lastEndMs: number | undefined, nowMs: number): Looks | undefined {
  const everyMs = everySecondsOf(rule) * 1000
  const newest = Math.floor((nowMs - LATE_MS) / everyMs) * everyMs
  const missed = Math.floor((newest - MISSED_MS) / everyMs) * everyMs
  const firstEndMs = lastEndMs === undefined ? newest : Math.max(lastEndMs + everyMs, missed)
  const looks = Math.floor((newest - firstEndMs) / everyMs) + 1
  return looks < 1 ? undefined : { firstEndMs, looks }
}
