/** The strip above a list: how much there was in each bucket of the window, drawn from what /series answers. */

import type { SeriesAnswer } from '@vitrine/schemas/api'

export const PULSE_MODES = ['count', 'latency', 'cost', 'tokens'] as const
export type PulseMode = (typeof PULSE_MODES)[number]

export interface PulseBar {
  readonly fromMs: number
  readonly toMs: number
  /** null: nobody said; drawn as a gap. */
  readonly value: number | null
  /** The failed part of a count. */
  readonly failed: number
  readonly isPartial: boolean
}

/** The metrics that a mode is made of; their sum is the bar's length. */
export function metricsOf(mode: PulseMode, unit: 'traces' | 'spans'): string {
  if (mode === 'count') return unit === 'traces' ? 'traces' : 'spans,errors'
  if (mode === 'latency') return 'duration_p95'
  return mode === 'cost' ? 'cost.ours' : 'tokens.input,tokens.output'
}

export function pulseBars(answer: SeriesAnswer, failed: SeriesAnswer | undefined): readonly PulseBar[] {
  const summed = answer.series.filter((series) => series.metric !== 'errors')
  const errors = failed?.series[0]?.points ?? answer.series.find((series) => series.metric === 'errors')?.points ?? []
  return answer.buckets.map((start, at) => ({
    fromMs: msOf(start),
    toMs: msOf(answer.bucket_ends[at] ?? start),
    value: sumKnown(summed.map((series) => series.points[at] ?? null)),
    failed: Number(errors[at] ?? 0),
    isPartial: answer.partial[at] === true,
  }))
}

/** The bars that two moments of a drag enclose, as one window. */
export function windowBetween(
  bars: readonly PulseBar[],
  a: number,
  b: number,
): { fromMs: number; toMs: number } | undefined {
  const first = bars[Math.min(a, b)]
  const last = bars[Math.max(a, b)]
  return first === undefined || last === undefined ? undefined : { fromMs: first.fromMs, toMs: last.toMs }
}

function sumKnown(points: readonly (number | string | null)[]): number | null {
  const known = points.flatMap((point) => (point === null ? [] : [Number(point)]))
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0)
}

const msOf = (ns: string): number => Number(BigInt(ns) / 1_000_000n)
