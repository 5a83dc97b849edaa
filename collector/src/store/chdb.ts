/**
 * The embedded store: the ClickHouse engine in this process. Reads share a pool of sessions; writes have their own,
 * so that a slow read never holds up the loop. Blocks reach the engine through files in memory, never as SQL text.
 */
import { mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type ChdbQueryStream, type ChdbResult, drainPending, Session } from 'chdb'
import { AppError, messageOf } from '../base/errors.ts'
import { createBlockFiles } from './block-files.ts'
import { writeChdbConfig } from './chdb-config.ts'
import { createLender, type Lender } from './chdb-sessions.ts'
import { jsonLines } from './json-rows.ts'
import { quoted, renderParams } from './literals.ts'
import { INSERT_SETTINGS, readSettings } from './sql-settings.ts'
import type { QueryOptions, QueryValue, Store } from './store.ts'
import { insertError, queryError } from './store-errors.ts'

export interface ChdbStoreOptions {
  /** Folder of the database; made when it is not there. */
  readonly path: string
  /** VITRINE_TMP: where blocks wait for the engine. Default: /dev/shm while it has 256 MiB free, else the folder. */
  readonly tmpDir?: string | undefined
  /** Reads at a time. Default 3. */
  readonly readSessions?: number
  /** Bound on what the engine holds in memory. Default 2 GiB. */
  readonly maxMemoryBytes?: number
}

const DATABASE = 'vitrine'
const MAX_MEMORY_BYTES = 2 * 2 ** 30
/** One for the loop's inserts, one for control tables and jobs. */
const WRITE_SESSIONS = 2

type Params = Readonly<Record<string, QueryValue>>

/** Throws AppError store_unavailable when the folder cannot be used. */
export async function createChdbStore(options: ChdbStoreOptions): Promise<Store> {
  mkdirSync(options.path, { recursive: true })
  const configFile = join(options.path, 'engine.xml')
  writeChdbConfig(configFile, options.maxMemoryBytes ?? MAX_MEMORY_BYTES)
  const sessions = openSessions(options, configFile)
  for (const session of sessions) {
    await session.queryAsync(`create database if not exists ${DATABASE}`)
    await session.queryAsync(`use ${DATABASE}`)
  }
  return new ChdbStore(sessions, createBlockFiles({ tmpDir: options.tmpDir, dataFolder: options.path }))
}

function openSessions(options: ChdbStoreOptions, configFile: string): readonly Session[] {
  const count = (options.readSessions ?? 3) + WRITE_SESSIONS
  try {
    const connectionArgs = [`--config-file=${configFile}`]
    return Array.from({ length: count }, () => new Session(options.path, { connectionArgs }))
  } catch (error) {
    throw new AppError('store_unavailable', `cannot open the store in ${options.path}: ${messageOf(error)}`, {
      retryable: false,
      cause: error,
    })
  }
}

class ChdbStore implements Store {
  readonly kind = 'chdb'
  readonly consistency = 'immediate'
  readonly #readers: Lender<Session>
  readonly #writers: Lender<Session>
  readonly #files: ReturnType<typeof createBlockFiles>

  constructor(sessions: readonly Session[], files: ReturnType<typeof createBlockFiles>) {
    this.#writers = createLender(sessions.slice(0, WRITE_SESSIONS))
    this.#readers = createLender(sessions.slice(WRITE_SESSIONS))
    this.#files = files
  }

  async query<Row>(sql: string, params: Params = {}, options: QueryOptions = {}): Promise<Row[]> {
    const statement = withSettings(renderParams(sql, params), readSettings(options))
    const session = await this.#readers.take(options.signal)
    try {
      const result = await runIn(session, statement, 'JSONEachRow')
      return parseRows<Row>(Buffer.from(result.bytes()).toString('utf8'))
    } catch (error) {
      throw queryError(error)
    } finally {
      this.#readers.release(session)
    }
  }

  async *stream<Row>(sql: string, params: Params = {}, options: QueryOptions = {}): AsyncIterable<readonly Row[]> {
    const statement = withSettings(renderParams(sql, params), readSettings(options))
    const session = await this.#readers.take(options.signal)
    let stream: ChdbQueryStream | undefined
    try {
      stream = session.queryStream(statement, { format: 'JSONEachRow', ...signalOf(options) })
      for await (const chunk of stream) if (chunk.numRows > 0) yield parseRows<Row>(chunk.text())
    } catch (error) {
      throw queryError(error)
    } finally {
      stream?.cancel()
      this.#readers.release(session)
    }
  }

  async command(sql: string, params: Params = {}): Promise<void> {
    const session = await this.#writers.take()
    try {
      await runIn(session, renderParams(sql, params), 'Null')
    } catch (error) {
      throw queryError(error)
    } finally {
      this.#writers.release(session)
    }
  }

  async insertNative(table: string, blocks: readonly Uint8Array[]): Promise<void> {
    await this.#insertFile(table, 'Native', blocks)
  }

  async insertRows(table: string, rows: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    if (rows.length === 0) return
    await this.#insertFile(table, 'JSONEachRow', [jsonLines(rows)])
  }

  async #insertFile(table: string, format: 'Native' | 'JSONEachRow', blocks: readonly Uint8Array[]): Promise<void> {
    const session = await this.#writers.take()
    let path: string | undefined
    try {
      path = await this.#files.write(blocks)
      // From a file, columns are matched by name, and content never passes through the engine's SQL lexer.
      const insert = withSettings(`insert into ${table} from infile ${quoted(path)}`, INSERT_SETTINGS)
      await runIn(session, `${insert} format ${format}`, 'Null')
    } catch (error) {
      throw insertError(table, error)
    } finally {
      this.#writers.release(session)
      if (path !== undefined) await rm(path, { force: true })
    }
  }

  async ping(): Promise<boolean> {
    try {
      const rows = await this.query<{ one: number }>('select 1 as one', {}, { maxSeconds: 5 })
      return rows[0]?.one === 1
    } catch {
      return false
    }
  }

  async close(): Promise<void> {
    const sessions = [...(await this.#writers.drain()), ...(await this.#readers.drain())]
    for (const session of sessions) session.close()
    await drainPending()
    this.#files.close()
  }
}

function runIn(session: Session, statement: string, format: string): Promise<ChdbResult> {
  return session.queryAsync(statement, { format })
}

function withSettings(sql: string, settings: Readonly<Record<string, number>>): string {
  const pairs = Object.entries(settings).map(([name, value]) => `${name} = ${value}`)
  return `${sql.trim().replace(/;$/, '')}\nsettings ${pairs.join(', ')}`
}

function signalOf(options: QueryOptions): { signal?: AbortSignal } {
  return options.signal === undefined ? {} : { signal: options.signal }
}

function parseRows<Row>(text: string): Row[] {
  if (text === '') return []
  return JSON.parse(`[${text.trimEnd().replaceAll('\n', ',')}]`) as Row[]
}
