/**
 * Buckets of a chart: bounds by the calendar of a time zone. Days of 23 or 25 hours, months of any length and zones
 * with half hours come out right, since every bound is computed on the wall clock and then turned into an instant.
 */
import { type BucketCalendar, STEPS, type Step } from '@vitrine/schemas/api'
import { offsetOf, wallClock } from '@vitrine/schemas/wall-clock'
import { type Calendar, calendarNamed } from './calendars.ts'
import { QueryError } from './query-error.ts'

export interface Buckets {
  /** Start of each bucket, Unix ns; the first is cut to the window. */
  readonly startsNs: readonly bigint[]
  readonly endsNs: readonly bigint[]
  /** The window cuts it, or it is not over yet. */
  readonly isPartial: readonly boolean[]
  /** Distance between bounds when all are equally far apart, and where the first would begin uncut. */
  readonly uniform: { readonly firstNs: bigint; readonly stepNs: bigint } | undefined
}

export interface BucketRequest {
  readonly fromNs: bigint
  readonly toNs: bigint
  readonly tz: string
  /** Default: the Gregorian one. */
  readonly calendar?: BucketCalendar
  readonly nowNs: bigint
}

/** The default step gives at most this many; a step that is asked for may give more, up to MOST_BUCKETS. */
const GOOD_BUCKETS = 300
const MOST_BUCKETS = 3000
const MINUTE = 60_000
const STEP_MS: Readonly<Record<Step, number>> = {
  '1m': MINUTE,
  '5m': 5 * MINUTE,
  '15m': 15 * MINUTE,
  '1h': 60 * MINUTE,
  '6h': 360 * MINUTE,
  '1d': 1440 * MINUTE,
  '1w': 7 * 1440 * MINUTE,
  '1M': 30.4 * 1440 * MINUTE,
}

/** The smallest step that gives at most 300 buckets. */
export function defaultStep({ fromNs, toNs }: Pick<BucketRequest, 'fromNs' | 'toNs'>): Step {
  const lengthMs = Number((toNs - fromNs) / 1_000_000n)
  return STEPS.find((step) => lengthMs / STEP_MS[step] <= GOOD_BUCKETS - 1) ?? '1M'
}

export function bucketsOf(step: Step, { fromNs, toNs, tz, calendar, nowNs }: BucketRequest): Buckets {
  if (Number((toNs - fromNs) / 1_000_000n) / STEP_MS[step] > MOST_BUCKETS) {
    throw new QueryError(
      'invalid_parameter',
      `cannot draw more than ${MOST_BUCKETS} buckets`,
      'take a longer step or a shorter window',
      {
        parameter: 'step',
      },
    )
  }
  const bounds = boundsOf(step, { fromNs, toNs }, zoneOf(tz), calendarNamed(calendar))
  const starts = bounds.slice(0, -1)
  const ends = bounds.slice(1)
  return {
    startsNs: starts.map((bound) => (bound < fromNs ? fromNs : bound)),
    endsNs: ends.map((bound) => (bound > toNs ? toNs : bound)),
    isPartial: starts.map((start, index) => {
      const end = ends[index] ?? toNs
      return start < fromNs || end > toNs || end > nowNs
    }),
    uniform: uniformOf(bounds),
  }
}

/** A window as a whole. */
export function oneBucket({ fromNs, toNs }: Pick<BucketRequest, 'fromNs' | 'toNs'>): Buckets {
  return {
    startsNs: [fromNs],
    endsNs: [toNs],
    isPartial: [false],
    uniform: { firstNs: fromNs, stepNs: toNs - fromNs },
  }
}

/** Natural bounds around the window: the first at or before `fromNs`, the last at or after `toNs`. */
function boundsOf(
  step: Step,
  { fromNs, toNs }: Pick<BucketRequest, 'fromNs' | 'toNs'>,
  zone: Zone,
  calendar: Calendar,
): readonly bigint[] {
  const bounds: bigint[] = []
  let wall = floorWall(step, calendar, zone.wallOf(Number(fromNs / 1_000_000n)))
  for (;;) {
    const bound = BigInt(zone.instantOf(wall)) * 1_000_000n
    const last = bounds.at(-1)
    // A wall clock that is put back shows the same bound twice, one put forward jumps over some.
    if (last === undefined || bound > last) bounds.push(bound)
    if (bound >= toNs && bounds.length > 1) return startingBefore(bounds, fromNs)
    wall = nextWall(step, calendar, wall)
  }
}

function startingBefore(bounds: readonly bigint[], fromNs: bigint): readonly bigint[] {
  const first = bounds.findLastIndex((bound) => bound <= fromNs)
  return first <= 0 ? bounds : bounds.slice(first)
}

function uniformOf(bounds: readonly bigint[]): Buckets['uniform'] {
  const [first, second] = bounds
  if (first === undefined || second === undefined) return undefined
  const stepNs = second - first
  const isEven = bounds.every((bound, index) => bound === first + BigInt(index) * stepNs)
  return isEven ? { firstNs: first, stepNs } : undefined
}

/** Wall clocks are milliseconds as if they were UTC. */
function floorWall(step: Step, calendar: Calendar, wallMs: number): number {
  if (step === '1M') return calendar.monthOf(wallMs)
  if (step === '1w') return calendar.weekOf(wallMs)
  return Math.floor(wallMs / STEP_MS[step]) * STEP_MS[step]
}

function nextWall(step: Step, calendar: Calendar, wallMs: number): number {
  return step === '1M' ? calendar.monthAfter(wallMs) : wallMs + STEP_MS[step]
}

interface Zone {
  wallOf(instantMs: number): number
  instantOf(wallMs: number): number
}

function zoneOf(tz: string): Zone {
  if (tz === 'UTC') return { wallOf: (ms) => ms, instantOf: (ms) => ms }
  const wallOf = wallReader(tz)
  const offsetAt = (instantMs: number) => offsetOf(wallOf, instantMs)
  return {
    wallOf: (instantMs) => instantMs + offsetAt(instantMs),
    instantOf(wallMs) {
      // The offset that holds a day earlier or later: one of them is right, unless the wall clock skips this time.
      const [early, late] = [offsetAt(wallMs - 1440 * MINUTE), offsetAt(wallMs + 1440 * MINUTE)]
      const right = [early, late].map((offset) => wallMs - offset).filter((ms) => ms + offsetAt(ms) === wallMs)
      return right.length > 0 ? Math.min(...right) : wallMs - Math.min(early, late)
    },
  }
}

function wallReader(tz: string): (instantMs: number) => number {
  try {
    return wallClock(tz)
  } catch {
    throw new QueryError(
      'invalid_parameter',
      `cannot find the time zone ${tz.slice(0, 64)}`,
      'write an IANA name, such as Asia/Tehran',
      {
        parameter: 'tz',
      },
    )
  }
}
