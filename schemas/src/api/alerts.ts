import * as z from 'zod/mini'
import { projectParameter } from './parameters.ts'
import { count, limitParameter, maybe, timeNs } from './units.ts'

/** Alerts: what is measured over a sliding window, when that is too much or too little, and who is told. */

export const ALERT_SEVERITIES = ['info', 'warning', 'critical'] as const
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number]
export const ALERT_STATES = ['ok', 'pending', 'firing', 'no_data'] as const
export type AlertStateKind = (typeof ALERT_STATES)[number]
export const ALERT_CONDITIONS = ['above', 'below', 'missing'] as const
export type AlertCondition = (typeof ALERT_CONDITIONS)[number]
export const NO_DATA_CHOICES = ['quiet', 'notify', 'fire', 'ok'] as const
export type NoDataChoice = (typeof NO_DATA_CHOICES)[number]

const MINUTE = 60
const HOUR = 3600
const DAY = 86_400
/**
 * Windows in seconds, and how often each is looked at: often enough that nothing hides between two looks, and seldom
 * enough that seven days of looks are one query. The first divides by the second.
 */
export const ALERT_WINDOWS = [
  { seconds: 5 * MINUTE, everySeconds: MINUTE },
  { seconds: 15 * MINUTE, everySeconds: 5 * MINUTE },
  { seconds: HOUR, everySeconds: 5 * MINUTE },
  { seconds: 6 * HOUR, everySeconds: 15 * MINUTE },
  { seconds: DAY, everySeconds: HOUR },
  { seconds: 7 * DAY, everySeconds: 6 * HOUR },
] as const

const WINDOW_SECONDS = ALERT_WINDOWS.map(({ seconds }) => seconds)
const name = z.string().check(z.minLength(1), z.maxLength(200))
const id = z.string().check(z.minLength(1), z.maxLength(200))
const holdSeconds = z.number().check(z.multipleOf(1), z.gte(0), z.lte(30 * DAY))

export const alertBody = z.strictObject({
  name,
  severity: z.enum(ALERT_SEVERITIES),
  metric: z
    .string()
    .check(
      z.minLength(1),
      z.maxLength(300),
      z.describe('one metric of GET /series, or budget_spent:<budget id> or budget_forecast:<budget id> (in percent)'),
    ),
  q: z.optional(z.string().check(z.maxLength(8000), z.describe('a filter, see docs/filter.md; default everything'))),
  by: z
    .optional(z.nullable(z.string().check(z.maxLength(300))))
    .check(
      z.describe('one key of GET /series, such as model or attribute:tier: each of its values is looked at by itself'),
    ),
  window_seconds: z.literal(WINDOW_SECONDS).check(z.describe('what one look measures; see docs/alerts.md')),
  condition: z
    .enum(ALERT_CONDITIONS)
    .check(z.describe('missing: no span at all that the filter picks; threshold and compare do not matter then')),
  compare: z
    .optional(z.enum(['value', 'last_week']))
    .check(z.describe('last_week: the change in percent against the same window seven days before; default value')),
  threshold: z
    .optional(z.nullable(z.number()))
    .check(z.describe('in the unit of the metric (ns, USD, tokens, 1), or in percent; needed unless missing')),
  recover_threshold: z
    .optional(z.nullable(z.number()))
    .check(z.describe('a firing alert ends only beyond this; default the threshold')),
  for_seconds: z.optional(holdSeconds).check(z.describe('how long the condition must hold before it fires; default 0')),
  recover_seconds: z
    .optional(holdSeconds)
    .check(z.describe('how long it must be over before the alert ends; default 0')),
  min_n: z
    .optional(count)
    .check(z.describe('a ratio or quantile over fewer spans than this counts as no data; default 1')),
  no_data: z
    .optional(z.enum(NO_DATA_CHOICES))
    .check(z.describe('when nobody said anything: a silent state of its own (default), a message, fire, or fine')),
  channels: z.array(id).check(z.maxLength(20)),
  note: z.optional(z.string().check(z.maxLength(10_000), z.describe('what to do about it; sent along'))),
})
export type AlertBody = z.infer<typeof alertBody>

/** What stands behind a measured value: the traces page shows it for the same filter and window. */
const behind = z.object({ q: z.string(), from: timeNs, to: timeNs })

const ALERT_UNITS = ['1', 'ns', 'USD', 'tokens', '1/s', '%'] as const

/** One value of the key that an alert is split by. */
export const alertGroup = z.object({
  group: z.string(),
  state: z.enum(ALERT_STATES),
  since: timeNs,
  value: z.nullable(z.number()),
  n: z.nullable(count),
  behind,
})
export type AlertGroup = z.infer<typeof alertGroup>

export const alert = z.object({
  id: z.string(),
  name: z.string(),
  severity: z.enum(ALERT_SEVERITIES),
  metric: z.string(),
  unit: z.enum(ALERT_UNITS).check(z.describe('of value and threshold')),
  q: z.string(),
  by: maybe,
  window_seconds: z.number(),
  every_seconds: z.number(),
  condition: z.enum(ALERT_CONDITIONS),
  compare: z.enum(['value', 'last_week']),
  threshold: z.nullable(z.number()),
  recover_threshold: z.nullable(z.number()),
  for_seconds: z.number(),
  recover_seconds: z.number(),
  min_n: count,
  no_data: z.enum(NO_DATA_CHOICES),
  channels: z.array(z.string()),
  note: z.string(),
  created: timeNs,
  state: z.enum(ALERT_STATES),
  since: z.nullable(timeNs).check(z.describe('since when it is in this state; null before the first look')),
  muted_until: z.nullable(timeNs).check(z.describe('looked at and noted in the history, but nobody is told')),
  acknowledged: z.nullable(z.object({ user: z.string(), at: timeNs })),
  checked: z.nullable(timeNs).check(z.describe('end of the window that was looked at last')),
  value: z.nullable(z.number()),
  n: z.nullable(count),
  error: maybe.check(z.describe('why the last look failed; the state stays as it was')),
  behind: z.nullable(behind),
  groups: z
    .array(alertGroup)
    .check(z.describe('with by: those that are looked at, firing first; state and value above are of the worst')),
  groups_left_out: count.check(z.describe('groups that had spans and were not looked at, since there are too many')),
})
export type Alert = z.infer<typeof alert>

export const alertQuery = z.strictObject({ ...projectParameter })
export const alertListAnswer = z.object({
  alerts: z.array(alert).check(z.describe('firing first')),
})
export type AlertListAnswer = z.infer<typeof alertListAnswer>
export const alertParams = z.object({ alert_id: id })

/** The last seven days, looked at exactly as the alert will be. */
export const alertPreview = z.object({
  unit: alert.shape.unit,
  from: timeNs,
  to: timeNs,
  every_seconds: z.number(),
  threshold: z.nullable(z.number()),
  times: z.array(timeNs).check(z.describe('ends of the windows, as they are looked at')),
  values: z.array(z.nullable(z.number())).check(z.describe('with by: of the worst group at each look')),
  groups: count.check(z.describe('with by: how many were looked at, those with the most spans')),
  groups_left_out: count,
  fired: z
    .array(z.object({ group: maybe, from: timeNs, to: z.nullable(timeNs), behind }))
    .check(z.describe('would have fired; to null: still does')),
})
export type AlertPreview = z.infer<typeof alertPreview>

export const muteBody = z.strictObject({
  until: z.nullable(timeNs).check(z.describe('Unix ns; null ends the mute')),
})

export const ALERT_EVENTS = [
  'fired',
  'resolved',
  'no_data',
  'data_back',
  'forgotten',
  'acknowledged',
  'muted',
  'unmuted',
  'changed',
  'deleted',
] as const
export type AlertEventKind = (typeof ALERT_EVENTS)[number]
export const DELIVERY_STATES = ['waiting', 'sent', 'failed'] as const

export const alertEvent = z.object({
  id: z.string(),
  alert: z.string(),
  alert_name: z.string(),
  severity: z.enum(ALERT_SEVERITIES),
  kind: z.enum(ALERT_EVENTS),
  at: timeNs,
  state: z.enum(ALERT_STATES).check(z.describe('after it')),
  value: z.nullable(z.number()),
  unit: alert.shape.unit,
  threshold: z.nullable(z.number()),
  user: maybe.check(z.describe('who did it; null: the clock')),
  is_muted: z.boolean().check(z.describe('nobody was told')),
  muted_until: z.nullable(timeNs),
  behind: z.nullable(behind),
  groups: z
    .array(
      z.object({
        group: z.string(),
        kind: z.enum(ALERT_EVENTS),
        value: z.nullable(z.number()),
        n: z.nullable(count),
        behind,
      }),
    )
    .check(z.describe('with by: what happened to which groups; the first names the whole')),
  deliveries: z.array(
    z.object({
      id: z.string(),
      channel: z.string(),
      channel_name: maybe,
      state: z.enum(DELIVERY_STATES),
      attempts: count,
      at: z.nullable(timeNs).check(z.describe('of the last attempt')),
      error: maybe,
    }),
  ),
})
export type AlertEvent = z.infer<typeof alertEvent>
export const alertEventQuery = z.strictObject({
  ...projectParameter,
  alert: z.optional(id),
  limit: z.optional(limitParameter(500)),
})
export const alertEventListAnswer = z.object({ events: z.array(alertEvent).check(z.describe('newest first')) })
export type AlertEventListAnswer = z.infer<typeof alertEventListAnswer>

export const CHANNEL_KINDS = ['webhook', 'slack', 'email'] as const
export type ChannelKind = (typeof CHANNEL_KINDS)[number]
const channelUrl = z
  .string()
  .check(z.minLength(8), z.maxLength(2000), z.regex(/^https?:\/\/[^\s]+$/, 'write an http or https address'))
const mailAddress = z.string().check(z.maxLength(320), z.regex(/^[^\s@,;<>"]+@[^\s@,;<>"]+$/, 'write one mail address'))

/** Of messages; what programs read is the same in all. */
export const CHANNEL_LANGUAGES = ['en', 'fa'] as const
export type ChannelLanguage = (typeof CHANNEL_LANGUAGES)[number]
const ofChannel = {
  name,
  language: z.optional(z.enum(CHANNEL_LANGUAGES)).check(z.describe('of what people read in a message; default en')),
}
const byMail = z.strictObject({
  ...ofChannel,
  kind: z.literal('email'),
  to: z.array(mailAddress).check(z.minLength(1), z.maxLength(50)),
})

export const channelBody = z.discriminatedUnion('kind', [
  z.strictObject({ ...ofChannel, kind: z.literal('webhook'), url: channelUrl }),
  z.strictObject({ ...ofChannel, kind: z.literal('slack'), url: channelUrl }),
  byMail,
])
export type ChannelBody = z.infer<typeof channelBody>
const keptUrl = z.optional(channelUrl).check(z.describe('default: the one that it has'))
/** What is no longer shown need not be written again. */
export const channelChange = z.discriminatedUnion('kind', [
  z.strictObject({ ...ofChannel, kind: z.literal('webhook'), url: keptUrl }),
  z.strictObject({ ...ofChannel, kind: z.literal('slack'), url: keptUrl }),
  byMail,
])
export type ChannelChange = z.infer<typeof channelChange>
export const channel = z.object({
  id: z.string(),
  kind: z.enum(CHANNEL_KINDS),
  name: z.string(),
  language: z.enum(CHANNEL_LANGUAGES),
  target: z.string().check(z.describe('host of the URL, or the addresses; the rest of a URL is a secret')),
  created: timeNs,
})
export type Channel = z.infer<typeof channel>
/** A webhook's signing secret is shown this once. */
export const channelCreated = z.extend(channel, { secret: maybe })
export type ChannelCreated = z.infer<typeof channelCreated>
export const channelListAnswer = z.object({
  channels: z.array(channel),
  email_ready: z.boolean().check(z.describe('a mail server is configured (VITRINE_SMTP_URL)')),
})
export type ChannelListAnswer = z.infer<typeof channelListAnswer>
export const channelParams = z.object({ channel_id: id })
export const channelTest = z.object({
  delivered: z.boolean(),
  error: maybe,
  message: z.string().check(z.describe('what was sent, as text')),
})
export type ChannelTest = z.infer<typeof channelTest>
