/** A kafkajs client as we want it: its log in ours, every codec there, and errors of one kind. */
import kafkajs, { type Kafka, type KafkaConfig, type logCreator, type SASLOptions } from 'kafkajs'
import { AppError, messageOf } from '../../base/errors.ts'
import type { Log } from '../../base/log.ts'
import { adviceFor } from './advice.ts'
import { registerCodecs } from './codecs.ts'

export interface KafkaConnection {
  readonly brokers: readonly string[]
  readonly clientId: string
  readonly tls: boolean | { readonly ca?: string; readonly cert?: string; readonly key?: string }
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
    readonly username: string
    readonly password: string
  }
}

const RETRIES = 12

export function createClient(connection: KafkaConnection, log: Log, retries = RETRIES): Kafka {
  registerCodecs()
  const { retry, ...config } = clientConfig(connection)
  const logging = { logLevel: kafkajs.logLevel.WARN, logCreator: logInto(log) }
  return new kafkajs.Kafka({ ...config, ...logging, retry: { ...retry, retries } })
}

/** Also used by the reader, which builds a cluster of its own. */
export function clientConfig({ brokers, clientId, tls, sasl }: KafkaConnection): KafkaConfig {
  return {
    clientId,
    brokers: [...brokers],
    ssl: tls,
    ...(sasl === undefined ? {} : { sasl: { ...sasl } as SASLOptions }),
    connectionTimeout: 3_000,
    requestTimeout: 30_000,
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: RETRIES },
  }
}

/** Said at ERROR by kafkajs while everything is as it should be. */
const NORMAL = /coordinator is (loading|not available)|coordinator is not aware|Topic creation errors|rebalancing/i
/** A broker that is away is said by us, once, and not by every connection. */
const CONNECTION = /Connection|Failed to connect|Closed connection|disconnected/i

function logInto(log: Log): logCreator {
  return () =>
    ({ level, namespace, log: { message, error } }) => {
      const text = `kafka ${namespace}: ${message}`
      const fields = error === undefined ? {} : { why: String(error) }
      const isQuiet = NORMAL.test(`${message} ${String(error)}`) || CONNECTION.test(message)
      if (isQuiet || level > kafkajs.logLevel.WARN) log.debug(fields, text)
      else log.warn(fields, text)
    }
}

/** Anything that Kafka failed at. What it may get over is retryable, and so is all that we do not know better. */
export function kafkaError(what: string, cause: unknown): AppError {
  const reason = causeOf(cause)
  const why = `cannot ${what}: ${reason}; ${adviceFor(reason)}; it is tried again`
  return new AppError('queue_unavailable', why, { retryable: true, cause })
}

/** kafkajs wraps: the innermost message says most. */
function causeOf(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : undefined
  return inner === undefined || inner.message === '' ? messageOf(error) : causeOf(inner)
}

export function typeOfError(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if ('type' in error && typeof error.type === 'string') return error.type
  return error.cause === undefined ? undefined : typeOfError(error.cause)
}
