/**
 * Days that are over, kept as states of aggregates: a question over a month reads what it was answered with day by day,
 * and the spans of the days that are missing. A day counts as kept while its mark is the store's (day-marks.ts), so an
 * answer is what reading all spans gives. What is missing is made afterwards, in the background (day-filler.ts).
 */
import type { Clock } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import type { Store } from '../../store/store.ts'
import { type Buckets, bucketsOf } from '../buckets.ts'
import type { Bindings } from '../sql.ts'
import { stateForm } from './aggregate-states.ts'
import { createDayFiller } from './day-filler.ts'
import { createDayMarks } from './day-marks.ts'
import { type Bounds, type Day, type DayQuestion, stretchOf } from './day-question.ts'
import { statementsOf } from './day-statements.ts'
import { fillKey, keptFills, readHeads } from './kept-fills.ts'
import { type Identity, identityOf, readEngine, typesOfStates } from './question-identity.ts'

export interface KeptReading {
  /** What a statement of it answers; undefined if something of it went meanwhile, or it failed. */
  read<T>(run: () => Promise<T>): Promise<T | undefined>
  /** Rows k0, slot, size, s0, s1 … of the whole window, as a subquery. */
  partsSql(buckets: Buckets, bind: Bindings): string
  /** The expressions, over those columns. */
  readonly merged: readonly string[]
}

export interface KeptDays {
  /** Windows of fewer spans are read as they are. */
  readonly fewSpans: number
  /** undefined where nothing is kept of it: then all is read as it is. */
  find(question: DayQuestion, window: Bounds, signal?: AbortSignal): Promise<KeptReading | undefined>
  /** Resolves when all that was asked for is kept. */
  settled(): Promise<void>
  stop(): Promise<void>
}

export interface KeptDaysOptions {
  readonly store: Store
  readonly clock: Clock
  readonly log: Pick<Log, 'warn'>
  /** Default: as many as two cores read within half a second, whatever is asked. */
  readonly fewSpans?: number
  /** Something is under way that must not wait. */
  readonly isBusy?: () => boolean
  /** How long a day must have stood still before it is kept. Default 5 s. */
  readonly quietMs?: number
}

const FEW_SPANS = 3_000_000
const QUIET_MS = 5_000
const DAY_NS = 86_400_000_000_000n
/** Each is a statement of its own with joins of its own; more would cost what they spare. */
const MOST_GAPS = 6
const MOST_DAYS = 800n
const MOST_TYPES = 2000

export function createKeptDays(options: KeptDaysOptions): KeptDays {
  const { store, clock, log, fewSpans = FEW_SPANS, quietMs = QUIET_MS, isBusy = () => false } = options
  const marks = createDayMarks(store)
  const filler = createDayFiller({ store, clock, marks, quietMs, isBusy, log })
  /** By question, of its state. */
  const typesOf = new Map<string, string>()
  let engine: Promise<string | undefined> | undefined

  const engineOf = () => {
    engine ??= readEngine(store).catch((error: unknown) => {
      engine = undefined
      throw error
    })
    return engine
  }

  return {
    fewSpans,
    find: (question, window, signal) => orSpans(signal, () => find(question, window, signal)),
    settled: () => filler.settled(),
    stop: () => filler.stop(),
  }

  async function orSpans<T>(signal: AbortSignal | undefined, run: () => Promise<T>): Promise<T | undefined> {
    try {
      return await run()
    } catch (error) {
      if (signal?.aborted === true) throw error
      log.warn({ err: error }, 'cannot read what a board was answered with before; it reads spans')
      return undefined
    }
  }

  async function find(
    question: DayQuestion,
    window: Bounds,
    signal: AbortSignal | undefined,
  ): Promise<KeptReading | undefined> {
    const days = daysOf(window, question.tz, clock.nowNs())
    const form = stateForm(question.expressions)
    if (days.length === 0 || form === undefined) return undefined
    filler.noteRead()
    const engineName = await engineOf()
    const identity = engineName === undefined ? undefined : identityOf(question, form, engineName)
    if (identity === undefined || identity.ids.some(({ id }) => filler.isLeftOut(id))) return undefined

    const { ids } = identity
    const { scope } = question
    const heads = await readHeads(store, scope, { ids, days }, signal)
    // Of a question that nothing is kept of nobody has to know what its days are made of: the answer is waited for.
    const standing = heads.length === 0 ? undefined : await marks.read(scope)
    const marked = standing === undefined ? [] : days.map((day) => standing.of(day))
    const fills = keptFills(heads, { ids, days: marked })
    const isKept = (day: Pick<Day, 'fromNs'>) => ids.every((asked) => fills.has(fillKey(asked, day)))
    const kept = marked.filter(isKept)
    if (kept.length < days.length) filler.note({ question, form, ids, days: days.filter((day) => !isKept(day)) })
    const gaps = gapsOf(window, kept)
    if (kept.length === 0 || gaps.length > MOST_GAPS) return undefined
    // What is asked of whole traces looks around each gap; what is not reads all of them at once.
    const stretches = ids.some((asked) => asked.isFar)
      ? await Promise.all(gaps.map((gap) => stretchOf(store, question, gap, signal)))
      : gaps.length === 0
        ? []
        : [{ windows: gaps, wholeRanges: undefined }]
    const types = await typesFor(identity, signal)
    const used = kept.flatMap((day) =>
      ids.map((asked) => ({ id: asked.id, dayNs: day.fromNs, fill: fills.get(fillKey(asked, day)) ?? '' })),
    )
    const states = { ids, types, fills: used, gaps: stretches }
    return {
      merged: form.merged,
      partsSql: (buckets, bind) => statementsOf(question).merged(question, form, states, { buckets, bind }),
      read: (run) =>
        orSpans(signal, async () => {
          const answer = await run()
          // A deletion takes away what is kept: days that are gone would read as empty.
          const now = keptFills(await readHeads(store, scope, { ids, days: kept }, signal), { ids, days: kept })
          const isThere = kept.every((day) =>
            ids.every((asked) => now.get(fillKey(asked, day)) === fills.get(fillKey(asked, day))),
          )
          return isThere ? answer : undefined
        }),
    }
  }

  /** Of each state, as the engine says. */
  async function typesFor(identity: Identity, signal: AbortSignal | undefined): Promise<readonly string[]> {
    const states = identity.ids.slice(1).map(({ id }) => id)
    if (!states.every((id) => typesOf.has(id))) {
      if (typesOf.size > MOST_TYPES) typesOf.clear()
      const types = await typesOfStates(store, identity, signal)
      for (const [index, id] of states.entries()) typesOf.set(id, types[index] ?? '')
    }
    return states.map((id) => typesOf.get(id) ?? '')
  }
}

/** Whole days of a zone that a window holds, all of them over by the clock of the store. */
function daysOf(window: Bounds, tz: string, nowNs: bigint): readonly Bounds[] {
  const today = (nowNs / DAY_NS) * DAY_NS
  const length = window.toNs - window.fromNs
  if (length < DAY_NS || length > MOST_DAYS * DAY_NS) return []
  const { startsNs, endsNs, isPartial } = bucketsOf('1d', { ...window, tz, nowNs })
  return startsNs
    .map((fromNs, index) => ({ fromNs, toNs: endsNs[index] ?? fromNs, isWhole: isPartial[index] === false }))
    .filter(({ isWhole, toNs }) => isWhole && toNs <= today)
}

/** What of a window lies in none of these days, which are in order. */
function gapsOf({ fromNs, toNs }: Bounds, days: readonly Bounds[]): readonly Bounds[] {
  const starts = [fromNs, ...days.map((day) => day.toNs)]
  const ends = [...days.map((day) => day.fromNs), toNs]
  return starts
    .map((start, index) => ({ fromNs: start, toNs: ends[index] ?? start }))
    .filter((gap) => gap.fromNs < gap.toNs)
}
