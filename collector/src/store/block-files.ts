/**
 * Where blocks wait for the embedded engine: files, in memory where there is room. The folder's name comes from the
 * data folder (one process works in that), so that what a killed process left is swept by the next one.
 */
import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { open, rm, statfs } from 'node:fs/promises'
import { join, resolve } from 'node:path'

export interface BlockFiles {
  /** The path of a new file that holds the blocks; the caller removes it. */
  write(blocks: readonly Uint8Array[]): Promise<string>
  close(): void
}

const MEMORY_FOLDER = '/dev/shm'
/** A batch is 32 MiB at most, twice over (spans and content), and others use the folder as well. */
const MIN_FREE_BYTES = 256 * 2 ** 20

export function createBlockFiles(options: {
  readonly tmpDir: string | undefined
  readonly dataFolder: string
}): BlockFiles {
  const name = `vitrine-${createHash('sha256').update(resolve(options.dataFolder)).digest('hex').slice(0, 16)}`
  const fallback = join(options.dataFolder, 'tmp-blocks')
  const preferred = join(options.tmpDir ?? MEMORY_FOLDER, name)
  sweep(preferred)
  sweep(fallback)
  return {
    write: async (blocks) => {
      const hasRoom = options.tmpDir !== undefined || (await freeBytes(MEMORY_FOLDER)) >= MIN_FREE_BYTES
      const folder = hasRoom ? preferred : fallback
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const path = join(folder, `${randomUUID()}.blocks`)
      try {
        await writeAll(path, blocks)
      } catch (error) {
        await rm(path, { force: true })
        throw error
      }
      return path
    },
    close: () => {
      sweep(preferred)
      sweep(fallback)
    },
  }
}

async function writeAll(path: string, blocks: readonly Uint8Array[]): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    for (const block of blocks) {
      for (let at = 0; at < block.byteLength; ) at += (await file.write(block, at)).bytesWritten
    }
  } finally {
    await file.close()
  }
}

async function freeBytes(folder: string): Promise<number> {
  try {
    const stats = await statfs(folder)
    return stats.bavail * stats.bsize
  } catch {
    return 0
  }
}

function sweep(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}
