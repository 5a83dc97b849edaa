/** A question of boards as it is kept by days. */
import type { Step } from '@vitrine/schemas/api'
import { asksWholeTraces, type Filter, type SplitKey } from '@vitrine/schemas/filter'
import type { Store } from '../../store/store.ts'
import type { Buckets } from '../buckets.ts'
import { AMONG_OTHERS, type VerdictReading } from '../judged-columns.ts'
import type { ProjectScope } from '../project-scope.ts'
import { attributeKeys, type Selection } from '../source.ts'
import type { Bindings } from '../sql.ts'
import { wholeRangesOf } from '../trace-ranges.ts'
import type { Range } from '../window.ts'
import type { StateForm } from './aggregate-states.ts'

export interface Bounds {
  /** Unix ns; the end exclusive. */
  readonly fromNs: bigint
  readonly toNs: bigint
}

/** A whole day, and what it is made of (day-marks.ts). */
export interface Day extends Bounds {
  readonly mark: string
  /** With the days that the traces of this day reach. */
  readonly farMark: string
}

/** Under which a state is kept. */
export interface KeptId {
  readonly id: string
  /** Spans of other days say something of a day's: by its trace, or by its root. */
  readonly isFar: boolean
}

export const markFor = ({ isFar }: KeptId, { mark, farMark }: Day): string => (isFar ? farMark : mark)

export interface DayQuestion {
  readonly scope: ProjectScope
  readonly filter: Filter
  readonly by: readonly { readonly key: SplitKey }[]
  /** Of buckets; days begin where the zone says. */
  readonly step: Step
  readonly tz: string
  readonly verdicts: VerdictReading
  /**
   * What stands in a bucket: spans, or traces where they begin; `costs`: those with a call whose cost is known. A trace
   * with spans of several groups is one of each: whoever puts groups together counts it more than once.
   */
  readonly unit: 'spans' | 'traces' | 'costs'
  /** Aggregates over them, as metrics.ts writes them. */
  readonly expressions: readonly string[]
  /** Which traces have to say what spans of a window inherit; default: all. */
  readonly inheriting?: ((windows: readonly Bounds[], buckets: Buckets) => Selection['inheriting']) | undefined
}

/** Stretches of time, in order, and where all spans of the traces in it lie, if the question asks for those. */
export interface Stretch {
  readonly windows: readonly Bounds[]
  readonly wholeRanges: readonly Range[] | undefined
}

/** Where a statement reads what, and the values that it is given. */
export interface Place extends Stretch {
  readonly buckets: Buckets
  readonly bind: Bindings
}

/** Days that are kept, and how their states are read. */
export interface KeptStates {
  /** Of the sizes, and of each state. */
  readonly ids: readonly KeptId[]
  /** Of each state. */
  readonly types: readonly string[]
  readonly fills: readonly Fill[]
  /** What of the window lies in no day that is kept. */
  readonly gaps: readonly Stretch[]
}

/** What one statement made of a question's day. */
export interface Fill {
  readonly id: string
  readonly dayNs: bigint
  readonly fill: string
}

/** Of a statement that reads several stretches. */
export type Frame = Omit<Place, keyof Stretch>

/** The statements of a unit: rows k0, slot, size, s0, s1 …, each as a subquery. */
export interface DayStatements {
  /** Of a window, from its spans. */
  live(question: DayQuestion, form: StateForm, place: Place): string
  /** The same from what is kept, and from the spans of the rest. */
  merged(question: DayQuestion, form: StateForm, kept: KeptStates, frame: Frame): string
  /** An insert of all that a window, which is whole days, has. */
  fill(question: DayQuestion, form: StateForm, place: Place & FillNames): string
}

export interface FillNames {
  /** Of the sizes, and of each state; undefined where it is kept already. */
  readonly ids: readonly (KeptId | undefined)[]
  readonly fill: string
  readonly days: readonly bigint[]
  /** Of each bucket. */
  readonly daysOfBuckets: readonly bigint[]
  readonly limit: number
}

const LONG_STEPS: ReadonlySet<Step> = new Set(['1d', '1w', '1M'])

/** Buckets of a day, or the day. */
export const stepWithin = (step: Step): Step => (LONG_STEPS.has(step) ? '1d' : step)

/** Is a state of the question decided by spans of other days as well? */
export function isFar({ filter, by }: DayQuestion, states: readonly string[]): boolean {
  const asksRoots = attributeKeys({ filter, by: by.map(({ key }) => key) }).length > 0
  return asksRoots || asksWholeTraces(filter) || states.some((state) => AMONG_OTHERS.test(state))
}

export async function stretchOf(
  store: Store,
  { scope, filter, expressions }: DayQuestion,
  window: Bounds,
  signal?: AbortSignal,
): Promise<Stretch> {
  const columns = expressions.join(' ')
  return { windows: [window], wholeRanges: await wholeRangesOf(store, scope, { window, filter, columns }, signal) }
}

/** s0, s1 … behind what stands before them. */
export const statesSql = (form: StateForm): string =>
  form.states.map((state, index) => `, ${state} as s${index}`).join('')

/** What a fill writes of a group: its size, and the text of each state, as the question that asks for it. */
export function partsSql({ ids, bind }: Pick<FillNames, 'ids'> & Pick<Place, 'bind'>, size = 'size'): string {
  const parts = ids.flatMap((asked, index) => {
    if (asked === undefined) return []
    const name = bind.add('String', asked.id)
    return [index === 0 ? `(${name}, ${size}, '')` : `(${name}, toUInt64(0), toString(s${index - 1}))`]
  })
  return parts.join(', ')
}
