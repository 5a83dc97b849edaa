/**
 * When the system refuses a write of the embedded engine (a full disk, a quota, a broken device), the engine goes on: it
 * calls the insert or the merge done, and its part is empty or cut. It counts the refused writes, though. So nothing
 * counts as stored when that count has moved, and the tables are loaded from the disk again: then the engine puts a cut
 * part aside, and takes up the parts that a cut merge replaced, which it keeps for `old_parts_lifetime` (a minute for
 * the big tables).
 */
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { AppError } from '../base/errors.ts'
import { clickhouseCode } from './store-errors.ts'

/** Runs a statement and resolves with its rows. */
export type Run = <Row>(sql: string) => Promise<Row[]>

export interface DamageWatch {
  /** Throws AppError store_unavailable when a write was refused since `write` began, or damage cannot be mended yet. */
  guard<T>(run: Run, write: () => Promise<T>): Promise<T>
  /** Mends what was damaged since the last look. Resolves with whether there was anything. */
  look(run: Run): Promise<boolean>
  /** Resolves when no table is being loaded again. */
  settled(): Promise<void>
}

/** Asked after each write, so without an aggregate; no row while there was none. */
const REFUSED_WRITES = `
select toUInt32(value) as refused from system.events where event = 'WriteBufferFromFileDescriptorWriteFailed'`

const LOADED_TABLES = `
select name, data_paths as folders from system.tables where database = currentDatabase() and engine like '%MergeTree'`

const ABSENT_TABLES = `
select table as name from system.detached_tables where database = currentDatabase() and not is_permanently`

/** TABLE_ALREADY_EXISTS */
const STILL_HELD = 57
/** A query may take 30 s. */
const TRY_EVERY_MS = 100
const MAX_TRIES = 350

export interface DamageEvents {
  readonly onRefused: (writes: number) => void
  readonly onMended: (refusedWrites: number) => void
}

export function createDamageWatch({ onRefused, onMended }: DamageEvents): DamageWatch {
  let [seen, mended, mends] = [0, 0, 0]
  let mending: Promise<void> | undefined

  const count = async (run: Run) => {
    const [row] = await run<{ refused: number }>(REFUSED_WRITES)
    const refused = row?.refused ?? 0
    // Of two looks the later answer may be the older one.
    if (refused > seen) {
      onRefused(refused - seen)
      seen = refused
    }
    return seen
  }
  const mend = async (run: Run) => {
    const upTo = seen
    mends += 1
    await loadAgain(run)
    const refused = upTo - mended
    mended = upTo
    onMended(refused)
  }
  /** One at a time: another writer's statement would find tables absent. */
  const mendOnce = (run: Run) => {
    mending ??= mend(run).finally(() => {
      mending = undefined
    })
    return mending
  }
  return {
    guard: async (run, write) => {
      if (seen > mended || mending !== undefined) await mendOnce(run)
      const [before, mendsBefore] = [seen, mends]
      const result = await write().catch(async (cause: unknown) => {
        if (mends === mendsBefore) throw cause
        await mending?.catch(() => {})
        const why = 'the tables were loaded again while this was written'
        throw new AppError('store_unavailable', why, { retryable: true, cause })
      })
      if ((await count(run)) === before) return result
      await mendOnce(run)
      throw new AppError('store_unavailable', `the disk refused ${seen - before} writes of the engine`, {
        retryable: true,
      })
    },
    look: async (run) => {
      if (mending === undefined && (await count(run)) === mended) return false
      await mendOnce(run)
      return true
    },
    settled: async () => await mending?.catch(() => {}),
  }
}

async function loadAgain(run: Run): Promise<void> {
  for (const table of await run<{ name: string; folders: readonly string[] }>(LOADED_TABLES)) {
    await run(`detach table ${table.name}`)
    for (const folder of table.folders) await removeEmptyMutations(folder)
  }
  for (const table of await run<{ name: string }>(ABSENT_TABLES)) await attach(run, table.name)
}

/** A table cannot be attached while a query still holds what was detached. */
async function attach(run: Run, table: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await run(`attach table ${table}`)
      return
    } catch (error) {
      if (clickhouseCode(error) !== STILL_HELD || tries === MAX_TRIES) throw error
      await pause(TRY_EVERY_MS)
    }
  }
}

/** The engine does not load a table with one; whoever asked for the mutation was told that it failed. */
async function removeEmptyMutations(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    if (/^(?:tmp_)?mutation_.*\.txt$/.test(name) && (await stat(path)).size === 0) await rm(path, { force: true })
  }
}
