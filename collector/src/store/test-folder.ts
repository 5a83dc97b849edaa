/** For tests: the embedded store migrated once for each state of the schema, and copied for all that need one. */
import { createHash } from 'node:crypto'
import { cpSync, existsSync } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createChdbStore } from './chdb.ts'
import { listMigrations, migrate } from './migrate.ts'

/** A folder of its own for whoever asks. */
export async function migratedFolder(): Promise<string> {
  const made = join(tmpdir(), `vitrine-migrated-${stateOfSchema()}`)
  if (!existsSync(made)) await make(made)
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-store-'))
  cpSync(made, folder, { recursive: true, verbatimSymlinks: true })
  return folder
}

function stateOfSchema(): string {
  const engine: { version: string } = createRequire(import.meta.url)('chdb/package.json')
  return createHash('sha256')
    .update(JSON.stringify([engine.version, listMigrations()]))
    .digest('hex')
    .slice(0, 16)
}

/** Appears whole or not at all; who comes second throws his away. */
async function make(target: string): Promise<void> {
  const draft = await mkdtemp(`${target}.`)
  const store = await createChdbStore({ path: draft })
  await migrate(store)
  await store.close()
  await rename(draft, target).catch(async (error: NodeJS.ErrnoException) => {
    if (!existsSync(target)) throw error
    await rm(draft, { recursive: true, force: true })
  })
}
