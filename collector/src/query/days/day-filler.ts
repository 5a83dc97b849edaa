/**
 * Makes what is missing of questions, in the background: one statement at a time, over a few days, on one core, when a
 * day has stood still for a while. A fill counts from its last row on, which is written when the store is still as it
 * was before: what a crash or a late span leaves behind is never read.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import type { Store } from '../../store/store.ts'
import { bucketsOf } from '../buckets.ts'
import { Bindings, readSql } from '../sql.ts'
import { verdictReading } from '../verdict-reading.ts'
import type { StateForm } from './aggregate-states.ts'
import type { DayMarkReader, DayMarks } from './day-marks.ts'
import { type Bounds, type Day, type DayQuestion, type KeptId, markFor, stepWithin, stretchOf } from './day-question.ts'
import { statementsOf } from './day-statements.ts'
import { fillKey, keptFills, readHeads } from './kept-fills.ts'

export interface Job {
  readonly question: DayQuestion
  readonly form: StateForm
  /** Of the sizes, and of each state. */
  readonly ids: readonly KeptId[]
  readonly days: readonly Bounds[]
}

interface Missing extends Omit<Job, 'ids' | 'days'> {
  readonly ids: readonly (KeptId | undefined)[]
}

export interface DayFiller {
  note(job: Job): void
  /** Somebody waits for an answer. */
  noteRead(): void
  /** It failed, or has more groups than are worth keeping: for an hour it is not tried again. */
  isLeftOut(id: string): boolean
  settled(): Promise<void>
  stop(): Promise<void>
}

interface Options {
  readonly store: Store
  readonly clock: Clock
  readonly marks: DayMarkReader
  readonly quietMs: number
  readonly isBusy: () => boolean
  readonly log: Pick<Log, 'warn'>
}

/** One core, so that two are left for those who wait for an answer. */
const BOUNDS =
  'max_execution_time = 10, max_memory_usage = 536870912, max_threads = 1, do_not_merge_across_partitions_select_final = 1'
/** As in readOptions of verdict-reading.ts. */
const LAZILY = ", short_circuit_function_evaluation = 'force_enable'"
const DAYS_AT_A_TIME = 3
const MOST_ROWS_PER_DAY = 20_000
/** Questions that wait; who asks again is noted again. */
const MOST_JOBS = 500
const MOST_LEFT_OUT = 10_000
const LEFT_OUT_MS = 3_600_000
const MOST_TURNS = 30
/** Of the table; then the oldest go. */
const MOST_BYTES = 2 * 2 ** 30
const MADE = readSql('days/made-rows')
const PARTITIONS = `select partition_id, sum(bytes_on_disk) as bytes from system.parts
where database = currentDatabase() and table = 'question_days' and active
group by partition_id, partition order by partition desc limit 1000`

export function createDayFiller({ store, clock, marks, quietMs, isBusy, log }: Options): DayFiller {
  const waiting = new Map<string, Job>()
  /** Until when, by the time that passes. */
  const leftOut = new Map<string, number>()
  const stopped = new AbortController()
  const onError = (error: unknown) => {
    if (!stopped.signal.aborted) log.warn({ err: error }, 'cannot keep what a board was answered with; it reads spans')
  }
  let work: Promise<void> = Promise.resolve()
  let isWorking = false
  let readMs = Number.NEGATIVE_INFINITY

  const noRoom = (error: unknown) => {
    onError(error)
    return false
  }

  function leaveOut(ids: readonly (KeptId | undefined)[]): void {
    if (leftOut.size >= MOST_LEFT_OUT) leftOut.clear()
    for (const asked of ids) if (asked !== undefined) leftOut.set(asked.id, clock.passedMs() + LEFT_OUT_MS)
  }
  const isLeftOut = (id: string) => clock.passedMs() < (leftOut.get(id) ?? Number.NEGATIVE_INFINITY)

  async function workOff(): Promise<void> {
    while (waiting.size > 0 && !stopped.signal.aborted) {
      const before = await marksOf([...waiting.values()])
      await pause(quietMs, undefined, { signal: stopped.signal }).catch(() => undefined)
      const jobs = [...waiting.values()]
      waiting.clear()
      if (!(await makeRoom(store).catch(noRoom))) continue
      for (const job of jobs) {
        if (stopped.signal.aborted) break
        await run(job, before.get(job.question.scope.projectId)).catch((error: unknown) => {
          leaveOut(job.ids)
          onError(error)
        })
      }
    }
  }

  /** By project. */
  async function marksOf(jobs: readonly Job[]): Promise<ReadonlyMap<string, DayMarks>> {
    const scopes = new Map(jobs.map(({ question: { scope } }) => [scope.projectId, scope]))
    const found = new Map<string, DayMarks>()
    for (const [projectId, scope] of scopes) {
      const standing = await marks.read(scope).catch(onError)
      if (standing !== undefined) found.set(projectId, standing)
    }
    return found
  }

  /** Days that are as they were `before`. */
  async function run({ ids, ...job }: Job, before: DayMarks | undefined): Promise<void> {
    const { scope } = job.question
    if (before === undefined) return
    const standing = await marks.read(scope)
    // Behind the marks: a verdict that is not among these changes them.
    const question = { ...job.question, verdicts: await verdictReading(store, scope) }
    const still = job.days.map((day) => standing.of(day)).filter((day) => isSame(day, before.of(day)))
    // Somebody else may have asked for some of it, together with something else.
    const fills = keptFills(await readHeads(store, scope, { ids, days: still }), { ids, days: still })
    const missing = (day: Day) => ids.map((asked) => (fills.has(fillKey(asked, day)) ? undefined : asked))
    const open = still.filter((day) => missing(day).some((asked) => asked !== undefined))
    for (const days of runsOf(open, (day) =>
      missing(day)
        .map((asked) => asked?.id ?? '')
        .join(' '),
    )) {
      const [first] = days
      await giveWay()
      if (stopped.signal.aborted || first === undefined || ids.some(({ id }) => isLeftOut(id))) return
      await fillTogether({ ...job, question, ids: missing(first) }, days)
    }
  }

  /** Each by itself where they are too much together. */
  async function fillTogether(job: Missing, days: readonly Day[]): Promise<void> {
    try {
      await fillDays(job, days)
    } catch (error) {
      if (days.length === 1 || stopped.signal.aborted) throw error
      for (const day of days) await fillDays(job, [day])
    }
  }

  /** To those who wait for an answer, and to what is being stored, but not for ever. */
  async function giveWay(): Promise<void> {
    const calmMs = quietMs / 5
    const mustWait = () => isBusy() || clock.passedMs() - readMs < calmMs
    for (let turn = 0; turn < MOST_TURNS && mustWait(); turn += 1) {
      await pause(calmMs, undefined, { signal: stopped.signal }).catch(() => undefined)
    }
  }

  async function fillDays({ ids, question, form }: Missing, days: readonly Day[]): Promise<void> {
    const [first, last] = [days[0], days.at(-1)]
    if (first === undefined || last === undefined) return
    const window = { fromNs: first.fromNs, toNs: last.toNs }
    const buckets = bucketsOf(stepWithin(question.step), { ...window, tz: question.tz, nowNs: clock.nowNs() })
    const dayOf = (ns: bigint) => days.find((day) => ns >= day.fromNs && ns < day.toNs)?.fromNs
    const daysOfBuckets = buckets.startsNs.map((start) => dayOf(start) ?? 0n)
    if (buckets.endsNs.some((end, index) => dayOf(end - 1n) !== daysOfBuckets[index])) return
    const bind = new Bindings()
    const name = `${String(clock.nowMs()).padStart(15, '0')} ${randomUUID()}`
    const asked = ids.filter((each) => each !== undefined)
    const most = MOST_ROWS_PER_DAY * days.length * asked.length
    const names = { ids, fill: name, days: days.map(({ fromNs }) => fromNs), daysOfBuckets, limit: most + 1 }
    const stretch = await stretchOf(store, question, window)
    const insert = statementsOf(question).fill(question, form, { ...stretch, buckets, bind, ...names })
    const lazily = question.verdicts === 'few' ? LAZILY : ''
    const sql = `${insert}\nsettings ${BOUNDS}${lazily}`
    await store.command(sql, bind.params)
    const project = question.scope.projectId
    const rows = await store.query<Record<'question' | 'day_ns' | 'n' | 'different', string>>(MADE, {
      project,
      questions: asked.map(({ id }) => id),
      days: names.days,
      fill: name,
    })
    const made = new Map(rows.map((row) => [`${row.question} ${row.day_ns}`, Number(row.n)]))
    const isTooMuch = rows.reduce((sum, row) => sum + Number(row.n), 0) > most
    if (isTooMuch) leaveOut(ids)
    // A statement whose answer got lost was perhaps sent again, and ran twice.
    const isOnce = rows.every((row) => row.n === row.different)
    const now = await marks.read(question.scope)
    const whole = isTooMuch || !isOnce ? [] : days.filter((day) => isSame(day, now.of(day)))
    await store.insertRows(
      'question_days',
      whole.flatMap((day) =>
        asked.map((each) => ({
          project_id: project,
          question: each.id,
          day_ns: String(day.fromNs),
          fill: name,
          mark: markFor(each, day),
          size: made.get(fillKey(each, day)) ?? 0,
        })),
      ),
    )
    // What nobody will read may hold what somebody deletes.
    if (whole.length < days.length) await deleteFill(store, { project, name, but: whole })
  }

  return {
    note(job) {
      const key = job.ids.map(({ id }) => id).join(' ')
      if (stopped.signal.aborted || (waiting.size >= MOST_JOBS && !waiting.has(key))) return
      const days = new Map([...(waiting.get(key)?.days ?? []), ...job.days].map((day) => [day.fromNs, day]))
      waiting.set(key, { ...job, days: [...days.values()].sort((a, b) => (a.fromNs < b.fromNs ? -1 : 1)) })
      if (isWorking) return
      isWorking = true
      work = workOff().finally(() => {
        isWorking = false
      })
    },
    noteRead() {
      readMs = clock.passedMs()
    },
    isLeftOut,
    settled: () => work,
    async stop() {
      stopped.abort()
      await work
    },
  }
}

const isSame = (one: Day, other: Day) => one.mark === other.mark && one.farMark === other.farMark

/** Neighbours of one kind together, few at a time. */
function runsOf(days: readonly Day[], kindOf: (day: Day) => string): readonly (readonly Day[])[] {
  const runs: Day[][] = []
  for (const day of days) {
    const run = runs.at(-1)
    const last = run?.at(-1)
    const isNext = last !== undefined && last.toNs === day.fromNs && kindOf(last) === kindOf(day)
    if (run !== undefined && isNext && run.length < DAYS_AT_A_TIME) run.push(day)
    else runs.push([day])
  }
  return runs
}

async function deleteFill(
  store: Store,
  { project, name, but }: Readonly<Record<'project' | 'name', string>> & { readonly but: readonly Day[] },
): Promise<void> {
  await store.command(
    `delete from question_days
     where project_id = {project:String} and fill = {fill:String} and day_ns not in {but:Array(Int64)}`,
    { project, fill: name, but: but.map(({ fromNs }) => fromNs) },
  )
}

/** The newest stay; resolves with whether there is room for more. */
async function makeRoom(store: Store): Promise<boolean> {
  const partitions = await store.query<{ partition_id: string; bytes: string }>(PARTITIONS)
  let bytes = 0
  for (const [index, partition] of partitions.entries()) {
    bytes += Number(partition.bytes)
    if (bytes <= MOST_BYTES || index === 0) continue
    await store.command(`alter table question_days drop partition id '${partition.partition_id.replace(/\W/g, '')}'`)
  }
  return Number(partitions[0]?.bytes ?? 0) <= MOST_BYTES
}
