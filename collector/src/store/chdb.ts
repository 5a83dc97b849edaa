/**
 * The embedded store: the ClickHouse engine in this process. Reads share a pool of sessions; writes have their own,
 * so that a slow read never holds up the loop. Blocks reach the engine through files in memory, never as SQL text.
 */
import { mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type ChdbQueryStream, type ChdbResult, drainPending, Session } from 'chdb'
import { AppError, invariant, messageOf } from '../base/errors.ts'
import { createBlockFiles } from './block-files.ts'
import { type Cancelling, createCancelling } from './chdb-cancel.ts'
import { writeChdbConfig } from './chdb-config.ts'
import { createDamageWatch, type DamageWatch, type Run } from './chdb-damage.ts'
import { createLender, type Lender } from './chdb-sessions.ts'
import { jsonLines } from './json-rows.ts'
import { quoted, renderParams } from './literals.ts'
import { createMergeBrake } from './merge-brake.ts'
import { INSERT_SETTINGS, readSettings, type Settings } from './sql-settings.ts'
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
  readonly onRefused?: (writes: number) => void
  /** The disk refused writes, and the tables were loaded again without what was cut. */
  readonly onMended?: (refusedWrites: number) => void
}

const DATABASE = 'vitrine'
const MAX_MEMORY_BYTES = 2 * 2 ** 30
/** One for the loop's inserts, one for control tables and jobs. */
const WRITE_SESSIONS = 2
/** Ends reads whose callers went away; the others may all be busy with such. */
const CANCEL_SESSIONS = 1
/** Well under the minute for which the engine keeps the parts that a merge replaced. */
const LOOK_EVERY_MS = 10_000

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
  const files = createBlockFiles({ tmpDir: options.tmpDir, dataFolder: options.path })
  const { onRefused = () => {}, onMended = () => {} } = options
  return new ChdbStore(sessions, files, createDamageWatch({ onRefused, onMended }))
}

function openSessions(options: ChdbStoreOptions, configFile: string): readonly Session[] {
  const count = (options.readSessions ?? 3) + WRITE_SESSIONS + CANCEL_SESSIONS
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
  readonly #damage: DamageWatch
  readonly #cancelling: Cancelling
  readonly #cancelSessions: readonly Session[]
  readonly #brake = createMergeBrake()
  readonly #timer: NodeJS.Timeout

  constructor(sessions: readonly Session[], files: ReturnType<typeof createBlockFiles>, damage: DamageWatch) {
    this.#writers = createLender(sessions.slice(0, WRITE_SESSIONS))
    this.#cancelSessions = sessions.slice(WRITE_SESSIONS, WRITE_SESSIONS + CANCEL_SESSIONS)
    this.#readers = createLender(sessions.slice(WRITE_SESSIONS + CANCEL_SESSIONS))
    const [canceller] = this.#cancelSessions
    invariant(canceller !== undefined, 'a store was made without a session that cancels')
    this.#cancelling = createCancelling(runner(canceller))
    this.#files = files
    this.#damage = damage
    this.#timer = setInterval(() => void this.#look(), LOOK_EVERY_MS).unref()
  }

  /** An answer can fail because a part is cut; then it is asked again of what is whole. */
  async query<Row>(sql: string, params: Params = {}, options: QueryOptions = {}): Promise<Row[]> {
    const statement = renderParams(sql, params)
    try {
      return await this.#read<Row>(statement, options)
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'query_failed' || !(await this.#look())) throw error
      return await this.#read<Row>(statement, options)
    }
  }

  async #read<Row>(statement: string, options: QueryOptions): Promise<Row[]> {
    await this.#damage.settled()
    const session = await this.#readers.take(options.signal)
    try {
      return await this.#cancelling.run(options.signal, (marks) =>
        rowsOf<Row>(session, withSettings(statement, { ...readSettings(options), ...coresFor(options), ...marks })),
      )
    } catch (error) {
      throw queryError(error)
    } finally {
      this.#readers.release(session)
    }
  }

  /** Resolves with whether something was mended; what cannot be mended yet is tried again later. */
  async #look(): Promise<boolean> {
    const session = await this.#writers.take().catch(() => undefined)
    if (session === undefined) return false
    try {
      return await this.#damage.look(runner(session))
    } catch {
      return false
    } finally {
      this.#writers.release(session)
    }
  }

  async *stream<Row>(sql: string, params: Params = {}, options: QueryOptions = {}): AsyncIterable<readonly Row[]> {
    const statement = withSettings(renderParams(sql, params), readSettings(options))
    const session = await this.#readers.take(options.signal)
    let stream: ChdbQueryStream | undefined
    try {
      await this.#damage.settled()
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
      const statement = renderParams(sql, params)
      const run = runner(session)
      const act = () => this.#damage.guard(run, () => runIn(session, statement, 'Null'))
      await this.#brake.without(run, act)
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
      await this.#damage.guard(runner(session), () => runIn(session, `${insert} format ${format}`, 'Null'))
    } catch (error) {
      throw insertError(table, error)
    } finally {
      this.#writers.release(session)
      if (path !== undefined) await rm(path, { force: true })
    }
  }

  async noteBacklog(isBehind: boolean): Promise<void> {
    if (!isBehind && !this.#brake.isHeld) return
    const session = await this.#writers.take()
    try {
      await (isBehind ? this.#brake.hold(runner(session)) : this.#brake.release(runner(session)))
    } catch (error) {
      throw queryError(error)
    } finally {
      this.#writers.release(session)
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
    clearInterval(this.#timer)
    // A clean end removes the parts that merges replaced.
    await this.#look()
    const sessions = [...(await this.#writers.drain()), ...(await this.#readers.drain())]
    await this.#cancelling.idle()
    for (const session of [...sessions, ...this.#cancelSessions]) session.close()
    await drainPending()
    this.#files.close()
  }
}

/**
 * The engine gives a read one thread for each GiB that is free of its bound, which would be one. What a read over many
 * rows may hold is bounded by its own memory and by the engine's, whatever its threads.
 */
function coresFor({ onAllCores = false }: QueryOptions): Settings {
  return onAllCores ? { max_threads_min_free_memory_per_thread: 0 } : {}
}

function runner(session: Session): Run {
  return (sql) => rowsOf(session, sql)
}

async function rowsOf<Row>(session: Session, statement: string): Promise<Row[]> {
  const result = await runIn(session, statement, 'JSONEachRow')
  return parseRows<Row>(Buffer.from(result.bytes()).toString('utf8'))
}

async function runIn(session: Session, statement: string, format: string): Promise<ChdbResult> {
  try {
    return await session.queryAsync(statement, { format })
  } catch (error) {
    // Until its next query, a session holds the tables of one that failed.
    await session.queryAsync('select 1').catch(() => {})
    throw error
  }
}

function withSettings(sql: string, settings: Settings): string {
  const pairs = Object.entries(settings).map(
    ([name, value]) => `${name} = ${typeof value === 'string' ? quoted(value) : value}`,
  )
  return `${sql.trim().replace(/;$/, '')}\nsettings ${pairs.join(', ')}`
}

function signalOf(options: QueryOptions): { signal?: AbortSignal } {
  return options.signal === undefined ? {} : { signal: options.signal }
}

function parseRows<Row>(text: string): Row[] {
  if (text === '') return []
  return JSON.parse(`[${text.trimEnd().replaceAll('\n', ',')}]`) as Row[]
}
