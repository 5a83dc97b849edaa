/**
 * Room for what LMDB is about to write, made before it writes. When the system refuses one of LMDB's own writes, its
 * binding writes the reason beyond the end of a buffer (lmdb 3.5), which can end the process, and after a refused meta
 * page the environment takes nothing more. So the file is grown by writes of our own, which may fail without harm, and
 * every transaction is preceded by one that changes nothing: a full disk, a quota or a file system that has become
 * read-only is noticed there.
 */
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { RootDatabase } from 'lmdb'

export interface FileRoom {
  /**
   * Resolves when a transaction with so many bytes of values can be written without making the file longer. Throws
   * what the system says.
   */
  make(bytes: number, root: RootDatabase): Promise<void>
  close(): Promise<void>
}

/** Pages of the trees and of the list of free pages, copied by every transaction. */
const MARGIN_BYTES = 512 * 1024
/** Left for transactions that only remove: on a full disk they are what makes room. */
const RESERVE_BYTES = 1024 * 1024
const STEP_BYTES = 4 * 1024 * 1024
const ZEROS = new Uint8Array(1024 * 1024)

/** `path`: the folder of the environment. `held`: bytes of values in it; the rest of its pages can be used again. */
export function createFileRoom({ path, held }: { path: string; held: () => number }): FileRoom {
  /** At most what is left after the last page. */
  let room = 0
  let end = 0
  let file: FileHandle | undefined

  async function measure(root: RootDatabase): Promise<{ inside: number }> {
    const { lastPageNumber, pageSize } = root.getStats() as { lastPageNumber: number; pageSize: number }
    const used = (lastPageNumber + 1) * pageSize
    file ??= await open(join(path, 'data.mdb'), 'r+')
    end = (await file.stat()).size
    room = Math.max(0, end - used)
    return { inside: used - 2 * held() }
  }

  async function grow(bytes: number): Promise<void> {
    const target = end + bytes
    while (end < target) {
      const { bytesWritten } = await written(ZEROS.subarray(0, Math.min(ZEROS.length, target - end)), end)
      end += bytesWritten
      room += bytesWritten
    }
  }

  function written(bytes: Uint8Array, at: number) {
    if (file === undefined) throw new Error('the room was not measured')
    return file.write(bytes, 0, bytes.length, at)
  }

  return {
    make: async (bytes, root) => {
      const most = MARGIN_BYTES + 2 * bytes
      const asked = bytes === 0 ? most : most + RESERVE_BYTES
      if (room < asked) {
        const { inside } = await measure(root)
        try {
          if (room < asked) await grow(asked - room + STEP_BYTES)
        } catch (error) {
          if (room < asked && inside < 2 * asked) throw error
        }
      }
      // The last byte, which no page holds yet.
      if (room > 0) await written(ZEROS.subarray(0, 1), end - 1)
      room = Math.max(0, room - most)
    },
    close: async () => {
      await file?.close()
      file = undefined
    },
  }
}
