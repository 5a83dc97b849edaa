/** Values too large for a row, kept by their content: the same bytes are one file, and a re-send meets it. */
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError, messageOf } from '../base/errors.ts'

/** Larger values than this leave the row: blocks and merges hold whole rows in memory. */
export const BLOB_MIN_BYTES = 2 ** 20

export interface Blobs {
  /** Durable when resolved. Returns the reference that an attribute of type `r` holds. */
  put(projectId: string, bytes: Uint8Array): Promise<string>
  /** undefined: no such blob in this project. */
  get(projectId: string, reference: string): Promise<Uint8Array | undefined>
  /** To be begun before anybody looks for what is unused. */
  beginRemoval(): Removal
  deleteProject(projectId: string): Promise<void>
}

/**
 * Who keeps a value writes what refers to it first, and the value then (`put`). So what was unused when somebody looked,
 * and has not been put since the removal began, is needed by nobody.
 */
export interface Removal {
  /** `absent`: it may still come. `needed`: it was put again; whether it is used must be looked up anew. */
  remove(projectId: string, reference: string): Promise<'removed' | 'absent' | 'needed'>
  end(): void
}

const REFERENCE = /^sha256:([0-9a-f]{64}):(\d+)$/

/** `sha256:<hex>:<bytes>`; pure, so that a worker can name a blob that somebody else writes. */
export function blobReference(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}:${bytes.byteLength}`
}

/** The content's hash, of a reference that is one. */
export function blobHash(reference: string): string | undefined {
  return REFERENCE.exec(reference)?.[1]
}

export function createFolderBlobs(folder: string): Blobs {
  const pathOf = (projectId: string, reference: string): string | undefined => {
    const hash = blobHash(reference)
    return hash === undefined ? undefined : join(folder, encodeURIComponent(projectId), hash.slice(0, 2), hash)
  }
  const removals = new Set<Set<string>>()
  const inTurn = createTurns()
  return {
    put: async (projectId, bytes) => {
      const reference = blobReference(bytes)
      const path = pathOf(projectId, reference)
      if (path === undefined) return reference
      for (const putSince of removals) putSince.add(path)
      await inTurn(path, async () => {
        if (!(await exists(path, bytes.byteLength))) await writeDurably(path, bytes)
      })
      return reference
    },
    get: async (projectId, reference) => {
      const path = pathOf(projectId, reference)
      if (path === undefined) return undefined
      try {
        return await readFile(path)
      } catch (error) {
        if (isMissing(error)) return undefined
        throw error
      }
    },
    beginRemoval: () => {
      const putSince = new Set<string>()
      removals.add(putSince)
      return {
        remove: async (projectId, reference) => {
          const path = pathOf(projectId, reference)
          if (path === undefined) return 'absent'
          return await inTurn(path, () => (putSince.has(path) ? 'needed' : removeFile(path)))
        },
        end: () => void removals.delete(putSince),
      }
    },
    deleteProject: (projectId) => rm(join(folder, encodeURIComponent(projectId)), { recursive: true, force: true }),
  }
}

/** What is done to one file is done in turn; this process alone has the folder. */
function createTurns() {
  const last = new Map<string, Promise<unknown>>()
  return async <T>(path: string, act: () => T | Promise<T>): Promise<T> => {
    const before = last.get(path)
    const turn = (before ?? Promise.resolve()).then(act, act)
    last.set(path, turn)
    try {
      return await turn
    } finally {
      if (last.get(path) === turn) last.delete(path)
    }
  }
}

async function removeFile(path: string): Promise<'removed' | 'absent'> {
  try {
    await unlink(path)
    return 'removed'
  } catch (error) {
    if (isMissing(error)) return 'absent'
    throw error
  }
}

async function exists(path: string, sizeBytes: number): Promise<boolean> {
  try {
    return (await stat(path)).size === sizeBytes
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.${randomUUID()}`
  try {
    await mkdir(dirname(path), { recursive: true })
    const file = await open(draft, 'wx', 0o600)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
    await syncFolder(dirname(path))
  } catch (error) {
    await rm(draft, { force: true })
    throw new AppError('store_unavailable', `cannot write a blob to ${path}: ${messageOf(error)}`, {
      retryable: true,
      cause: error,
    })
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
