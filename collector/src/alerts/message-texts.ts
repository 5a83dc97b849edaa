/** What people read in a message, by language. Numbers, names and filters stand in it as they are. */
import type { Alert, AlertEventKind, AlertSeverity, ChannelLanguage } from '@vitrine/schemas/api'

export interface MessageTexts {
  readonly headlines: Readonly<Record<AlertEventKind | 'unmuted_no_data' | 'unmuted_ok' | 'test', string>>
  readonly severities: Readonly<Record<AlertSeverity, string>>
  readonly noData: string
  readonly traces: string
  readonly alert: string
  readonly headline: (what: string, name: string) => string
  readonly now: (condition: string, value: string, n: number | null) => string
  readonly about: (severity: string, project: string, at: string) => string
  readonly arrives: (project: string) => string
  readonly over: (span: string, q: string) => string
  readonly noSpans: (over: string) => string
  readonly changeOf: (metric: string) => string
  readonly beyond: (what: string, over: string, condition: 'above' | 'below', threshold: string) => string
  readonly span: (count: number, unit: 'd' | 'h' | 'min') => string
  /** After the condition of an alert that is split. */
  readonly byKey: (condition: string, key: string) => string
  readonly group: (name: string, value: string) => string
  readonly groups: (what: string, names: readonly string[], more: number) => string
  readonly amount: (number: string, unit: Alert['unit'] | 's' | 'ms') => string
}

const spaced = (...parts: readonly string[]) => parts.filter((part) => part !== '').join(' ')

const EN: MessageTexts = {
  headlines: {
    fired: 'Firing',
    resolved: 'Resolved',
    no_data: 'No data',
    data_back: 'Data is back',
    forgotten: 'Silent for seven days, no longer watched',
    acknowledged: 'Acknowledged',
    muted: 'Muted',
    unmuted: 'Still firing, no longer muted',
    unmuted_no_data: 'Still no data, no longer muted',
    unmuted_ok: 'Resolved while it was muted',
    changed: 'Ended, since the alert was changed',
    deleted: 'Ended, since the alert was deleted while firing',
    test: 'Test',
  },
  severities: { info: 'info', warning: 'warning', critical: 'critical' },
  noData: 'no data',
  traces: 'Traces',
  alert: 'Alert',
  headline: (what, name) => `${what}: ${name}`,
  now: (condition, value, n) => `${condition}; now ${value}${n === null ? '' : ` (n = ${n})`}`,
  about: (severity, project, at) => `Severity ${severity}, project ${project}, ${at}`,
  arrives: (project) => `Alerts of the project ${project} arrive here.`,
  over: (span, q) => `over ${span}${q === '' ? '' : ` of ${q}`}`,
  noSpans: (over) => `No spans ${over}`,
  changeOf: (metric) => `Change of ${metric} against last week`,
  beyond: (what, over, condition, threshold) => spaced(what, over, condition, threshold),
  span: (count, unit) => `${count} ${unit}`,
  byKey: (condition, key) => `${condition}, by ${key}`,
  group: spaced,
  groups: (what, names, more) => `${what}: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
  amount: (number, unit) => {
    if (unit === 'USD') return `$${number}`
    return unit === '1' ? number : `${number} ${unit === '1/s' ? 'per second' : unit}`
  },
}

const FA_SPANS = { d: 'روز', h: 'ساعت', min: 'دقیقه' } as const
const FA_UNITS: Readonly<Partial<Record<Alert['unit'] | 's' | 'ms', string>>> = {
  s: 'ثانیه',
  ms: 'میلی‌ثانیه',
  '%': 'درصد',
  '1/s': 'در ثانیه',
  tokens: 'توکن',
  USD: 'دلار',
}

/** Names and metrics are set apart, so that left-to-right words keep their place in a right-to-left line. */
const apart = (text: string) => `\u2068${text}\u2069`

const FA: MessageTexts = {
  headlines: {
    fired: 'هشدار',
    resolved: 'پایان یافت',
    no_data: 'بی‌داده',
    data_back: 'داده بازگشت',
    forgotten: 'هفت روز خاموش بود و دیگر زیر نظر نیست',
    acknowledged: 'پذیرفته شد',
    muted: 'خاموش شد',
    unmuted: 'هنوز برقرار است و دیگر خاموش نیست',
    unmuted_no_data: 'هنوز بی‌داده است و دیگر خاموش نیست',
    unmuted_ok: 'هنگام خاموشی پایان یافت',
    changed: 'پایان یافت، چون هشدار عوض شد',
    deleted: 'پایان یافت، چون هشدار هنگام برقراری حذف شد',
    test: 'آزمایش',
  },
  severities: { info: 'آگاهی', warning: 'اخطار', critical: 'بحرانی' },
  noData: 'بی‌داده',
  traces: 'ردها',
  alert: 'هشدار',
  headline: (what, name) => `${what}: ${apart(name)}`,
  now: (condition, value, n) => `${condition}؛ اکنون ${value}${n === null ? '' : ` (تعداد ${n})`}`,
  about: (severity, project, at) => `شدت: ${severity}، پروژه: ${apart(project)}، ${apart(at)}`,
  arrives: (project) => `هشدارهای پروژهٔ ${apart(project)} به اینجا می‌رسند.`,
  over: (span, q) => `در ${span}${q === '' ? '' : ` از ${apart(q)}`}`,
  noSpans: (over) => `هیچ گامی نیست ${over}`,
  changeOf: (metric) => `تغییر ${apart(metric)} نسبت به هفتهٔ پیش`,
  beyond: (what, over, condition, threshold) =>
    spaced(apart(what), over, condition === 'above' ? 'بیش از' : 'کمتر از', threshold),
  span: (count, unit) => `${count} ${FA_SPANS[unit]}`,
  byKey: (condition, key) => `${condition}، به تفکیک ${apart(key)}`,
  group: (name, value) => spaced(apart(name), value),
  groups: (what, names, more) => `${what}: ${names.join('، ')}${more > 0 ? ` و ${more} تای دیگر` : ''}`,
  amount: (number, unit) => spaced(number, FA_UNITS[unit] ?? (unit === '1' ? '' : unit)),
}

const TEXTS: Readonly<Record<ChannelLanguage, MessageTexts>> = { en: EN, fa: FA }

export const textsIn = (language: ChannelLanguage | undefined): MessageTexts => TEXTS[language ?? 'en']
