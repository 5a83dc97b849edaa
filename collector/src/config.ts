/**
 * The environment, read once: the only file that knows `process.env`. Every variable is a row of SETTINGS; the
 * checks, the defaults and docs/config.md all come from it.
 */
import type { z } from 'zod'
import { ROLES } from './base/roles.ts'
import { SETTINGS, type SettingRow } from './config/settings.ts'

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
