/** The store on a ClickHouse server, over HTTP: the same statements as the embedded one. */
import { Readable } from 'node:stream'
import { type ClickHouseClient, ClickHouseLogLevel, type ClickHouseSettings, createClient } from '@clickhouse/client'
import { jsonLines } from './json-rows.ts'
import { INSERT_SETTINGS, readSettings } from './sql-settings.ts'
import type { QueryOptions, QueryValue, Store } from './store.ts'
import { insertError, queryError } from './store-errors.ts'

export interface ClickhouseStoreOptions {
  /** CLICKHOUSE_URL, credentials included where it has them. */
  readonly url: string
  readonly username?: string | undefined
  readonly password?: string | undefined
  /** Default `vitrine`; made when it is not there. */
  readonly database?: string
  readonly maxConnections?: number
}

type Params = Readonly<Record<string, QueryValue>>

/** Throws AppError store_unavailable while the server cannot be reached. */
export async function createClickhouseStore(options: ClickhouseStoreOptions): Promise<Store> {
  const database = options.database ?? 'vitrine'
  const client = createClient({
    url: options.url,
    ...(options.username === undefined ? {} : { username: options.username }),
    ...(options.password === undefined ? {} : { password: options.password }),
    database,
    application: 'vitrine',
    // Errors are thrown, and logged once by whoever catches them.
    log: { level: ClickHouseLogLevel.OFF },
    request_timeout: 120_000,
    max_open_connections: options.maxConnections ?? 10,
  })
  try {
    await client.command({
      query: 'create database if not exists {database:Identifier}',
      query_params: { database },
      clickhouse_settings: {},
    })
  } catch (error) {
    await client.close()
    throw queryError(error)
  }
  return new ClickhouseStore(client)
}

class ClickhouseStore implements Store {
  readonly kind = 'clickhouse'
  readonly #client: ClickHouseClient

  constructor(client: ClickHouseClient) {
    this.#client = client
  }

  async query<Row>(sql: string, params: Params = {}, options: QueryOptions = {}): Promise<Row[]> {
    try {
      const result = await this.#select(sql, params, options)
      return await result.json<Row>()
    } catch (error) {
      throw queryError(error)
    }
  }

  async *stream<Row>(sql: string, params: Params = {}, options: QueryOptions = {}): AsyncIterable<readonly Row[]> {
    try {
      const result = await this.#select(sql, params, options)
      for await (const rows of result.stream<Row>()) yield rows.map((row) => row.json<Row>())
    } catch (error) {
      throw queryError(error)
    }
  }

  #select(sql: string, params: Params, options: QueryOptions) {
    return this.#client.query({
      query: sql,
      query_params: { ...params },
      format: 'JSONEachRow',
      clickhouse_settings: textSettings(readSettings(options)),
      ...(options.signal === undefined ? {} : { abort_signal: options.signal }),
    })
  }

  async command(sql: string, params: Params = {}): Promise<void> {
    try {
      await this.#client.command({ query: sql, query_params: { ...params } })
    } catch (error) {
      throw queryError(error)
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
    try {
      const { stream } = await this.#client.exec({
        query: `insert into ${table} format ${format}`,
        values: Readable.from(blocks.map((block) => Buffer.from(block.buffer, block.byteOffset, block.byteLength))),
        clickhouse_settings: textSettings(INSERT_SETTINGS),
      })
      // The insert is over when the answer has been read to its end.
      for await (const _ of stream);
    } catch (error) {
      throw insertError(table, error)
    }
  }

  async ping(): Promise<boolean> {
    return (await this.#client.ping({ select: true })).success
  }

  async close(): Promise<void> {
    await this.#client.close()
  }
}

function textSettings(settings: Readonly<Record<string, number>>): ClickHouseSettings {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]))
}
