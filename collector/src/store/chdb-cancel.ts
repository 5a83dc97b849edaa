/**
 * Ends a statement of the embedded engine when its caller goes away. The engine's API cannot interrupt one; SQL can, from
 * another session. Without it a reader who leaves a board keeps all cores busy for whoever reads next.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Run } from './chdb-damage.ts'
import { quoted } from './literals.ts'
import type { Settings } from './sql-settings.ts'
import { readAborted } from './store-errors.ts'

export interface Cancelling {
  /** `read` runs a statement with these settings, by which it is found. Rejects with query_aborted once it was ended. */
  run<T>(signal: AbortSignal | undefined, read: (marks: Settings) => Promise<T>): Promise<T>
  /** Resolves when nothing is being ended any more. */
  idle(): Promise<void>
}

/** Between looks for a statement that was sent and is not listed yet. */
const LOOK_EVERY_MS = 20

export function createCancelling(control: Run): Cancelling {
  let marks = 0
  let last: Promise<void> = Promise.resolve()

  async function end(mark: string, isOver: () => boolean): Promise<void> {
    const kill = `kill query where Settings['log_comment'] = ${quoted(mark)} async`
    while (!isOver()) {
      // One that cannot be ended runs to its own bounds.
      const ended = await control(kill).catch(() => [{}])
      if (ended.length > 0) return
      await pause(LOOK_EVERY_MS)
    }
  }

  return {
    run: async (signal, read) => {
      if (signal === undefined) return await read({})
      if (signal.aborted) throw readAborted()
      marks += 1
      const mark = `read-${marks}`
      let isOver = false
      const leave = () => {
        last = last.then(() => end(mark, () => isOver))
      }
      signal.addEventListener('abort', leave, { once: true })
      try {
        return await read({ log_comment: mark })
      } catch (error) {
        throw signal.aborted ? readAborted(error) : error
      } finally {
        isOver = true
        signal.removeEventListener('abort', leave)
      }
    },
    idle: () => last,
  }
}
