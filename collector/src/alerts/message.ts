/** What people and programs are told: people in the language of the channel, programs always the same. */
import { createHash } from 'node:crypto'
import type { Alert, AlertEventKind, ChannelLanguage } from '@vitrine/schemas/api'
import { allOf, printFilter } from '@vitrine/schemas/filter'
import { periodAt, qOfBudget } from './budget.ts'
import { groupLines, leadingGroups, saidOf } from './group-lines.ts'
import type { Sources } from './measure.ts'
import { type MessageTexts, textsIn } from './message-texts.ts'
import type { AlertEventRecord } from './records.ts'
import { type AlertRule, type Measured, measuredBy, splitOf, unitOf } from './rule.ts'
import type { ChannelRule } from './settings.ts'
import type { AlertState } from './step.ts'

export interface Message {
  /** The same however often it is sent. */
  readonly deliveryId: string
  readonly kind: AlertEventKind | 'test'
  /** After it. */
  readonly state: AlertState['kind']
  readonly title: string
  readonly lines: readonly string[]
  /** The traces behind it, by the same filter and window; the alert itself when it measures nothing. */
  readonly link: string
  readonly alertLink: string
  readonly note: string
  readonly texts: MessageTexts
  /** For programs: the body of a webhook. */
  readonly facts: Readonly<Record<string, unknown>>
}

export interface MessageContext {
  readonly project: { readonly id: string; readonly name: string }
  /** How people reach the dashboard, without a slash at the end. */
  readonly publicUrl: string
  readonly budgetOf: Sources['budgetOf']
}

export interface Behind {
  readonly q: string
  readonly fromNs: bigint
  readonly toNs: bigint
}

export function deliveryIdOf(
  event: Pick<AlertEventRecord, 'projectId' | 'alertId' | 'seq'>,
  channelId: string,
): string {
  const text = JSON.stringify([event.projectId, event.alertId, event.seq, channelId])
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

/** The spans that a look measured: of its window, or of a budget's period so far. Undefined: the budget is gone. */
export function behindOf(
  rule: AlertRule,
  endMs: number,
  { budgetOf, groups }: { readonly budgetOf: Sources['budgetOf']; readonly groups?: readonly string[] | undefined },
): Behind | undefined {
  const measured = measuredBy(rule)
  const toNs = BigInt(endMs) * 1_000_000n
  if (measured.kind === 'metric') {
    return { q: behindQ(rule, measured, groups), fromNs: toNs - BigInt(rule.windowSeconds) * 1_000_000_000n, toNs }
  }
  const budget = budgetOf(measured.budgetId)
  return budget === undefined ? undefined : { q: qOfBudget(budget), fromNs: periodAt(budget, toNs - 1n).fromNs, toNs }
}

function behindQ(
  rule: AlertRule,
  { behind }: Extract<Measured, { kind: 'metric' }>,
  groups: readonly string[] | undefined,
): string {
  const key = splitOf(rule)
  if (key === undefined || groups === undefined || groups.length === 0) return printFilter(behind)
  const isOne = key.kind === 'attribute' ? { field: 'attr', key: key.key } : { field: key.field, key: null }
  return printFilter(allOf([behind, { kind: 'term', op: 'is', values: groups, ...isOne }]))
}

export function messageOf(
  event: AlertEventRecord,
  channelId: string,
  context: MessageContext,
  language?: ChannelLanguage,
): Message {
  const texts = textsIn(language)
  const { rule } = event
  const ownPage = event.kind === 'deleted' ? '?tab=history' : `/${encodeURIComponent(event.alertId)}`
  const alertLink = `${pageOf(context)}/alerts${ownPage}`
  const told = event.changes?.filter(({ tells }) => tells)
  const behindThem = (groups: readonly string[] | undefined) =>
    behindOf(rule, event.atMs, { budgetOf: context.budgetOf, groups })
  const behind = behindThem(leadingGroups(told ?? []))
  const link = behind === undefined ? alertLink : tracesLink(context, behind)
  const unit = unitOf(rule)
  const condition = conditionText(rule, texts)
  const write = (value: number) => shown(value, unit, texts)
  const lines =
    told === undefined
      ? [texts.now(condition, event.value === null ? texts.noData : write(event.value), event.n)]
      : [texts.byKey(condition, rule.by ?? ''), ...groupLines(told, texts, write)]
  return {
    deliveryId: deliveryIdOf(event, channelId),
    kind: event.kind,
    state: event.state.kind,
    texts,
    title: texts.headline(texts.headlines[saidOf({ kind: event.kind, state: event.state.kind })], rule.name),
    lines: [
      ...lines,
      texts.about(texts.severities[rule.severity], context.project.name, new Date(event.atMs).toISOString()),
    ],
    link,
    alertLink,
    note: rule.note,
    facts: {
      event: event.kind,
      event_id: `${event.alertId}.${event.seq}`,
      at: new Date(event.atMs).toISOString(),
      project: context.project,
      alert: {
        id: event.alertId,
        name: rule.name,
        severity: rule.severity,
        metric: rule.metric,
        q: rule.q,
        by: rule.by ?? null,
        window_seconds: rule.windowSeconds,
        condition: rule.condition,
        compare: rule.compare,
        threshold: rule.threshold,
        note: rule.note,
      },
      state: event.state.kind,
      value: event.value,
      n: event.n,
      unit,
      from: behind === undefined ? null : isoOf(behind.fromNs),
      to: behind === undefined ? null : isoOf(behind.toNs),
      link,
      alert_link: alertLink,
      ...(told === undefined
        ? {}
        : {
            groups: told.map(({ key, kind, state, value, n }) => {
              const own = behindThem([key])
              return {
                group: key,
                event: kind,
                state,
                value,
                n,
                link: own === undefined ? link : tracesLink(context, own),
              }
            }),
          }),
    },
  }
}

export function testMessage(
  deliveryId: string,
  channel: Pick<ChannelRule, 'name' | 'language'>,
  nowMs: number,
  context: MessageContext,
): Message {
  const texts = textsIn(channel.language)
  const alertLink = `${pageOf(context)}/alerts`
  return {
    deliveryId,
    kind: 'test',
    state: 'ok',
    texts,
    title: texts.headline(texts.headlines.test, channel.name),
    lines: [texts.arrives(context.project.name), new Date(nowMs).toISOString()],
    link: `${pageOf(context)}/traces`,
    alertLink,
    note: '',
    facts: {
      event: 'test',
      event_id: deliveryId,
      at: new Date(nowMs).toISOString(),
      project: context.project,
      link: `${pageOf(context)}/traces`,
      alert_link: alertLink,
    },
  }
}

export function plainText(message: Message): string {
  const links = [
    `${message.texts.traces}: ${message.link}`,
    ...(message.link === message.alertLink ? [] : [`${message.texts.alert}: ${message.alertLink}`]),
  ]
  return [message.title, ...message.lines, ...(message.note === '' ? [] : ['', message.note, '']), ...links].join('\n')
}

function pageOf({ project, publicUrl }: MessageContext): string {
  return `${publicUrl}/p/${encodeURIComponent(project.id)}`
}

function tracesLink(context: MessageContext, { q, fromNs, toNs }: Behind): string {
  const search = new URLSearchParams({ ...(q === '' ? {} : { q }), from: isoOf(fromNs), to: isoOf(toNs) })
  return `${pageOf(context)}/traces?${search}`
}

const isoOf = (ns: bigint) => new Date(Number(ns / 1_000_000n)).toISOString()

function conditionText(rule: AlertRule, texts: MessageTexts): string {
  const { condition, threshold, metric, compare, windowSeconds, q } = rule
  const over = texts.over(spanText(windowSeconds, texts), q)
  if (condition === 'missing') return texts.noSpans(over)
  const what = compare === 'last_week' ? texts.changeOf(metric) : metric
  const isOfBudget = measuredBy(rule).kind === 'budget'
  return texts.beyond(what, isOfBudget ? '' : over, condition, shown(threshold ?? 0, unitOf(rule), texts))
}

function spanText(seconds: number, { span }: MessageTexts): string {
  if (seconds % 86_400 === 0) return span(seconds / 86_400, 'd')
  return seconds % 3600 === 0 ? span(seconds / 3600, 'h') : span(seconds / 60, 'min')
}

function shown(value: number, unit: Alert['unit'], { amount }: MessageTexts): string {
  const short = (number: number) => String(Number(number.toPrecision(4)))
  if (unit === 'ns') return value >= 1e9 ? amount(short(value / 1e9), 's') : amount(short(value / 1e6), 'ms')
  return amount(short(value), unit)
}
