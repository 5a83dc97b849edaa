// A week of looks as a chart: at most three hundred buckets, each with its most alarming look, and when it would fire.
import type { AlertPreview } from '@vitrine/schemas/api'

export interface PreviewChart {
  readonly starts: readonly number[]
  readonly ends: readonly number[]
  readonly values: readonly (number | null)[]
  /** The same values where the alert would fire; else gaps. */
  readonly firing: readonly (number | null)[]
  readonly threshold: readonly (number | null)[]
}

const MOST = 300
const toMs = (ns: string): number => Number(BigInt(ns) / 1_000_000n)

export function chartOfPreview(preview: AlertPreview, isBelow: boolean): PreviewChart {
  const size = Math.max(1, Math.ceil(preview.times.length / MOST))
  const count = Math.ceil(preview.times.length / size)
  const times = preview.times.map(toMs)
  const everyMs = preview.every_seconds * 1000
  const fired = preview.fired.map(({ from, to }) => ({ from: toMs(from), to: to === null ? Infinity : toMs(to) }))
  const buckets = Array.from({ length: count }, (_, index) => {
    const looks = times.slice(index * size, (index + 1) * size)
    const values = preview.values.slice(index * size, (index + 1) * size).filter((value) => value !== null)
    const value = values.length === 0 ? null : isBelow ? Math.min(...values) : Math.max(...values)
    const isFiring = looks.some((at) => fired.some(({ from, to }) => at >= from && at < to))
    return { start: (looks[0] ?? 0) - everyMs, end: looks.at(-1) ?? 0, value, isFiring }
  })
  return {
    starts: buckets.map(({ start }) => start),
    ends: buckets.map(({ end }) => end),
    values: buckets.map(({ value }) => value),
    // A window without any data may fire as well, and is then drawn on the ground.
    firing: buckets.map(({ value, isFiring }) => (isFiring ? (value ?? 0) : null)),
    threshold: buckets.map(() => preview.threshold),
  }
}
