/**
 * Large values in a table of the server: processes on several machines share it, and no folder. A row is found by its
 * content, so the same value twice is one row after a merge, and reads take any of them.
 */

import { systemClock } from '../base/clock.ts'
import type { Blobs } from './blobs.ts'
import { blobHash, blobReference } from './blobs.ts'
import { encodeBlock } from './native/block.ts'
import { bytesColumn, textColumn, u8Column, u64Column } from './native/columns.ts'
import type { Store } from './store.ts'

interface BlobRow {
  readonly projectId: string
  readonly hash: string
  readonly bytes: Uint8Array
  /** When it was put: a removal takes away what is older than itself. */
  readonly putNs: bigint
}

const COLUMNS = [
  textColumn<BlobRow>('project_id', (row) => row.projectId),
  textColumn<BlobRow>('hash', (row) => row.hash),
  bytesColumn<BlobRow>('bytes', (row) => row.bytes),
  u64Column<BlobRow>('version', (row) => row.putNs),
  u8Column<BlobRow>('deleted', () => 0),
]
/** One value: bounded by the largest body after inflation, a third more as base64. */
const MAX_READ_BYTES = 2 * 2 ** 30

/** Clocks of the machines that put differ by less. */
const SKEW_NS = 2_000_000_000n
const OF_HASH = 'project_id = {project:String} and hash = {hash:String}'

export function createTableBlobs(store: Store): Blobs {
  return {
    put: async (projectId, bytes) => {
      const reference = blobReference(bytes)
      const hash = blobHash(reference) ?? ''
      await store.insertNative('blobs', [
        encodeBlock(COLUMNS, [{ projectId, hash, bytes, putNs: systemClock.nowNs() }]),
      ])
      return reference
    },
    get: async (projectId, reference) => {
      const hash = blobHash(reference)
      if (hash === undefined) return undefined
      const [row] = await store.query<{ text: string }>(
        `select base64Encode(bytes) as text from blobs
          where project_id = {project:String} and hash = {hash:String} and deleted = 0 limit 1`,
        { project: projectId, hash },
        { maxMemoryBytes: MAX_READ_BYTES },
      )
      return row === undefined ? undefined : Buffer.from(row.text, 'base64')
    },
    beginRemoval: () => {
      const before = String(systemClock.nowNs() - SKEW_NS)
      return {
        remove: async (projectId, reference) => {
          const params = { project: projectId, hash: blobHash(reference) ?? '', before }
          const [found] = await store.query<{ n: string; needed: string }>(
            `select count() as n, countIf(version >= {before:UInt64}) as needed from blobs where ${OF_HASH} limit 1`,
            params,
          )
          if (Number(found?.n ?? 0) === 0) return 'absent'
          if (Number(found?.needed ?? 0) > 0) return 'needed'
          // One that is put from now on is younger, and stays.
          await store.command(
            `delete from blobs where ${OF_HASH} and version < {before:UInt64} settings lightweight_deletes_sync = 2`,
            params,
          )
          return 'removed'
        },
        end: () => undefined,
      }
    },
    deleteProject: (projectId) =>
      store.command('delete from blobs where project_id = {project:String} settings lightweight_deletes_sync = 2', {
        project: projectId,
      }),
  }
}
