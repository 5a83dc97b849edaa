/** `vitrine migrate`: the tables of a server, or of the data folder while no process works in it. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { acquireDataLock } from '../base/data-lock.ts'
import { messageOf } from '../base/errors.ts'
import { type Config, readConfig } from '../config.ts'
import { serverStoreOptions } from '../server-store.ts'
import { createChdbStore } from '../store/chdb.ts'
import { createClickhouseStore } from '../store/clickhouse.ts'
import { migrate, missingVersions } from '../store/migrate.ts'
import type { Store } from '../store/store.ts'

const PATIENCE_MS = 60_000

export async function runMigrate(): Promise<number> {
  try {
    const config = readConfig()
    const { store, release } = await open(config)
    try {
      const missing = await missingVersions(store)
      const version = await migrate(store)
      process.stdout.write(
        missing.length === 0
          ? `up to date: version ${version}\n`
          : `applied ${missing.join(', ')}: version ${version}\n`,
      )
    } finally {
      await store.close()
      release()
    }
    return 0
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`)
    return 1
  }
}

async function open(config: Config): Promise<{ store: Store; release(): void }> {
  const server = serverStoreOptions(config)
  // As a job it starts together with the server, and is patient with it.
  if (server !== undefined) {
    return { store: createClickhouseStore({ ...server, retryMs: PATIENCE_MS }), release: () => undefined }
  }
  mkdirSync(config.dataFolder, { recursive: true })
  const lock = acquireDataLock(config.dataFolder)
  const store = await createChdbStore({ path: path.join(config.dataFolder, 'store'), tmpDir: config.tmpFolder })
  return { store, release: () => lock.release() }
}
