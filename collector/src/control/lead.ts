/**
 * Exactly one process leads: it changes projects and keys and runs what is clocked, since ClickHouse has no
 * compare-and-set. Who that is, an election says; the leader writes its address to a row, and the others send it what
 * they are asked to change. The row is for finding, not for deciding: a stale one only leads to somebody who says no.
 */
import type { Clock } from '../base/clock.ts'
import { messageOf } from '../base/errors.ts'
import type { Log } from '../base/log.ts'
import type { Store } from '../store/store.ts'
import type { Control } from './control.ts'

/** Tells when this process may lead. `onChange` is called with the first answer and whenever it changes. */
export interface Election {
  start(onChange: (isLeader: boolean) => void): Promise<void>
  close(): Promise<void>
}

/** For a process that shares its queue with nobody. */
export function soleElection(): Election {
  return {
    start: (onChange) => Promise.resolve(onChange(true)),
    close: () => Promise.resolve(),
  }
}

export interface LeadershipOptions {
  readonly control: Control
  readonly store: Store
  readonly election: Election
  /** Where the others reach this process. */
  readonly url: string
  readonly clock: Clock
  readonly log: Log
  /** Called whenever this process has taken over. */
  readonly onLead?: () => void
  /** What is clocked: started when this process leads, stopped when it does not any more. */
  readonly duties?: readonly { start(): void; stop(): Promise<void> }[]
}

export interface Leadership {
  /** Resolves when the first answer of the election was taken up. */
  start(): Promise<void>
  close(): Promise<void>
}

const TRY_AGAIN_MS = 2_000

export function createLeadership(options: LeadershipOptions): Leadership {
  const { control, store, election, url, clock, log, onLead, duties = [] } = options
  let wanted = false
  let turn: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined

  async function takeUp(): Promise<void> {
    if (wanted === control.leads) return
    if (!wanted) {
      control.follow()
      await Promise.all(duties.map((duty) => duty.stop()))
      log.info('another process leads now')
      return
    }
    await control.lead()
    if (store.kind === 'clickhouse') {
      const [last] = await store.query<{ version: string }>(`select toString(max(version)) as version from leaders`)
      // A leader whose clock is behind that of the last one is found all the same.
      const version = Math.max(clock.nowMs(), Number(last?.version ?? 0) + 1)
      await store.insertRows('leaders', [{ id: 'control', url, version }])
    }
    for (const duty of duties) duty.start()
    onLead?.()
  }

  function inTurn(): Promise<void> {
    turn = turn.then(takeUp).catch((error: unknown) => {
      control.follow()
      if (store.kind === 'chdb') throw error
      log.warn({ why: messageOf(error) }, 'cannot lead yet; trying again')
      clearTimeout(timer)
      timer = setTimeout(() => void inTurn(), TRY_AGAIN_MS)
      timer.unref()
    })
    return turn
  }

  return {
    start: async () => {
      let first: Promise<void> | undefined
      await election.start((isLeader) => {
        wanted = isLeader
        const taken = inTurn()
        first ??= taken
      })
      await first
    },
    close: async () => {
      clearTimeout(timer)
      await election.close()
      wanted = false
      await turn.catch(() => undefined)
      await Promise.all(duties.map((duty) => duty.stop()))
    },
  }
}
