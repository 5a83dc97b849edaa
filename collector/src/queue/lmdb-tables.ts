/**
 * The tables of an LMDB environment. What is read through the map of its file counts as this process's memory until it
 * is unmapped, and only closing does that: left alone, a backlog that was read stays in memory whole.
 */
import type { RootDatabase } from 'lmdb'
import { invariant } from '../base/errors.ts'
import { openLmdb } from './open-lmdb.ts'

type Opened<Tables> = Tables & { readonly root: RootDatabase }

export interface LmdbTables<Tables> {
  /** As long as nobody waits: they may be others afterwards. Throws when the folder cannot be used. */
  get(): Opened<Tables>
  /** false: not now, for want of file handles perhaps. */
  canOpen(): boolean
  /** Unmaps the file; the next `get` maps it again. Only between transactions. */
  letGo(): Promise<void>
  /** While it lasts: who asks for the tables now keeps the old map. */
  readonly lettingGo: Promise<void> | undefined
  close(): Promise<void>
}

/** `encodings`: of each table, by its name in the file. */
export function createLmdbTables<Tables extends object>(
  options: { readonly path: string; readonly maxBytes: number },
  encodings: Readonly<Record<keyof Tables, 'json' | 'binary'>>,
): LmdbTables<Tables> {
  let tables: Opened<Tables> | undefined
  let lettingGo: Promise<void> | undefined
  let isClosed = false
  const open = (): Opened<Tables> => {
    const root = openLmdb(options)
    const opened = Object.entries<'json' | 'binary'>(encodings).map(([name, encoding]) => [
      name,
      root.openDB({ name, encoding }),
    ])
    return { root, ...Object.fromEntries(opened) }
  }
  const get = () => {
    invariant(!isClosed, `the tables in ${options.path} are closed`)
    tables ??= open()
    return tables
  }
  const letGo = async () => {
    const root = tables?.root
    tables = undefined
    lettingGo = root?.close()
    try {
      await lettingGo
    } finally {
      lettingGo = undefined
    }
  }
  return {
    get,
    get lettingGo() {
      return lettingGo
    },
    canOpen: () => {
      try {
        get()
        return true
      } catch {
        return false
      }
    },
    letGo,
    close: async () => {
      isClosed = true
      await letGo()
    },
  }
}
