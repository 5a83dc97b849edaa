/** What a variable may be: the text that somebody typed, checked and turned into what the program uses. */
import { z } from 'zod'
import { isHostEntry } from '../alerts/channels/private-hosts.ts'
import { ROLES, type Role } from '../base/roles.ts'

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
}

export const text = z.string().min(1)
export const optionalText = z.string().transform((value) => (value === '' ? undefined : value))
export const port = z
  .string()
  .regex(/^\d{1,5}$/, 'a port is a number from 0 to 65535')
  .transform(Number)
  .refine((value) => value <= 65_535, 'a port is a number from 0 to 65535')
export const flag = z
  .string()
  .toLowerCase()
  .refine((value) => ['1', '0', 'true', 'false', 'yes', 'no', 'on', 'off'].includes(value), 'use 1 or 0')
  .transform((value) => ['1', 'true', 'yes', 'on'].includes(value))
export const password = optionalText.refine(
  (value) => value === undefined || value.length >= 8,
  'needs 8 characters or more',
)
export const secret = optionalText.refine(
  (value) => value === undefined || /^[\x21-\x7e]{16,256}$/.test(value),
  'needs 16 to 256 printable characters without blanks',
)
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
)
export const origins = list.transform((values, context) =>
  values.map((value) => {
    if (value === '*' || isOrigin(value)) return value
    context.issues.push({ code: 'custom', message: `an origin looks like https://app.example.com`, input: value })
    return value
  }),
)
export const bytes = z.string().transform((value, context) => {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?i?b)?$/i.exec(value.trim())
  const unit = UNITS[(match?.[2] ?? '').toLowerCase()]
  if (match?.[1] === undefined || unit === undefined) {
    context.issues.push({ code: 'custom', message: 'a size looks like 20MiB, 4GiB or 1048576', input: value })
    return z.NEVER
  }
  return Math.round(Number(match[1]) * unit)
})
export const atLeast = (minimum: number, shown: string) =>
  bytes.refine((value) => value >= minimum, `at least ${shown}`)
export const url = optionalText.refine(
  (value) => value === undefined || (/^https?:\/\//.test(value) && URL.canParse(value)),
  'a URL looks like http://clickhouse:8123',
)
export const smtpUrl = optionalText.refine(
  (value) =>
    value === undefined || (/^smtps?:\/\//.test(value) && URL.canParse(value) && new URL(value).hostname !== ''),
  'a mail server looks like smtp://user:password@mail.example.com:587',
)
export const hostEntries = list.refine(
  (values) => values.every(isHostEntry),
  'a list of host names, addresses and networks, such as hooks.internal,10.0.0.0/8',
)
export const milliseconds = z
  .string()
  .regex(/^\d{1,7}$/, 'a number of milliseconds')
  .transform(Number)
export const roles = list.transform((values, context): readonly Role[] => {
  const known = ROLES.filter((role) => values.includes(role))
  if (known.length === 0 || known.length < new Set(values).size) {
    context.issues.push({ code: 'custom', message: `one or more of ${ROLES.join(', ')}`, input: values.join(',') })
  }
  return known
})
export const seconds = (minimum: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'a number of seconds')
    .transform(Number)
    .refine((value) => value >= minimum, `at least ${minimum}`)
export const topicName = z.string().regex(/^[A-Za-z0-9._-]{1,200}$/, 'letters, digits, dots, _ and - only')
export const brokers = list.refine(
  (values) => values.every((value) => /^[^\s:/]+:\d{1,5}$/.test(value) || /^\[[0-9a-fA-F:]+\]:\d{1,5}$/.test(value)),
  'brokers look like kafka-1:9092,kafka-2:9092',
)
export const otlpTopics = list.transform((values, context) =>
  values.map((value) => {
    const [topic = '', format = 'otlp_proto', project = ''] = value.split(':')
    const [, signal = '', encoding = ''] = /^(otlp|otlp_logs)_(proto|json)$/.exec(format) ?? []
    if (!topicName.safeParse(topic).success || encoding === '' || project === '') {
      const message = 'a topic looks like otlp_spans:otlp_proto:default (topic, otlp_proto or otlp_json, project)'
      context.issues.push({ code: 'custom', message, input: value })
    }
    return {
      topic,
      contentType: encoding === 'json' ? ('json' as const) : ('protobuf' as const),
      protocol: signal === 'otlp_logs' ? ('otlp_logs' as const) : ('otlp_traces' as const),
      project,
    }
  }),
)

function isOrigin(value: string): boolean {
  return URL.canParse(value) && new URL(value).origin === value
}
