/**
 * Alerts of all projects: settings, looks and messages, wired to one clock. Runs where a process leads; the others send
 * what is asked of it to that process.
 */
import { randomUUID } from 'node:crypto'
import type { ChannelTest } from '@vitrine/schemas/api'
import type { Clock } from '../base/clock.ts'
import { AppError } from '../base/errors.ts'
import type { ProjectScope } from '../query/project-scope.ts'
import type { Store } from '../store/store.ts'
import type { Mailer } from './channels/mail.ts'
import { post } from './channels/post.ts'
import type { PrivateHosts } from './channels/private-hosts.ts'
import type { Sent } from './channels/sent.ts'
import { slackPost, webhookPost } from './channels/webhook.ts'
import { type GroupChange, type GroupStanding, toldGroups } from './group-step.ts'
import type { Sources } from './measure.ts'
import { type Message, type MessageContext, messageOf, plainText, testMessage } from './message.ts'
import { createOutbox } from './outbox.ts'
import { type AlertEventRecord, tellingEvents } from './records.ts'
import { type AlertRule, measuresAlike } from './rule.ts'
import { type AlertSettings, type ChannelRule, createAlertSettings, type Setting } from './settings.ts'
import { firstState } from './step.ts'
import { type AlertSetting, createWatch, type Watched } from './watch.ts'

export interface AlertingOptions {
  readonly store: Store
  readonly clock: Clock
  readonly hosts: PrivateHosts
  /** Undefined: no mail server is configured. */
  readonly mailer: Mailer | undefined
  /** Live ones. */
  readonly projects: () => readonly { readonly id: string; readonly name: string }[]
  /** The clock reads every project; auth makes the scope. */
  readonly scopeOf: (projectId: string) => ProjectScope
  readonly publicUrl: () => string
  readonly onError: (error: unknown) => void
}

export interface Alerting {
  readonly settings: AlertSettings
  readonly canMail: boolean
  sourcesOf(scope: ProjectScope): Sources
  /** Resolves when everything is read; throws when this process does not lead. */
  ready(): Promise<void>
  watched(alert: AlertSetting): Watched
  saveAlert(asked: { projectId: string; id: string; rule: AlertRule; userId: string }): Promise<AlertSetting>
  /** Tells whoever was told that it fires. */
  removeAlert(alert: AlertSetting, userId: string): Promise<void>
  mute(alert: AlertSetting, asked: { untilMs: number | null; userId: string }): Promise<void>
  acknowledge(alert: AlertSetting, userId: string): Promise<void>
  test(channel: Setting<'channel'>): Promise<ChannelTest>
  start(): void
  stop(): Promise<void>
  /** One round: looks that are due, then messages that are due. For the timer, and for tests with a clock of theirs. */
  run(): Promise<void>
}

const ROUND_MS = 10_000

export function createAlerting(options: AlertingOptions): Alerting {
  const { store, clock, hosts, mailer, onError } = options
  const settings = createAlertSettings({ store, clock })
  const sourcesOf = (scope: ProjectScope): Sources => ({
    store,
    scope,
    budgetOf: (id) => settings.find(scope.projectId, 'budget', id)?.body,
  })
  const watch = createWatch({ store, clock, onError, sourcesOf: (projectId) => sourcesOf(options.scopeOf(projectId)) })
  const contextOf = (projectId: string): MessageContext => {
    const name = options.projects().find(({ id }) => id === projectId)?.name ?? projectId
    return {
      project: { id: projectId, name },
      publicUrl: options.publicUrl(),
      budgetOf: (id) => settings.find(projectId, 'budget', id)?.body,
    }
  }

  async function sendTo(channel: ChannelRule, message: Message): Promise<Sent> {
    if (channel.kind === 'email') {
      const why = 'no mail server is configured (VITRINE_SMTP_URL)'
      return mailer === undefined ? { kind: 'retry', why } : await mailer.send(message, channel.to)
    }
    const { url, secret } = channel
    const made =
      channel.kind === 'slack' ? slackPost(message, url) : webhookPost(message, { url, secret, nowMs: clock.nowMs() })
    return await post(made, hosts)
  }

  const outbox = createOutbox({
    store,
    clock,
    owner: randomUUID(),
    onError,
    send: async (event: AlertEventRecord, channelId: string): Promise<Sent> => {
      const channel = settings.find(event.projectId, 'channel', channelId)
      if (channel === undefined) return { kind: 'failed', why: 'the channel was removed' }
      return await sendTo(channel.body, messageOf(event, channelId, contextOf(event.projectId), channel.body.language))
    },
  })

  let loaded: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let round: Promise<void> | undefined
  /** Looks and what people do take turns, so that events of an alert have one order. */
  let turn: Promise<unknown> = Promise.resolve()
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work)
    turn = mine.catch(() => undefined)
    return mine
  }

  async function load(): Promise<void> {
    await settings.refresh()
    await watch.load()
    await outbox.load(await tellingEvents(store, clock.nowMs()))
  }

  async function ready(): Promise<void> {
    if (loaded === undefined) {
      const why = 'cannot answer for alerts: this process does not lead'
      throw new AppError('not_the_writer', why, { retryable: true })
    }
    await loaded
  }

  async function runRound(): Promise<void> {
    await ready()
    await inTurn(async () => {
      const alerts = options.projects().flatMap(({ id }) => settings.list(id, 'alert'))
      await watch.look(alerts, outbox.add)
    })
    await outbox.drain()
  }

  function run(): Promise<void> {
    round ??= runRound().finally(() => {
      round = undefined
    })
    return round
  }

  return {
    settings,
    canMail: mailer !== undefined,
    sourcesOf,
    ready,
    run,
    watched: (alert) => watch.of(alert),
    saveAlert: ({ projectId, id, rule, userId }) =>
      inTurn(async () => {
        const before = settings.find(projectId, 'alert', id)
        const saved = await settings.save('alert', { projectId, id, body: rule, userId })
        if (before === undefined) return saved
        const { state, check } = watch.of(saved)
        const changes = toldChanges(before.body, check?.groups, 'changed')
        // Whoever was told hears the end, also who is told nothing any more.
        const told = state.isTold ? before.body.channels : []
        if (measuresAlike(before.body, rule)) {
          const channels = told.filter((id) => !rule.channels.includes(id))
          if (channels.length === 0) return saved
          outbox.add(await watch.note(saved, { kind: 'changed', state, userId, tells: true, channels, ...changes }))
          return saved
        }
        watch.forget(saved)
        const after = { ...firstState(clock.nowMs()), mutedUntilMs: state.mutedUntilMs }
        const channels = [...new Set([...told, ...rule.channels])]
        const tells = state.isTold
        outbox.add(await watch.note(saved, { kind: 'changed', state: after, userId, tells, channels, ...changes }))
        return saved
      }),
    removeAlert: (alert, userId) =>
      inTurn(async () => {
        const { projectId, id } = alert
        const { state, check } = watch.of(alert)
        // First the message and then the end of it: what dies in between is removed once more, and told once.
        if (state.isTold) {
          const after = firstState(clock.nowMs())
          const { changes } = toldChanges(alert.body, check?.groups, 'deleted')
          const groups = changes === undefined ? {} : { changes, groups: [] }
          outbox.add(await watch.note(alert, { kind: 'deleted', state: after, userId, tells: true, ...groups }))
        }
        await settings.remove('alert', { projectId, id, userId })
      }),
    mute: (alert, { untilMs, userId }) =>
      inTurn(async () => {
        if (untilMs === null) {
          outbox.add(await watch.unmute(alert, userId))
          return
        }
        const { state } = watch.of(alert)
        await watch.note(alert, { kind: 'muted', state: { ...state, mutedUntilMs: untilMs }, userId, tells: false })
      }),
    acknowledge: (alert, userId) =>
      inTurn(async () => {
        const { state } = watch.of(alert)
        const after = { ...state, acknowledged: { user: userId, atMs: clock.nowMs() } }
        await watch.note(alert, { kind: 'acknowledged', state: after, userId, tells: false })
      }),
    test: async (channel) => {
      const message = testMessage(randomUUID(), channel.body, clock.nowMs(), contextOf(channel.projectId))
      const sent = await sendTo(channel.body, message)
      return {
        delivered: sent.kind === 'sent',
        error: sent.kind === 'sent' ? null : sent.why,
        message: plainText(message),
      }
    },
    start: () => {
      loaded = load()
      loaded.catch(() => undefined)
      timer = setInterval(() => {
        // What could not be read at first is read again.
        loaded = loaded?.catch(load)
        run().catch(onError)
      }, ROUND_MS)
      timer.unref()
    },
    stop: async () => {
      clearInterval(timer)
      await round?.catch(() => undefined)
      await turn
      loaded = undefined
    },
  }
}

/** The groups that somebody was told of; nothing of an alert that is not split. */
function toldChanges(
  { by }: AlertRule,
  groups: readonly GroupStanding[] | undefined,
  kind: 'changed' | 'deleted',
): { readonly changes?: readonly GroupChange[] } {
  return by === undefined ? {} : { changes: toldGroups(groups ?? [], kind) }
}
