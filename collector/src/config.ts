/**
 * The environment, read once: the only file that knows `process.env`. Every variable is a row of SETTINGS; the
 * checks, the defaults and docs/config.md all come from it.
 */
import { resolve } from 'node:path'
import { z } from 'zod'
import { isHostEntry } from './alerts/channels/private-hosts.ts'
import { ROLES, type Role } from './base/roles.ts'

export type Config = { readonly [Name in keyof typeof SETTINGS]: z.output<(typeof SETTINGS)[Name]['schema']> } & {
  /** Lines to log: variables nobody reads, with the name that was probably meant. */
  readonly warnings: readonly string[]
}

/** The environment does not say what we can run with. `lines` has one sentence per variable. */
export class ConfigError extends Error {
  readonly lines: readonly string[]
  constructor(lines: readonly string[]) {
    super(lines.join('\n'))
    this.name = 'ConfigError'
    this.lines = lines
  }
}

interface SettingRow {
  readonly env: string
  /** As somebody would type it; '' when unset means off. */
  readonly default: string
  readonly about: string
  readonly schema: z.ZodType
  /** Never printed. */
  readonly isSecret?: true
}

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

const text = z.string().min(1)
const optionalText = z.string().transform((value) => (value === '' ? undefined : value))
const port = z
  .string()
  .regex(/^\d{1,5}$/, 'a port is a number from 0 to 65535')
  .transform(Number)
  .refine((value) => value <= 65_535, 'a port is a number from 0 to 65535')
const flag = z
  .string()
  .toLowerCase()
  .refine((value) => ['1', '0', 'true', 'false', 'yes', 'no', 'on', 'off'].includes(value), 'use 1 or 0')
  .transform((value) => ['1', 'true', 'yes', 'on'].includes(value))
const secret = optionalText.refine(
  (value) => value === undefined || /^[\x21-\x7e]{16,256}$/.test(value),
  'needs 16 to 256 printable characters without blanks',
)
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
)
const origins = list.transform((values, context) =>
  values.map((value) => {
    if (value === '*' || isOrigin(value)) return value
    context.issues.push({ code: 'custom', message: `an origin looks like https://app.example.com`, input: value })
    return value
  }),
)
const bytes = z.string().transform((value, context) => {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?i?b)?$/i.exec(value.trim())
  const unit = UNITS[(match?.[2] ?? '').toLowerCase()]
  if (match?.[1] === undefined || unit === undefined) {
    context.issues.push({ code: 'custom', message: 'a size looks like 20MiB, 4GiB or 1048576', input: value })
    return z.NEVER
  }
  return Math.round(Number(match[1]) * unit)
})
const atLeast = (minimum: number, shown: string) => bytes.refine((value) => value >= minimum, `at least ${shown}`)
const url = optionalText.refine(
  (value) => value === undefined || (/^https?:\/\//.test(value) && URL.canParse(value)),
  'a URL looks like http://clickhouse:8123',
)
const smtpUrl = optionalText.refine(
  (value) =>
    value === undefined || (/^smtps?:\/\//.test(value) && URL.canParse(value) && new URL(value).hostname !== ''),
  'a mail server looks like smtp://user:password@mail.example.com:587',
)
const hostEntries = list.refine(
  (values) => values.every(isHostEntry),
  'a list of host names, addresses and networks, such as hooks.internal,10.0.0.0/8',
)
const milliseconds = z
  .string()
  .regex(/^\d{1,7}$/, 'a number of milliseconds')
  .transform(Number)
const roles = list.transform((values, context): readonly Role[] => {
  const known = ROLES.filter((role) => values.includes(role))
  if (known.length === 0 || known.length < new Set(values).size) {
    context.issues.push({ code: 'custom', message: `one or more of ${ROLES.join(', ')}`, input: values.join(',') })
  }
  return known
})
const seconds = (minimum: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'a number of seconds')
    .transform(Number)
    .refine((value) => value >= minimum, `at least ${minimum}`)
const topicName = z.string().regex(/^[A-Za-z0-9._-]{1,200}$/, 'letters, digits, dots, _ and - only')
const brokers = list.refine(
  (values) => values.every((value) => /^[^\s:/]+:\d{1,5}$/.test(value) || /^\[[0-9a-fA-F:]+\]:\d{1,5}$/.test(value)),
  'brokers look like kafka-1:9092,kafka-2:9092',
)
const otlpTopics = list.transform((values, context) =>
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

export const SETTINGS = {
  dataFolder: {
    env: 'VITRINE_DATA',
    default: '.vitrine',
    schema: text.transform((value) => resolve(value)),
    about:
      'Folder of everything that is kept: queue, dead letter, database, keys. The default lies in the folder that it is started in, so that two checkouts never share data and one `rm -r` removes all.',
  },
  roles: {
    env: 'VITRINE_ROLES',
    default: ROLES.join(','),
    schema: roles,
    about:
      'What this process does, separated by commas: `receive` (the doors), `ingest` (queue to store), `api` (reads, dashboard), `work` (jobs on a clock). Any number of processes may have each role; fewer than all need `KAFKA_BROKERS` and `CLICKHOUSE_URL`, and wait until the tables are there (`vitrine migrate`).',
  },
  host: {
    env: 'VITRINE_HOST',
    default: '127.0.0.1',
    schema: text,
    about:
      'Address to listen on. Anything but the loopback requires a login and keys, of programs at this machine as well.',
  },
  port: {
    env: 'VITRINE_PORT',
    default: '4320',
    schema: port,
    about: 'Dashboard, `/api/v1`, the vendor doors, and OTLP over HTTP as well.',
  },
  otlpPort: { env: 'VITRINE_OTLP_PORT', default: '4318', schema: port, about: 'OTLP over HTTP.' },
  grpcPort: { env: 'VITRINE_GRPC_PORT', default: '4317', schema: port, about: 'OTLP over gRPC.' },
  metricsPort: {
    env: 'VITRINE_METRICS_PORT',
    default: '',
    schema: z.union([port, z.literal('').transform(() => undefined)]),
    about:
      'Answers `/metrics`, `/api/v1/health` and `/api/v1/ready` without a key on a port of its own, for an orchestrator. Default: off; `VITRINE_PORT` shows the metrics to this machine and to the admin key.',
  },
  opensBrowser: { env: 'VITRINE_OPEN', default: '1', schema: flag, about: '`0`: open no browser.' },
  key: {
    env: 'VITRINE_KEY',
    default: '',
    schema: secret,
    isSecret: true,
    about:
      "The first project's secret key (16 characters or more), taken on a start that finds no project, ignored later. Without it a pair is made and printed once.",
  },
  publicKey: {
    env: 'VITRINE_PUBLIC_KEY',
    default: '',
    schema: secret,
    isSecret: true,
    about:
      "The first project's public key, taken together with `VITRINE_KEY`. Without it one is made and printed once.",
  },
  projectName: {
    env: 'VITRINE_PROJECT',
    default: 'default',
    schema: text.max(100),
    about: "The first project's name.",
  },
  adminKey: {
    env: 'VITRINE_ADMIN_KEY',
    default: '',
    schema: secret,
    isSecret: true,
    about: 'May create projects and keys and read every project. Never stored; valid while set.',
  },
  allowsKeyless: {
    env: 'VITRINE_KEYLESS',
    default: '1',
    schema: flag,
    about: '`0`: the OTLP doors need a key on the loopback too.',
  },
  password: {
    env: 'VITRINE_PASSWORD',
    default: '',
    schema: optionalText.refine((value) => value === undefined || value.length >= 8, 'needs 8 characters or more'),
    isSecret: true,
    about:
      "The owner's password, needed off the loopback (without it one is made there and printed once). On the loopback whoever sits at this machine needs none: put a proxy in front only when it sends X-Forwarded-For, or listen on another address.",
  },
  sessionSecret: {
    env: 'VITRINE_SESSION_SECRET',
    default: '',
    schema: secret,
    isSecret: true,
    about:
      'Signs browser sessions (16 characters or more). Needed when several processes serve the dashboard, so that a login at one is valid at all; else one is made and kept in the data folder.',
  },
  advertiseUrl: {
    env: 'VITRINE_ADVERTISE_URL',
    default: '',
    schema: url,
    about:
      'Where the other processes reach this one, when it is the one that changes projects and keys. Default: the host name and `VITRINE_PORT`.',
  },
  stopDelayMs: {
    env: 'VITRINE_STOP_DELAY_MS',
    default: '0',
    schema: milliseconds,
    about:
      'On SIGTERM `/api/v1/ready` says no for this long before the doors close, so that balancers turn away first. Under Kubernetes: 5000.',
  },
  tmpFolder: {
    env: 'VITRINE_TMP',
    default: '',
    schema: optionalText.transform((value) => (value === undefined ? undefined : resolve(value))),
    about:
      'Where batches for the embedded database are put for a moment. Default: `/dev/shm` when 256 MiB are free there, else the data folder.',
  },
  corsOrigins: {
    env: 'VITRINE_CORS_ORIGINS',
    default: '',
    schema: origins,
    about: 'Origins of web pages that may send spans, separated by commas; `*` allows all (they still need a key).',
  },
  maxBodyBytes: {
    env: 'VITRINE_MAX_BODY_BYTES',
    default: '20MiB',
    schema: atLeast(1024, '1KiB'),
    about: 'Largest request body as sent; more is answered with 413.',
  },
  maxInflatedBytes: {
    env: 'VITRINE_MAX_INFLATED_BYTES',
    default: '100MiB',
    schema: atLeast(1024, '1KiB'),
    about: 'Largest request body after inflation; inflation stops there, and 413 is answered.',
  },
  maxInFlightBytes: {
    env: 'VITRINE_MAX_IN_FLIGHT_BYTES',
    default: '256MiB',
    schema: atLeast(2 ** 20, '1MiB'),
    about: 'Bytes of all bodies that the doors hold in memory at once; beyond it they answer 429.',
  },
  queueMaxBytes: {
    env: 'VITRINE_QUEUE_MAX_BYTES',
    default: '4GiB',
    schema: atLeast(2 ** 20, '1MiB'),
    about: 'Bound of what waits in the queue, embedded or Kafka; when it is full the doors answer 429.',
  },
  deadLetterMaxBytes: {
    env: 'VITRINE_DEAD_LETTER_MAX_BYTES',
    default: '1GiB',
    schema: atLeast(2 ** 20, '1MiB'),
    about: 'Bound of the dead letter; when it is full the doors answer 429.',
  },
  minFreeBytes: {
    env: 'VITRINE_MIN_FREE_BYTES',
    default: '512MiB',
    schema: bytes,
    about: 'With less free space on the disk of the data folder the doors answer 429.',
  },
  clickhouseUrl: {
    env: 'CLICKHOUSE_URL',
    default: '',
    schema: url,
    about: 'ClickHouse server over HTTP. Default: the embedded engine in the data folder.',
  },
  clickhouseUser: { env: 'CLICKHOUSE_USER', default: 'default', schema: text, about: 'User on that server.' },
  clickhousePassword: {
    env: 'CLICKHOUSE_PASSWORD',
    default: '',
    schema: z.string(),
    isSecret: true,
    about: 'Password on that server.',
  },
  clickhouseDatabase: {
    env: 'CLICKHOUSE_DATABASE',
    default: 'vitrine',
    schema: text.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'letters, digits and _ only'),
    about: 'Database on that server.',
  },
  clickhouseCompression: {
    env: 'CLICKHOUSE_COMPRESSION',
    default: 'auto',
    schema: z.enum(['auto', 'none', 'gzip'], 'one of auto, none, gzip'),
    about: 'What travels to that server and back: `auto` compresses over `https` and not over `http`.',
  },
  clickhouseTimeoutMs: {
    env: 'CLICKHOUSE_TIMEOUT_MS',
    default: '60000',
    schema: milliseconds,
    about: 'A connection to that server that is silent for this long is given up, and the call is tried again.',
  },
  clickhouseCaFile: {
    env: 'CLICKHOUSE_CA_FILE',
    default: '',
    schema: optionalText,
    about: 'PEM file of the authority that signed the server certificate. Default: those that Node knows.',
  },
  clickhouseCertFile: {
    env: 'CLICKHOUSE_CERT_FILE',
    default: '',
    schema: optionalText,
    about: 'PEM file of our own certificate, together with `CLICKHOUSE_KEY_FILE` and `CLICKHOUSE_CA_FILE`.',
  },
  clickhouseKeyFile: {
    env: 'CLICKHOUSE_KEY_FILE',
    default: '',
    schema: optionalText,
    about: 'PEM file of the key to that certificate.',
  },
  clickhouseCluster: {
    env: 'CLICKHOUSE_CLUSTER',
    default: '',
    schema: optionalText.refine((value) => value === undefined || /^[\w.-]+$/.test(value), 'a name of remote_servers'),
    about:
      'Cluster in `remote_servers` of that server: tables are made `on cluster`, replicated, and the large ones sharded by trace. The servers need the macros `shard` and `replica`.',
  },
  clickhouseQuorum: {
    env: 'CLICKHOUSE_QUORUM',
    default: '1',
    schema: flag,
    about:
      "Of a cluster. `0`: an insert is confirmed by one replica alone; whoever loses that one's disk loses what the others had not fetched yet. The ledger then says `eventual`.",
  },
  clickhouseSequential: {
    env: 'CLICKHOUSE_SEQUENTIAL',
    default: '1',
    schema: flag,
    about:
      'Of a cluster. `0`: a read may miss what another replica has just confirmed. The ledger then says `eventual`.',
  },
  kafkaBrokers: {
    env: 'KAFKA_BROKERS',
    default: '',
    schema: brokers,
    about:
      'Brokers of the Kafka that is the queue, separated by commas. Default: the embedded queue in the data folder.',
  },
  kafkaTls: { env: 'KAFKA_TLS', default: '0', schema: flag, about: '`1`: TLS to the brokers.' },
  kafkaCaFile: {
    env: 'KAFKA_CA_FILE',
    default: '',
    schema: optionalText,
    about: 'PEM file of the authority that signed the certificates of the brokers, if it is not a public one.',
  },
  kafkaCertFile: {
    env: 'KAFKA_CERT_FILE',
    default: '',
    schema: optionalText,
    about: 'PEM file of our own certificate, for brokers that ask for one.',
  },
  kafkaKeyFile: {
    env: 'KAFKA_KEY_FILE',
    default: '',
    schema: optionalText,
    about: 'PEM file of the key of `KAFKA_CERT_FILE`.',
  },
  kafkaSaslMechanism: {
    env: 'KAFKA_SASL_MECHANISM',
    default: '',
    schema: z
      .string()
      .toLowerCase()
      .pipe(z.enum(['', 'plain', 'scram-sha-256', 'scram-sha-512'], 'one of plain, scram-sha-256, scram-sha-512')),
    about: '`plain`, `scram-sha-256` or `scram-sha-512`: how to log in to the brokers. Default: not at all.',
  },
  kafkaSaslUsername: { env: 'KAFKA_SASL_USERNAME', default: '', schema: z.string(), about: 'User at the brokers.' },
  kafkaSaslPassword: {
    env: 'KAFKA_SASL_PASSWORD',
    default: '',
    schema: z.string(),
    isSecret: true,
    about: 'Password at the brokers.',
  },
  kafkaTopic: {
    env: 'KAFKA_TOPIC',
    default: 'vitrine.spans',
    schema: topicName,
    about: 'Topic of what the doors take; beside it `….state` and `….dead-letter`. Made when missing, else looked at.',
  },
  kafkaPartitions: {
    env: 'KAFKA_PARTITIONS',
    default: '12',
    schema: z
      .string()
      .regex(/^\d{1,4}$/, 'a number')
      .transform(Number)
      .refine((value) => value >= 1, 'at least 1'),
    about: 'Partitions of a topic that has to be made: at most so many processes can take work from it.',
  },
  kafkaGroup: {
    env: 'KAFKA_GROUP',
    default: 'vitrine',
    schema: text.max(200),
    about: 'Consumer group of the processes that store.',
  },
  kafkaOtlpTopics: {
    env: 'KAFKA_OTLP_TOPICS',
    default: '',
    schema: otlpTopics,
    about:
      "Topics that an OpenTelemetry Collector's Kafka exporter writes, as `topic:format:project`, separated by commas; the format is `otlp_proto` or `otlp_json` (logs: `otlp_logs_proto`, `otlp_logs_json`).",
  },
  kafkaMaxLagSeconds: {
    env: 'KAFKA_MAX_LAG_SECONDS',
    default: '86400',
    schema: seconds(1),
    about: 'When the oldest record that is not stored is older than this, the doors answer 429.',
  },
  kafkaReplaySeconds: {
    env: 'KAFKA_REPLAY_SECONDS',
    default: '259200',
    schema: seconds(0),
    about: 'Stored records stay in the topic for this long, for a replay; then they are deleted.',
  },
  kafkaSessionSeconds: {
    env: 'KAFKA_SESSION_SECONDS',
    default: '30',
    schema: seconds(6),
    about: 'A process that was not heard of for this long loses its partitions to the others.',
  },
  publicUrl: {
    env: 'VITRINE_PUBLIC_URL',
    default: '',
    schema: url.transform((value) => value?.replace(/\/+$/, '')),
    about:
      'How people reach the dashboard: messages of alerts link to it. Default: `http://` with `VITRINE_HOST` and `VITRINE_PORT`.',
  },
  smtpUrl: {
    env: 'VITRINE_SMTP_URL',
    default: '',
    schema: smtpUrl,
    isSecret: true,
    about:
      'Mail server for alerts, such as `smtp://user:password@mail.example.com:587` (`smtps://`: TLS from the first byte). Default: no mail.',
  },
  smtpFrom: {
    env: 'VITRINE_SMTP_FROM',
    default: 'vitrine@localhost',
    schema: text.max(320),
    about: 'Sender of that mail.',
  },
  alertPrivateHosts: {
    env: 'VITRINE_ALERT_PRIVATE_HOSTS',
    default: '',
    schema: hostEntries,
    about:
      'Host names, addresses and networks that are not public and that webhooks of alerts may reach all the same, such as `hooks.internal,10.0.0.0/8`. Default: none.',
  },
  logLevel: {
    env: 'VITRINE_LOG_LEVEL',
    default: 'info',
    schema: z.enum(
      ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      'one of trace, debug, info, warn, error, fatal, silent',
    ),
    about: 'Least level that is logged.',
  },
} as const satisfies Record<string, SettingRow>

/** Read by the SDK, the command line, the demo or the tests, which may share our environment. */
const READ_ELSEWHERE = new Set(['VITRINE_SHARED', 'VITRINE_URL', 'VITRINE_BASE_URL', 'VITRINE_ENDPOINT'])

/** Throws ConfigError. An empty variable counts as unset. */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const errors: string[] = []
  const values: Record<string, unknown> = {}
  for (const [name, row] of Object.entries<SettingRow>(SETTINGS)) {
    const given = env[row.env]
    const parsed = row.schema.safeParse(given === undefined || given.trim() === '' ? row.default : given.trim())
    if (parsed.success) values[name] = parsed.data
    else errors.push(complaint(row, given ?? '', parsed.error))
  }
  if (errors.length === 0) errors.push(...contradictions(values as Config))
  if (errors.length > 0) throw new ConfigError(errors)
  const warnings = [...unknownNames(env), ...doubts(values as Config)]
  return { ...values, warnings } as unknown as Config
}

/** For the documentation. */
export function describeConfig(): readonly { env: string; default: string; about: string; isSecret: boolean }[] {
  return Object.values<SettingRow>(SETTINGS).map((row) => ({
    env: row.env,
    default: row.default,
    about: row.about,
    isSecret: row.isSecret === true,
  }))
}

function complaint(row: SettingRow, given: string, error: z.ZodError): string {
  const why = error.issues.map((issue) => issue.message).join('; ')
  return `cannot use ${row.env}: ${why}; got ${row.isSecret ? `${given.trim().length} characters` : JSON.stringify(given)}`
}

function contradictions(config: Config): string[] {
  const found: string[] = []
  if (config.key === undefined && config.publicKey !== undefined) {
    found.push('cannot use VITRINE_PUBLIC_KEY without VITRINE_KEY: a public key belongs to a secret one; set both')
  } else if (config.key !== undefined && config.key === config.publicKey) {
    found.push('cannot use the same text for VITRINE_KEY and VITRINE_PUBLIC_KEY; the public one is shown to browsers')
  }
  if (config.maxInflatedBytes < config.maxBodyBytes) {
    found.push('cannot use VITRINE_MAX_INFLATED_BYTES below VITRINE_MAX_BODY_BYTES; an uncompressed body is both')
  }
  if (config.queueMaxBytes < config.maxBodyBytes) {
    found.push('cannot use VITRINE_QUEUE_MAX_BYTES below VITRINE_MAX_BODY_BYTES; the largest body would never fit')
  }
  if (config.roles.length < ROLES.length) {
    const missing = [
      config.kafkaBrokers.length === 0 ? 'KAFKA_BROKERS' : undefined,
      config.clickhouseUrl === undefined ? 'CLICKHOUSE_URL' : undefined,
    ].filter((name) => name !== undefined)
    if (missing.length > 0) {
      const why = 'the embedded queue and database belong to one process'
      found.push(
        `cannot split roles (VITRINE_ROLES=${config.roles.join(',')}) without ${missing.join(' and ')}: ${why}; set ${missing.length > 1 ? 'both' : 'it'}, or unset VITRINE_ROLES`,
      )
    }
  }
  if ((config.clickhouseCertFile === undefined) !== (config.clickhouseKeyFile === undefined)) {
    found.push('cannot use CLICKHOUSE_CERT_FILE without CLICKHOUSE_KEY_FILE, or the other way round; set both')
  } else if (config.clickhouseCertFile !== undefined && config.clickhouseCaFile === undefined) {
    found.push('cannot use CLICKHOUSE_CERT_FILE without CLICKHOUSE_CA_FILE; set it to the authority of the server')
  }
  if (config.clickhouseCluster !== undefined && config.clickhouseUrl === undefined) {
    found.push('cannot use CLICKHOUSE_CLUSTER without CLICKHOUSE_URL: the embedded database is one machine')
  }
  if (config.kafkaSaslMechanism !== '' && config.kafkaSaslUsername === '') {
    found.push('cannot use KAFKA_SASL_MECHANISM without KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD; set them')
  }
  if ((config.kafkaCertFile === undefined) !== (config.kafkaKeyFile === undefined)) {
    found.push('cannot use one of KAFKA_CERT_FILE and KAFKA_KEY_FILE without the other; set both')
  }
  const ports = [config.port, config.otlpPort, config.grpcPort].filter((value) => value !== 0)
  if (new Set(ports).size !== ports.length) {
    found.push(`cannot use one port for two doors; got ${ports.join(', ')}; VITRINE_PORT answers OTLP over HTTP too`)
  }
  return found
}

/** What runs, and probably not as it was meant. */
function doubts(config: Config): string[] {
  const isSplit = config.roles.length < ROLES.length
  return isSplit && config.roles.includes('api') && config.sessionSecret === undefined
    ? ['VITRINE_SESSION_SECRET is not set: a browser session at this process is not valid at the others']
    : []
}

function unknownNames(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = Object.values<SettingRow>(SETTINGS).map((row) => row.env)
  return Object.keys(env)
    .filter((name) => name.startsWith('VITRINE_') && !known.includes(name) && !READ_ELSEWHERE.has(name))
    .sort()
    .map((name) => {
      const nearest = known.map((other) => ({ other, far: distance(name, other) })).sort((a, b) => a.far - b.far)[0]
      const hint = nearest !== undefined && nearest.far <= 4 ? `; did you mean ${nearest.other}?` : ''
      return `nobody reads ${name}${hint}`
    })
}

/** Levenshtein: letters to change, add or drop. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

function isOrigin(value: string): boolean {
  return URL.canParse(value) && new URL(value).origin === value
}
