/** Alerts: what they are, how they stand, what they would have done, and what happened. */
import type { Alert, AlertEvent, AlertGroup, AlertPreview } from '@vitrine/schemas/api'
import type { Alerting } from '../../alerts/alerting.ts'
import type { BudgetRule } from '../../alerts/budget.ts'
import { leadingGroups } from '../../alerts/group-lines.ts'
import type { GroupStanding } from '../../alerts/group-step.ts'
import { type Behind, behindOf, deliveryIdOf } from '../../alerts/message.ts'
import { previewOf } from '../../alerts/preview.ts'
import { type AlertEventRecord, type AttemptRecord, listAttempts, listEvents } from '../../alerts/records.ts'
import { type AlertRule, everySecondsOf, measuredBy, ruleFrom, unitOf } from '../../alerts/rule.ts'
import type { AlertSetting, Watched } from '../../alerts/watch.ts'
import type { Clock } from '../../base/clock.ts'
import { invariant } from '../../base/errors.ts'
import { randomId } from '../../control/keys.ts'
import type { Store } from '../../store/store.ts'
import { ApiError } from '../api-error.ts'
import type { Handlers } from '../handlers.ts'
import { nsOfMs } from './projects.ts'

export interface AlertRouteOptions {
  readonly store: Store
  readonly clock: Clock
  readonly alerting: Alerting
}

const EVENTS = 100
const NS = 1_000_000n
const URGENCY: Readonly<Record<Alert['state'], number>> = { firing: 0, no_data: 1, pending: 2, ok: 3 }

export function alertRoutes({ store, clock, alerting }: AlertRouteOptions) {
  const { settings } = alerting
  const find = async (projectId: string, id: string): Promise<AlertSetting> => {
    await alerting.ready()
    return settings.find(projectId, 'alert', id) ?? unknownAlert(id)
  }
  const answer = (alert: AlertSetting): Alert => answerOf(alert, alerting, clock.nowMs())
  /** What it names must be there. */
  const check = (projectId: string, rule: AlertRule): AlertRule => {
    for (const id of rule.channels) {
      if (settings.find(projectId, 'channel', id) === undefined) throw notThere('channel', id)
    }
    const measured = measuredBy(rule)
    if (measured.kind === 'budget' && settings.find(projectId, 'budget', measured.budgetId) === undefined) {
      throw notThere('budget', measured.budgetId)
    }
    return rule
  }
  return {
    async listAlerts({ scope }) {
      await alerting.ready()
      const alerts = settings.list(scope().projectId, 'alert').map(answer)
      const sorted = alerts.sort((a, b) => URGENCY[a.state] - URGENCY[b.state] || a.name.localeCompare(b.name))
      return { alerts: sorted }
    },
    getAlert: async ({ scope, params }) => answer(await find(scope().projectId, params.alert_id)),

    async createAlert({ scope, body, userId }) {
      await alerting.ready()
      const { projectId } = scope()
      const rule = check(projectId, ruleFrom(body))
      return answer(await alerting.saveAlert({ projectId, id: randomId('alert'), rule, userId }))
    },
    async changeAlert({ scope, params, body, userId }) {
      const { projectId } = scope()
      const { id } = await find(projectId, params.alert_id)
      return answer(await alerting.saveAlert({ projectId, id, rule: check(projectId, ruleFrom(body)), userId }))
    },
    async deleteAlert({ scope, params, userId }) {
      await alerting.removeAlert(await find(scope().projectId, params.alert_id), userId)
      return { done: true }
    },

    async previewAlert({ scope, body }) {
      await alerting.ready()
      const granted = scope()
      const rule = check(granted.projectId, ruleFrom(body))
      return previewAnswer(rule, await previewOf(rule, clock.nowMs(), alerting.sourcesOf(granted)))
    },

    async muteAlert({ scope, params, body, userId }) {
      const alert = await find(scope().projectId, params.alert_id)
      const untilMs = body.until === null ? null : Number(BigInt(body.until) / NS)
      if (untilMs !== null && untilMs <= clock.nowMs()) throw notNow('until', 'that is over', 'name a time to come')
      await alerting.mute(alert, { untilMs, userId })
      return answer(alert)
    },
    async acknowledgeAlert({ scope, params, userId }) {
      const alert = await find(scope().projectId, params.alert_id)
      const { state } = alerting.watched(alert)
      if (state.kind === 'ok') throw notNow('state', 'it does not fire', 'an alert is acknowledged while it fires')
      await alerting.acknowledge(alert, userId)
      return answer(alert)
    },

    async listAlertEvents({ scope, query }) {
      await alerting.ready()
      const { projectId } = scope()
      const asked = { alertId: query.alert, limit: query.limit ?? EVENTS }
      const events = await listEvents(store, projectId, asked)
      const ids = events.flatMap((event) => event.tell.map((channelId) => deliveryIdOf(event, channelId)))
      const attempts = await listAttempts(store, ids)
      const budgetOf = (id: string) => settings.find(projectId, 'budget', id)?.body
      const nameOf = (id: string) => settings.find(projectId, 'channel', id)?.body.name ?? null
      return { events: events.map((event) => eventAnswer(event, attempts, { nameOf, budgetOf })) }
    },
  } satisfies Handlers
}

function answerOf(alert: AlertSetting, alerting: Alerting, nowMs: number): Alert {
  const { body: rule } = alert
  const { state, check, error } = alerting.watched(alert)
  const budgetOf = (id: string) => alerting.settings.find(alert.projectId, 'budget', id)?.body
  const pendingMs = state.kind === 'ok' ? pendingSinceMs(check) : null
  const sinceMs = pendingMs ?? state.sinceMs
  const isMuted = state.mutedUntilMs !== null && state.mutedUntilMs > nowMs
  return {
    id: alert.id,
    name: rule.name,
    severity: rule.severity,
    metric: rule.metric,
    unit: unitOf(rule),
    q: rule.q,
    by: rule.by ?? null,
    window_seconds: rule.windowSeconds,
    every_seconds: everySecondsOf(rule),
    condition: rule.condition,
    compare: rule.compare,
    threshold: rule.threshold,
    recover_threshold: rule.recoverThreshold,
    for_seconds: rule.forSeconds,
    recover_seconds: rule.recoverSeconds,
    min_n: rule.minN,
    no_data: rule.noData,
    channels: [...rule.channels],
    note: rule.note,
    created: nsOfMs(alert.createdMs),
    state: pendingMs === null ? state.kind : 'pending',
    since: sinceMs === 0 ? null : nsOfMs(sinceMs),
    muted_until: isMuted && state.mutedUntilMs !== null ? nsOfMs(state.mutedUntilMs) : null,
    acknowledged:
      state.acknowledged === null ? null : { user: state.acknowledged.user, at: nsOfMs(state.acknowledged.atMs) },
    checked: check === undefined ? null : nsOfMs(check.endMs),
    value: check?.value ?? null,
    n: check?.n ?? null,
    error,
    behind: check === undefined ? null : behindAnswer(behindOf(rule, check.endMs, { budgetOf })),
    groups: check?.groups === undefined ? [] : groupsAnswer(rule, check.endMs, check.groups),
    groups_left_out: check?.leftOut ?? 0,
  }
}

const pendingOf = ({ state, holding }: GroupStanding) => (state.kind === 'ok' ? holding.breachSinceMs : null)

/** Since when the condition holds, of the alert or of the first of its groups. */
function pendingSinceMs(check: Watched['check']): number | null {
  const since = check?.groups?.flatMap((group) => pendingOf(group) ?? []) ?? []
  return since.length > 0 ? Math.min(...since) : (check?.holding.breachSinceMs ?? null)
}

function groupsAnswer(rule: AlertRule, endMs: number, groups: readonly GroupStanding[]): Alert['groups'] {
  const answers = groups.map((group) => {
    const { key, state, value, n } = group
    const pendingMs = pendingOf(group)
    return {
      group: key,
      state: pendingMs === null ? state.kind : ('pending' as const),
      since: nsOfMs(pendingMs ?? state.sinceMs),
      value,
      n,
      behind: groupBehind(rule, endMs, key),
    }
  })
  const sign = rule.condition === 'above' ? -1 : 1
  const alarm = (value: number | null) => (value === null ? Infinity : sign * value)
  return answers.sort(
    (a, b) => URGENCY[a.state] - URGENCY[b.state] || alarm(a.value) - alarm(b.value) || (a.group < b.group ? -1 : 1),
  )
}

/** Only metrics are split, never budgets. */
function groupBehind(rule: AlertRule, endMs: number, group: string): AlertGroup['behind'] {
  const answer = behindAnswer(behindOf(rule, endMs, { budgetOf: () => undefined, groups: [group] }))
  invariant(answer !== null, 'a budget was split')
  return answer
}

function previewAnswer(rule: AlertRule, preview: Awaited<ReturnType<typeof previewOf>>): AlertPreview {
  const { samples, fired, everySeconds } = preview
  return {
    unit: unitOf(rule),
    from: nsOfMs(samples[0]?.endMs ?? 0),
    to: nsOfMs(samples.at(-1)?.endMs ?? 0),
    every_seconds: everySeconds,
    threshold: rule.condition === 'missing' ? 1 : rule.threshold,
    times: samples.map(({ endMs }) => nsOfMs(endMs)),
    values: samples.map(({ value }) => value),
    groups: preview.groups,
    groups_left_out: preview.leftOut,
    fired: fired.map(({ group, fromMs, toMs, behind }) => ({
      group: group ?? null,
      from: nsOfMs(fromMs),
      to: toMs === undefined ? null : nsOfMs(toMs),
      behind: behindAnswer(behind) ?? { q: '', from: nsOfMs(fromMs), to: nsOfMs(toMs ?? fromMs) },
    })),
  }
}

interface Names {
  readonly nameOf: (channelId: string) => string | null
  readonly budgetOf: (budgetId: string) => BudgetRule | undefined
}

function eventAnswer(
  event: AlertEventRecord,
  attempts: ReadonlyMap<string, readonly AttemptRecord[]>,
  { nameOf, budgetOf }: Names,
): AlertEvent {
  const { rule, state } = event
  return {
    id: `${event.alertId}.${event.seq}`,
    alert: event.alertId,
    alert_name: rule.name,
    severity: rule.severity,
    kind: event.kind,
    at: nsOfMs(event.atMs),
    state: state.kind,
    value: event.value,
    unit: unitOf(rule),
    threshold: rule.threshold,
    user: event.userId === '' ? null : event.userId,
    is_muted: state.mutedUntilMs !== null && state.mutedUntilMs > event.atMs,
    muted_until: state.mutedUntilMs === null ? null : nsOfMs(state.mutedUntilMs),
    behind: behindAnswer(behindOf(rule, event.atMs, { budgetOf, groups: leadingGroups(event.changes ?? []) })),
    groups: (event.changes ?? []).map(({ key, kind, value, n }) => ({
      group: key,
      kind,
      value,
      n,
      behind: groupBehind(rule, event.atMs, key),
    })),
    deliveries: event.tell.map((channelId) => {
      const id = deliveryIdOf(event, channelId)
      return { id, channel: channelId, channel_name: nameOf(channelId), ...deliveryOf(attempts.get(id) ?? []) }
    }),
  }
}

function deliveryOf(
  attempts: readonly AttemptRecord[],
): Pick<AlertEvent['deliveries'][number], 'state' | 'attempts' | 'at' | 'error'> {
  const last = attempts.findLast(({ state }) => state !== 'sending')
  const state = last?.state === 'sent' || last?.state === 'failed' ? last.state : 'waiting'
  const at = attempts.at(-1)?.madeUs
  return {
    state,
    attempts: Math.max(0, ...attempts.map(({ attempt }) => attempt)),
    at: at === undefined ? null : String(at * 1000n),
    error: last === undefined || last.error === '' ? null : last.error,
  }
}

function behindAnswer(behind: Behind | undefined): Alert['behind'] {
  return behind === undefined ? null : { q: behind.q, from: String(behind.fromNs), to: String(behind.toNs) }
}

function notThere(what: 'channel' | 'budget', id: string): ApiError {
  return new ApiError(400, 'invalid_body', `cannot take this alert: the project has no such ${what}`, {
    advice: `GET /api/v1/${what}s lists them`,
    params: { field: what === 'channel' ? 'channels' : 'metric', id: id.slice(0, 200) },
  })
}

function notNow(field: string, why: string, advice: string): ApiError {
  return new ApiError(400, 'invalid_body', `cannot do this: ${why}`, { advice, params: { field } })
}

function unknownAlert(id: string): never {
  throw new ApiError(404, 'unknown_alert', 'cannot find that alert in this project', {
    advice: 'GET /api/v1/alerts lists them',
    params: { alert: id.slice(0, 200) },
  })
}
