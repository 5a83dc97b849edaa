/**
 * Forward-only migrations: schemas/clickhouse/NNNN_verb_noun.sql, one statement each, in order of their numbers (which
 * may have gaps). Each may run again, since a process can die between a statement and the note that it ran, and two
 * processes may start at once.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError, invariant } from '../base/errors.ts'
import type { Store } from './store.ts'
import { clickhouseCode } from './store-errors.ts'

export interface Migration {
  readonly version: number
  readonly name: string
  readonly sql: string
}

const UNKNOWN_DATABASE = 81
const FILE_NAME = /^(\d{4})_([a-z0-9_]+)\.sql$/

const CREATE_BOOK = `create table if not exists schema_migrations
(
    version UInt32,
    name String,
    applied_time DateTime64(3, 'UTC') default now64(3)
)
engine = ReplacingMergeTree
order by version
settings fsync_after_insert = 1, fsync_part_directory = 1`

/** Brings the store to the newest version and returns it. */
export async function migrate(store: Store): Promise<number> {
  await store.command(CREATE_BOOK)
  const applied = new Set(await appliedVersions(store))
  const migrations = listMigrations()
  for (const { version, name, sql } of migrations) {
    if (applied.has(version)) continue
    await store.command(sql)
    await store.insertRows('schema_migrations', [{ version, name }])
  }
  return migrations.at(-1)?.version ?? 0
}

/** Versions that this build needs and the store has not: what a role that does not migrate waits for. */
export async function missingVersions(store: Store): Promise<readonly number[]> {
  const applied = new Set(await knownVersions(store))
  return listMigrations()
    .map(({ version }) => version)
    .filter((version) => !applied.has(version))
}

export function newestVersion(): number {
  return listMigrations().at(-1)?.version ?? 0
}

export function listMigrations(): readonly Migration[] {
  const folder = join(dirname(fileURLToPath(import.meta.resolve('@vitrine/schemas/package.json'))), 'clickhouse')
  const migrations = readdirSync(folder)
    .sort()
    .map((file) => {
      const match = FILE_NAME.exec(file)
      invariant(match !== null, `a migration is named NNNN_verb_noun.sql; got ${file}`)
      return { version: Number(match[1]), name: match[2] ?? '', sql: readFileSync(join(folder, file), 'utf8') }
    })
  const numbers = new Set(migrations.map(({ version }) => version))
  invariant(numbers.size === migrations.length, 'two migrations have one number')
  return migrations
}

/** Of a store that may be empty, or a server that does not have it yet. */
async function knownVersions(store: Store): Promise<readonly number[]> {
  const sql = `select name from system.tables where database = currentDatabase() and name = 'schema_migrations' limit 1`
  const tables = await store.query<{ name: string }>(sql).catch((error: unknown) => {
    if (error instanceof AppError && clickhouseCode(error.cause) === UNKNOWN_DATABASE) return []
    throw error
  })
  return tables.length === 0 ? [] : await appliedVersions(store)
}

async function appliedVersions(store: Store): Promise<readonly number[]> {
  const rows = await store.query<{ version: number }>('select version from schema_migrations final limit 10000')
  return rows.map((row) => Number(row.version))
}
