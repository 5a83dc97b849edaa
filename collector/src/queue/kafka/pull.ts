/** How long a pull waits, and for what: records that are known to be there come, a batch that has begun soon ends. */
import type { Log } from '../../base/log.ts'
import type { Envelope, PullOptions, Queue } from '../queue.ts'
import type { Backlog } from './backlog.ts'
import type { GroupConsumer } from './consumer.ts'

export interface PullParts {
  readonly join: () => Promise<GroupConsumer>
  /** Throws when the queue is closed. */
  readonly checkOpen: () => void
  readonly backlog: Backlog
  readonly closing: AbortSignal
  readonly log: Log
}

/** Records that are known to be there and do not come are waited for this long. */
const ARRIVAL_MAX_MS = 10_000
const STRAGGLER_MAX_MS = 250
const JOIN_AGAIN_MS = 1_000

export function createPull({ join, checkOpen, backlog, closing, log }: PullParts): Queue['pull'] {
  return async function pull({ maxSpans, maxBytes, waitMs, signal }: PullOptions): Promise<readonly Envelope[]> {
    checkOpen()
    const group = await join().catch((error: unknown) => {
      log.warn({ err: error }, 'cannot join the consumer group; trying again')
    })
    if (group === undefined) {
      await pauseOrAbort(Math.max(waitMs, JOIN_AGAIN_MS), signal)
      return []
    }
    // Records that are known to be there come, so that a pull after an append finds what was appended.
    const heads = new Map(
      backlog.lanes().map((partition) => {
        const { head, committed } = backlog.lane(partition)
        return [partition, head > committed ? head : 0]
      }),
    )
    const isWaiting = () => backlog.stats().waitingRecords > 0
    const startedMs = performance.now()
    const taken: Envelope[] = []
    let [spans, bytes] = [0, 0]
    for (;;) {
      const atLeastOne = taken.length === 0
      const some = group.take({ maxSpans: maxSpans - spans, maxBytes: maxBytes - bytes, atLeastOne })
      taken.push(...some)
      for (const { headers, payload } of some) {
        spans += headers.spanCount
        bytes += Math.max(headers.inflatedBytes, payload.length)
      }
      if (closing.aborted || signal?.aborted || spans >= maxSpans || bytes >= maxBytes) return taken
      const comes = isWaiting() && group.isBehind((partition) => heads.get(partition) ?? 0)
      const leftMs = patienceMs({ comes, taken: taken.length, waitMs }) - (performance.now() - startedMs)
      if (leftMs <= 0) return taken
      await changedOrTimeout(group, leftMs, [closing, ...(signal === undefined ? [] : [signal])])
    }
  }
}

/** How long a pull waits in all. What is known to come is waited for; a batch that has begun does not wait for long. */
function patienceMs({ comes, taken, waitMs }: { comes: boolean; taken: number; waitMs: number }): number {
  if (comes) return taken > 0 ? STRAGGLER_MAX_MS : Math.max(waitMs, ARRIVAL_MAX_MS)
  return taken > 0 ? 0 : waitMs
}

function changedOrTimeout(group: GroupConsumer, waitMs: number, signals: readonly AbortSignal[]): Promise<void> {
  if (signals.some((signal) => signal.aborted)) return Promise.resolve()
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer)
      forget()
      for (const signal of signals) signal.removeEventListener('abort', wake)
      resolve()
    }
    const forget = group.onChange(wake)
    const timer = setTimeout(wake, waitMs)
    for (const signal of signals) signal.addEventListener('abort', wake)
  })
}

function pauseOrAbort(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
