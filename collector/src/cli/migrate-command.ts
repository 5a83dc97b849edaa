/** `vitrine migrate`: the tables of a server, or of the data folder while no process works in it. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { acquireDataLock } from '../base/data-lock.ts'
import { messageOf } from '../base/errors.ts'
import { type Config, readConfig } from '../config.ts'
import { createChdbStore } from '../store/chdb.ts'
import { createClickhouseStore } from '../store/clickhouse.ts'
import { migrate, schemaVersion } from '../store/migrate.ts'
import type { Store } from '../store/store.ts'

export async function runMigrate(): Promise<number> {
  try {
    const config = readConfig()
    const { store, release } = await open(config)
    try {
      const before = await schemaVersion(store)
      const after = await migrate(store)
      process.stdout.write(before === after ? `up to date: version ${after}\n` : `from version ${before} to ${after}\n`)
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
  if (config.clickhouseUrl !== undefined) {
    const { clickhouseUrl: url, clickhouseUser: username, clickhousePassword: password } = config
    const store = await createClickhouseStore({ url, username, password, database: config.clickhouseDatabase })
    return { store, release: () => undefined }
  }
  mkdirSync(config.dataFolder, { recursive: true })
  const lock = acquireDataLock(config.dataFolder)
  const store = await createChdbStore({ path: path.join(config.dataFolder, 'store'), tmpDir: config.tmpFolder })
  return { store, release: () => lock.release() }
}
