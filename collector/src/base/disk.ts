/** Is there room left? Asked on every request, answered from a look that is at most a second old. */
import { statfs } from 'node:fs/promises'
import type { Clock } from './clock.ts'

const LOOK_EVERY_MS = 1000

export interface DiskWatch {
  /** Never waits and never throws; a look that failed keeps the last answer. */
  isAlmostFull(): boolean
  /** Takes a look now. Call it once before serving. */
  look(): Promise<void>
  readonly freeBytes: number
}

export function createDiskWatch(options: {
  readonly folder: string
  readonly minFreeBytes: number
  readonly clock: Clock
}): DiskWatch {
  let freeBytes = Number.POSITIVE_INFINITY
  let lookedMs = Number.NEGATIVE_INFINITY
  const look = async (): Promise<void> => {
    lookedMs = options.clock.passedMs()
    const stats = await statfs(options.folder)
    freeBytes = stats.bavail * stats.bsize
  }
  return {
    look,
    isAlmostFull: () => {
      if (options.clock.passedMs() - lookedMs >= LOOK_EVERY_MS) look().catch(() => {})
      return freeBytes < options.minFreeBytes
    },
    get freeBytes() {
      return freeBytes
    },
  }
}
