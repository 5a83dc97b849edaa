/**
 * Group commit over LMDB: while one transaction is being synced to disk, the next one gathers. A write is durable
 * when its promise resolves. After a failed transaction nothing of it is on disk, and `reopen` brings the owner's
 * memory back to what is.
 */
import type { RootDatabase } from 'lmdb'
import { AppError, messageOf } from '../base/errors.ts'
import type { FileRoom } from './file-room.ts'
import { heardByGroup } from './open-lmdb.ts'

export interface GroupWrite {
  readonly bytes: number
  /** Puts and removes, in the transaction; updates the owner's memory on the way. Must not throw. */
  write(): void
  /** Called in order once the write is durable, before any promise of the group resolves. */
  durable?(): void
}

export interface GroupWriter {
  submit(write: GroupWrite): Promise<void>
  /** Bytes submitted and not yet in a transaction. */
  pendingBytes(): number
  /** Resolves when everything submitted so far is settled. */
  idle(): Promise<void>
}

/** One transaction holds at most this: larger ones add latency and no throughput. */
const GROUP_MAX_BYTES = 64 * 1024 * 1024
/** What a write costs beside its bytes: keys, headers, its share of pages. */
const WRITE_OVERHEAD_BYTES = 512

interface Pending {
  readonly write: GroupWrite
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

export function createGroupWriter(options: {
  /** Asked anew for each transaction. */
  root(): RootDatabase
  readonly room: FileRoom
  /** What a reader of the error should know: 'queue' or 'dead letter'. */
  readonly what: string
  /** Last puts of every transaction. */
  finish(): void
  /** Closes the environment, opens it again, and reads what it holds. */
  reopen(): Promise<void>
  /** After each transaction, before the next. */
  between?(): Promise<void>
}): GroupWriter {
  let pending: Pending[] = []
  let pendingBytes = 0
  let running: Promise<void> | undefined
  let turns = 0
  let isBroken = false

  async function run(): Promise<void> {
    // A turn later, so that all appends of this turn meet in one transaction.
    await new Promise((resolve) => setImmediate(resolve))
    while (pending.length > 0) {
      await commit(takeGroup())
      await options.between?.()
    }
    running = undefined
  }

  function takeGroup(): Pending[] {
    let bytes = 0
    let count = 0
    for (const { write } of pending) {
      if (count > 0 && bytes + write.bytes > GROUP_MAX_BYTES) break
      bytes += write.bytes
      count++
    }
    const group = pending.slice(0, count)
    pending = pending.slice(count)
    pendingBytes -= bytes
    return group
  }

  async function commit(group: readonly Pending[]): Promise<void> {
    try {
      await mend()
      await options.room.make(bytesOf(group), options.root())
    } catch (error) {
      rejectAll(group, error)
      return
    }
    try {
      await options.root().batch(() => {
        for (const { write } of group) write.write()
        options.finish()
      })
    } catch (error) {
      isBroken = true
      const reason = await reasonOf(error)
      await mend().catch(() => {})
      rejectAll(group, reason)
      return
    }
    for (const { write } of group) write.durable?.()
    for (const { resolve } of group) resolve()
  }

  function rejectAll(group: readonly Pending[], cause: unknown): void {
    const failure = unavailable(options.what, messageOf(cause), cause)
    for (const { reject } of group) reject(failure)
  }

  /**
   * After a transaction that failed the next one may never end: a meta page that could not be written ends the
   * environment. Pages that a transaction freed can be used two transactions later, so on a full disk large writes
   * would fail for ever, although there is room in the file, unless a small one goes between.
   */
  async function mend(): Promise<void> {
    if (!isBroken) return
    await options.reopen()
    const root = options.root()
    await options.room.make(0, root)
    try {
      await root.batch(() => heardByGroup(root.put('turn', ++turns)))
    } catch (error) {
      throw await reasonOf(error)
    }
    isBroken = false
  }

  return {
    submit: (write) =>
      new Promise((resolve, reject) => {
        pending.push({ write, resolve, reject })
        pendingBytes += write.bytes
        running ??= run()
      }),
    pendingBytes: () => pendingBytes,
    idle: async () => {
      while (running !== undefined) await running
    },
  }
}

function unavailable(what: string, why: string, cause: unknown): AppError {
  return new AppError('queue_unavailable', `cannot write to the ${what}: ${why}; check the disk, clients try again`, {
    retryable: true,
    cause,
  })
}

/** Nothing to a group that only removes: it may use what is kept for such. */
function bytesOf(group: readonly Pending[]): number {
  const added = group.filter(({ write }) => write.bytes > 0)
  return added.reduce((sum, { write }) => sum + write.bytes + WRITE_OVERHEAD_BYTES, 0)
}

/** lmdb rejects at once and tells the reason in a second promise, which must be awaited or it ends the process. */
async function reasonOf(error: unknown): Promise<unknown> {
  if (!(error instanceof Error) || !('commitError' in error)) return error
  try {
    await error.commitError
    return error
  } catch (reason) {
    return reason
  }
}
