/**
 * One look at an alert: the state before and a measured value give the state after, and what happened, if anything. Pure,
 * so that a preview of seven days and the clock take the same steps.
 */
import type { AlertEventKind, AlertStateKind } from '@vitrine/schemas/api'
import type { AlertRule } from './rule.ts'

/** What an event leaves behind; every event carries it whole. */
export interface AlertState {
  /** Pending is no state of its own here: the condition holds, but not for long enough yet. */
  readonly kind: Exclude<AlertStateKind, 'pending'>
  readonly sinceMs: number
  /** Somebody was told that it is not well, and has to be told when it is. Of one that is well: its end was muted. */
  readonly isTold: boolean
  readonly acknowledged: { readonly user: string; readonly atMs: number } | null
  readonly mutedUntilMs: number | null
}

/** What lies between events: how long something holds already. */
export interface Holding {
  readonly breachSinceMs: number | null
  readonly clearSinceMs: number | null
  readonly emptySinceMs: number | null
}

export interface Sample {
  readonly endMs: number
  readonly value: number | null
  readonly n: number | null
}

export interface Step {
  readonly state: AlertState
  readonly holding: Holding
  readonly event: { readonly kind: AlertEventKind; readonly tells: boolean } | undefined
}

export const NOTHING_HELD: Holding = { breachSinceMs: null, clearSinceMs: null, emptySinceMs: null }

export function firstState(nowMs: number): AlertState {
  return { kind: 'ok', sinceMs: nowMs, isTold: false, acknowledged: null, mutedUntilMs: null }
}

type Reading = 'breach' | 'between' | 'clear' | 'empty'

export function step(rule: AlertRule, before: { state: AlertState; holding: Holding }, sample: Sample): Step {
  const { endMs } = sample
  const reading = readingOf(rule, sample)
  const since = (held: boolean, sinceMs: number | null) => (held ? (sinceMs ?? endMs) : null)
  const holding: Holding = {
    breachSinceMs: since(reading === 'breach', before.holding.breachSinceMs),
    clearSinceMs: since(reading === 'clear', before.holding.clearSinceMs),
    emptySinceMs: since(reading === 'empty', before.holding.emptySinceMs),
  }
  const holdsFor = (sinceMs: number | null, seconds: number) => sinceMs !== null && endMs - sinceMs >= seconds * 1000
  const { state } = before
  const hasFired = state.kind !== 'firing' && holdsFor(holding.breachSinceMs, rule.forSeconds)
  if (hasFired) return moved(state, 'firing', 'fired', { endMs, tells: true })
  const isGone = state.kind !== 'no_data' && holdsFor(holding.emptySinceMs, emptySeconds(rule))
  if (isGone) {
    const tells = rule.noData === 'notify' || (state.kind === 'firing' && state.isTold)
    return moved(state, 'no_data', 'no_data', { endMs, tells })
  }
  if (state.kind === 'firing' && holdsFor(holding.clearSinceMs, rule.recoverSeconds)) {
    return moved(state, 'ok', 'resolved', { endMs, tells: state.isTold })
  }
  if (state.kind === 'no_data' && reading !== 'empty') {
    const after = moved(state, 'ok', 'data_back', { endMs, tells: state.isTold })
    return { ...after, holding }
  }
  return { state, holding, event: undefined }
}

/** A gap shorter than what an alert takes to fire or to end is none. */
function emptySeconds({ forSeconds, recoverSeconds }: AlertRule): number {
  return Math.max(forSeconds, recoverSeconds)
}

function moved(
  state: AlertState,
  kind: AlertState['kind'],
  event: AlertEventKind,
  { endMs, tells }: { endMs: number; tells: boolean },
): Step {
  const isMuted = state.mutedUntilMs !== null && state.mutedUntilMs > endMs
  // What was told before a mute is still believed after it.
  const isTold = isMuted ? state.isTold : kind !== 'ok' && tells
  return {
    state: { ...state, kind, sinceMs: endMs, isTold, acknowledged: null },
    holding: NOTHING_HELD,
    event: { kind: event, tells: tells && !isMuted },
  }
}

/** The end of a mute: who was told nothing hears what still holds, and who was told before it hears what is over. */
export function unmuted(rule: AlertRule, state: AlertState): { readonly state: AlertState; readonly tells: boolean } {
  const isWorthTelling = state.kind === 'firing' || (state.kind === 'no_data' && rule.noData === 'notify')
  const tells = state.kind === 'ok' ? state.isTold : isWorthTelling && !state.isTold
  const isTold = state.kind !== 'ok' && (state.isTold || tells)
  return { state: { ...state, mutedUntilMs: null, isTold }, tells }
}

/** Between the threshold and where it recovers neither side is right: whatever it is, it stays. */
function readingOf(rule: AlertRule, { value, n }: Sample): Reading {
  if (rule.condition === 'missing') return value === null || value === 0 ? 'breach' : 'clear'
  if (value === null || rule.threshold === null || (n !== null && n < rule.minN)) {
    return rule.noData === 'fire' ? 'breach' : rule.noData === 'ok' ? 'clear' : 'empty'
  }
  const sign = rule.condition === 'above' ? 1 : -1
  if (sign * value > sign * rule.threshold) return 'breach'
  return sign * value <= sign * (rule.recoverThreshold ?? rule.threshold) ? 'clear' : 'between'
}
