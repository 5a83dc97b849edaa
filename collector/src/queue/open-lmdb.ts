/** LMDB as the queue and the dead letter want it. */
import { mkdirSync } from 'node:fs'
import { open, type RootDatabase } from 'lmdb'

const GIB = 2 ** 30

export function openLmdb(options: { readonly path: string; readonly maxBytes: number }): RootDatabase {
  mkdirSync(options.path, { recursive: true, mode: 0o700 })
  const root = open({
    path: options.path,
    noSubdir: false,
    maxDbs: 8,
    // A commit then syncs data (fdatasync) and meta page (O_DSYNC) before its promise resolves. The default resolves
    // at "visible" and syncs later, and reports a failed sync to nobody. Same throughput when commits are grouped.
    overlappingSync: false,
    // Groups are ours. lmdb's own batching by turn makes a promise that nobody can hear, which ends the process when
    // the disk is full.
    eventTurnBatching: false,
    // Address space, not memory or disk. Free pages and fragmentation need room beside the payloads.
    mapSize: Math.ceil((2 * options.maxBytes) / GIB + 1) * GIB,
  })
  // Readers of a killed process would keep its pages from being used again.
  root.readerCheck()
  return root
}

/**
 * For the single writes of a group: when its transaction fails, lmdb rejects some of their promises beside the
 * group's own, and a rejection that nobody hears ends the process.
 */
export function heardByGroup(write: Promise<unknown>): void {
  write.catch(() => {})
}
