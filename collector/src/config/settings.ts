/** Every variable, once: its name, its default, what it may be and what it does. docs/config.md is made of it. */
import { resolve } from 'node:path'
import { z } from 'zod'
import { ROLES } from '../base/roles.ts'
import {
  atLeast,
  brokers,
  bytes,
  flag,
  hostEntries,
  milliseconds,
  optionalText,
  origins,
  otlpTopics,
  password,
  port,
  roles,
  seconds,
  secret,
  smtpUrl,
  text,
  topicName,
  url,
} from './values.ts'

export interface SettingRow {
  readonly env: string
  /** As somebody would type it; '' when unset means off. */
  readonly default: string
  readonly about: string
  readonly schema: z.ZodType
  /** Never printed. */
  readonly isSecret?: true
}

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
    schema: password,
    isSecret: true,
    about:
      "The owner's password, needed off the loopback (without it one is made there and printed once). On the loopback whoever sits at this machine needs none: put a proxy in front only when it sends X-Forwarded-For, or listen on another address.",
  },
  viewerPassword: {
    env: 'VITRINE_VIEWER_PASSWORD',
    default: '',
    schema: password,
    isSecret: true,
    about:
      'A second password, for people who look at everything and change nothing: no page offers them a change, and the API refuses every one. Valid while set. Default: there is no such login.',
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
