/**
 * Makes the month of the boards that everybody has ready for whoever looks at any board of a project: once a day, and
 * only what is missing of the days that are over. Whoever then looks at a month waits for no more than a day of spans.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { requestOf, STANDING_IDS, sharedRequests, standingBoard } from '@vitrine/schemas/boards'
import type { Clock } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import { createKeptDays, type KeptDays, type KeptDaysOptions } from '../../query/days/kept-days.ts'
import type { ProjectScope } from '../../query/project-scope.ts'
import { prepareSeries } from '../../query/series.ts'
import { spansWithin } from '../../query/span-bound.ts'
import { prepareTable } from '../../query/table.ts'
import type { Store } from '../../store/store.ts'
import { tableRequestOf } from './board-reads.ts'
import { seriesRequestOf } from './series-input.ts'

export interface StandingDays {
  /** Somebody looks at a project, by the days of this zone. */
  noteRead(scope: ProjectScope, tz: string): void
  /** Resolves when all that it saw missing is asked for. */
  settled(): Promise<void>
  stop(): Promise<void>
}

interface Options {
  readonly store: Store
  readonly clock: Clock
  readonly log: Pick<Log, 'warn'>
  readonly days: KeptDays
  /** Behind the read that it is told of, whose answer somebody waits for. Default 5 s. */
  readonly delayMs?: number
}

const DELAY_MS = 5_000
const DAY_MS = 86_400_000
const MONTH_MS = 30 * DAY_MS
/** Of projects and zones. */
const MOST_NOTED = 1000

export function createStandingDays({ store, clock, log, days, delayMs = DELAY_MS }: Options): StandingDays {
  /** The day on which each was looked at last. */
  const noted = new Map<string, number>()
  let work: Promise<void> = Promise.resolve()
  const stopped = new AbortController()

  async function prepare(scope: ProjectScope, tz: string): Promise<void> {
    await pause(delayMs, undefined, { signal: stopped.signal })
    const toMs = clock.nowMs()
    const both = { fromNs: BigInt(toMs - 2 * MONTH_MS) * 1_000_000n, toNs: BigInt(toMs) * 1_000_000n }
    if ((await spansWithin(store, scope, [both])) <= days.fewSpans) return
    const window = { from: nsText(toMs - MONTH_MS), to: nsText(toMs) }
    const context = { ...window, step: '1d', tz, compare: 'previous' } as const
    const panels = STANDING_IDS.flatMap((id) => standingBoard(id, []).panels)
    for (const { request } of sharedRequests(panels.map((panel) => requestOf(panel, context)))) {
      if (stopped.signal.aborted) return
      if (request.path === '/series') await prepareSeries(store, scope, seriesRequestOf(request.params, clock), days)
      if (request.path === '/table') await prepareTable(store, scope, tableRequestOf(request.params), days)
    }
  }

  return {
    noteRead(scope, tz) {
      const today = Math.floor(clock.nowMs() / DAY_MS)
      const key = `${scope.projectId} ${tz}`
      if (stopped.signal.aborted || noted.get(key) === today) return
      if (noted.size >= MOST_NOTED) noted.clear()
      noted.set(key, today)
      work = work
        .then(() => prepare(scope, tz))
        .catch((error: unknown) => {
          if (!stopped.signal.aborted)
            log.warn({ err: error }, 'cannot make the boards of a month ready; they read spans')
        })
    },
    settled: () => work,
    async stop() {
      stopped.abort()
      await work
    },
  }
}

const nsText = (ms: number) => String(BigInt(ms) * 1_000_000n)

export interface BoardDays {
  readonly days: KeptDays
  readonly standing: StandingDays
  stop(): Promise<void>
}

/** What reads of boards share in a process. */
export function openBoardDays(options: KeptDaysOptions): BoardDays {
  const days = createKeptDays(options)
  const standing = createStandingDays({ ...options, days })
  return {
    days,
    standing,
    async stop() {
      await Promise.all([standing.stop(), days.stop()])
    },
  }
}
