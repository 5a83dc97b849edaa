/**
 * The store on a ClickHouse server or cluster, over HTTP: the same statements as the embedded one. A call that the
 * network cut is tried again: a read when it has given nothing yet; an insert always, since a row's key and version
 * come from the span, so that the same block twice is the same rows, and reads count them once.
 */
import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { type ClickHouseClient, ClickHouseLogLevel, type ClickHouseSettings, createClient } from '@clickhouse/client'
import { type Clock, systemClock } from '../base/clock.ts'
import { retry } from '../base/retry.ts'
import { type Cluster, clusterStatements, createDatabase } from './cluster-ddl.ts'
import { jsonLines } from './json-rows.ts'
import {
  CLUSTER_READ_SETTINGS,
  HTTP_READ_SETTINGS,
  INSERT_SETTINGS,
  quorumSettings,
  readSettings,
  type Settings,
} from './sql-settings.ts'
import type { QueryOptions, QueryValue, Store } from './store.ts'
import { exceptionInText, insertError, queryError, readAborted } from './store-errors.ts'

export interface ClickhouseStoreOptions {
  /** CLICKHOUSE_URL, credentials included where it has them. */
  readonly url: string
  readonly username?: string | undefined
  readonly password?: string | undefined
  /** Default `vitrine`; made by the first statement when it is not there. */
  readonly database?: string
  readonly maxConnections?: number
  /** What travels compressed. Default: gzip over TLS, which is a way to somewhere else, and nothing over plain HTTP. */
  readonly compression?: 'auto' | 'none' | 'gzip'
  /** How long a socket may be silent. Default 60 s. */
  readonly timeoutMs?: number
  /** How long calls are tried again here, before the caller's own patience begins. Default 5 s. */
  readonly retryMs?: number
  /** PEM files. A certificate of our own needs all three. */
  readonly tls?: { readonly caFile: string; readonly certFile?: string; readonly keyFile?: string } | undefined
  /** Replicated and sharded tables on this cluster of the server's configuration. */
  readonly cluster?: string | undefined
  /** Of a cluster: an insert waits for most replicas, and a read sees every insert before it. Default: both. */
  readonly quorum?: boolean
  readonly sequential?: boolean
  readonly clock?: Clock
}

type Params = Readonly<Record<string, QueryValue>>

const NUMBER_LISTS = /\{\s*(\w+)\s*:\s*Array\(U?Int\d+\)\s*\}/g
const TIMEOUT_MS = 60_000
const RETRY_MS = 5_000
const PING_MS = 3_000
/** The engine ends a read itself; who hears nothing this long after that is cut off from it. */
const READ_GRACE_MS = 5_000
/** An insert is answered with nothing, or with an exception. */
const ANSWER_MAX_BYTES = 64 * 1024

/** Asks nothing of the server yet: it may be away while the doors already work. */
export function createClickhouseStore(options: ClickhouseStoreOptions): Store {
  return new ClickhouseStore(options)
}

class ClickhouseStore implements Store {
  readonly kind = 'clickhouse'
  readonly consistency: Store['consistency']
  readonly #client: ClickHouseClient
  /** Without a database, since that may have to be made first. */
  readonly #options: ClickhouseStoreOptions
  readonly #cluster: Cluster | undefined
  readonly #readSettings: Settings
  readonly #insertSettings: Settings
  #hasDatabase = false

  constructor(options: ClickhouseStoreOptions) {
    const { cluster, quorum = true, sequential = true } = options
    this.#options = options
    this.#client = createClient(clientOptions(options))
    this.#cluster = cluster === undefined ? undefined : { name: cluster, database: databaseOf(options) }
    this.consistency = cluster === undefined || (quorum && sequential) ? 'immediate' : 'eventual'
    this.#readSettings = cluster === undefined ? {} : { ...CLUSTER_READ_SETTINGS, ...sequentialSettings(sequential) }
    this.#insertSettings = cluster === undefined ? INSERT_SETTINGS : { ...INSERT_SETTINGS, ...quorumSettings(quorum) }
  }

  async query<Row>(sql: string, params: Params = {}, options: QueryOptions = {}): Promise<Row[]> {
    return await this.#again(async () => {
      const rows: Row[] = []
      for await (const block of this.#read<Row>(sql, params, options)) for (const row of block) rows.push(row)
      return rows
    }, options.signal)
  }

  async *stream<Row>(sql: string, params: Params = {}, options: QueryOptions = {}): AsyncIterable<readonly Row[]> {
    const begun = await this.#again(async () => {
      const blocks = this.#read<Row>(sql, params, options)[Symbol.asyncIterator]()
      return { blocks, first: await blocks.next() }
    }, options.signal)
    const { blocks } = begun
    try {
      for (let next = begun.first; next.done !== true; next = await blocks.next()) yield next.value
    } finally {
      await blocks.return?.(undefined)
    }
  }

  async *#read<Row>(sql: string, params: Params, options: QueryOptions): AsyncGenerator<readonly Row[]> {
    const isGone = () => options.signal?.aborted === true
    if (isGone()) throw readAborted()
    const settings: Settings = { ...readSettings(options), ...HTTP_READ_SETTINGS, ...this.#readSettings }
    const limit = new AbortController()
    const timer = setTimeout(() => limit.abort(), Number(settings.max_execution_time) * 1000 + READ_GRACE_MS)
    const signal = options.signal === undefined ? limit.signal : AbortSignal.any([options.signal, limit.signal])
    try {
      const result = await this.#client.query({
        query: sql,
        query_params: typedParams(sql, params),
        format: 'JSONEachRow',
        clickhouse_settings: textSettings(settings),
        abort_signal: signal,
      })
      for await (const rows of result.stream<Row>()) yield rows.map((row) => parseRow<Row>(row.text))
    } catch (error) {
      throw isGone() ? readAborted(error) : queryError(error)
    } finally {
      clearTimeout(timer)
      limit.abort()
    }
  }

  async command(sql: string, params: Params = {}): Promise<void> {
    await this.#makeDatabase()
    const statements = this.#cluster === undefined ? [sql] : clusterStatements(sql, this.#cluster)
    for (const query of statements) {
      await this.#again(async () => {
        try {
          await this.#client.command({ query, query_params: typedParams(query, params) })
        } catch (error) {
          throw queryError(error)
        }
      })
    }
  }

  async insertNative(table: string, blocks: readonly Uint8Array[]): Promise<void> {
    await this.#insert(table, 'Native', blocks)
  }

  async insertRows(table: string, rows: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    if (rows.length === 0) return
    await this.#insert(table, 'JSONEachRow', [jsonLines(rows)])
  }

  async #insert(table: string, format: 'Native' | 'JSONEachRow', blocks: readonly Uint8Array[]): Promise<void> {
    await this.#again(async () => {
      try {
        const { stream } = await this.#client.exec({
          query: `insert into ${table} format ${format}`,
          values: Readable.from(blocks.map((block) => Buffer.from(block.buffer, block.byteOffset, block.byteLength))),
          clickhouse_settings: textSettings(this.#insertSettings),
        })
        // The insert is over when the answer has been read to its end; a late exception stands in it.
        const exception = exceptionInText(await answerText(stream))
        if (exception !== undefined) throw new Error(exception)
      } catch (error) {
        throw insertError(table, error)
      }
    })
  }

  /** A server has other clients, and cores of its own: it decides itself when it merges. */
  noteBacklog(): Promise<void> {
    return Promise.resolve()
  }

  async ping(): Promise<boolean> {
    const limit = new AbortController()
    const timer = setTimeout(() => limit.abort(), PING_MS)
    try {
      return (await this.#client.ping({ select: true, abort_signal: limit.signal })).success
    } finally {
      clearTimeout(timer)
    }
  }

  async close(): Promise<void> {
    await this.#client.close()
  }

  /** A short patience, for what the network cuts; who must not give up has a longer one of its own. */
  #again<T>(run: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return retry(run, {
      clock: this.#options.clock ?? systemClock,
      deadlineMs: this.#options.retryMs ?? RETRY_MS,
      maxDelayMs: 1_000,
      ...(signal === undefined ? {} : { signal }),
    })
  }

  /** A connection cannot name a database that is not there, so this one names none. */
  async #makeDatabase(): Promise<void> {
    if (this.#hasDatabase) return
    const client = createClient({ ...clientOptions(this.#options), database: 'default', max_open_connections: 1 })
    try {
      await this.#again(async () => {
        try {
          await client.command({ query: createDatabase(databaseOf(this.#options), this.#options.cluster) })
        } catch (error) {
          throw queryError(error)
        }
      })
      this.#hasDatabase = true
    } finally {
      await client.close()
    }
  }
}

function clientOptions(options: ClickhouseStoreOptions): NonNullable<Parameters<typeof createClient>[0]> {
  const url = new URL(options.url)
  const isFar = url.protocol === 'https:'
  const isCompressed = options.compression === 'gzip' || (options.compression !== 'none' && isFar)
  const { tls } = options
  return {
    url,
    // What the URL names goes before; the client would complain about both.
    ...(url.username !== '' || options.username === undefined ? {} : { username: options.username }),
    ...(url.password !== '' || options.password === undefined ? {} : { password: options.password }),
    ...(url.pathname.length > 1 ? {} : { database: databaseOf(options) }),
    application: 'vitrine',
    compression: { request: isCompressed, response: isCompressed },
    // Errors are thrown, and logged once by whoever catches them.
    log: { level: ClickHouseLogLevel.OFF },
    request_timeout: options.timeoutMs ?? TIMEOUT_MS,
    max_open_connections: options.maxConnections ?? 16,
    // Long lists of ids do not fit into a URL.
    use_multipart_params_auto: true,
    keep_alive: { enabled: true, eagerly_destroy_stale_sockets: true },
    ...(tls === undefined ? {} : { tls: readTls(tls) }),
  }
}

function databaseOf(options: ClickhouseStoreOptions): string {
  const inUrl = new URL(options.url).pathname.replaceAll('/', '')
  return inUrl === '' ? (options.database ?? 'vitrine') : inUrl
}

function readTls({ caFile, certFile, keyFile }: NonNullable<ClickhouseStoreOptions['tls']>) {
  const ca_cert = readFileSync(caFile)
  if (certFile === undefined || keyFile === undefined) return { ca_cert }
  return { ca_cert, cert: readFileSync(certFile), key: readFileSync(keyFile) }
}

/** Within a list the client quotes what is text, and a server takes no quotes around the numbers of a list. */
function typedParams(sql: string, params: Params): Record<string, QueryValue> {
  const typed: Record<string, QueryValue> = { ...params }
  for (const [, name = ''] of sql.matchAll(NUMBER_LISTS)) {
    const value = typed[name]
    if (Array.isArray(value)) typed[name] = value.map((each: string | number | bigint) => BigInt(each))
  }
  return typed
}

/** A server older than 25.11 writes an exception between the rows, as text. */
function parseRow<Row>(text: string): Row {
  try {
    return JSON.parse(text) as Row
  } catch (error) {
    throw new Error(exceptionInText(text) ?? `cannot read a row of the answer: ${text.slice(0, 200)}`, { cause: error })
  }
}

async function answerText(stream: Readable): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stream) {
    bytes += (chunk as Buffer).length
    if (bytes <= ANSWER_MAX_BYTES) chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function sequentialSettings(isOn: boolean): Settings {
  return isOn ? { select_sequential_consistency: 1 } : {}
}

function textSettings(settings: Settings): ClickHouseSettings {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]))
}
