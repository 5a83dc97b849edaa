// The course of a calendar month: what was spent up to each day, where that leads, and what may be spent. Pure.
import type { Forecast, Month } from './forecast.ts'

interface Day {
  readonly fromMs: number
  readonly toMs: number
  readonly value: number | null
}

export interface MonthCourse {
  readonly starts: readonly number[]
  readonly ends: readonly number[]
  /** Up to and with each day; null before anything is known, and after today. */
  readonly spent: readonly (number | null)[]
  /** From today to the last day; null before. */
  readonly ahead: readonly (number | null)[]
}

const DAY_MS = 86_400_000

/** `days` are those up to now, the last one not over. */
export function courseOf(days: readonly Day[], month: Month, forecast: Forecast | undefined): MonthCourse {
  const later = daysAfter(days.at(-1)?.fromMs ?? month.startMs, month)
  let sum: number | null = null
  const spent = days.map(({ value }) => {
    if (value !== null) sum = (sum ?? 0) + value
    return sum
  })
  const today = days.length - 1
  const { soFar, atEnd } = forecast ?? { soFar: null, atEnd: null }
  const aheadAt = (step: number) =>
    soFar === null || atEnd === null ? null : soFar + ((atEnd - soFar) * step) / Math.max(1, later.length)
  return {
    starts: [...days.map(({ fromMs }) => fromMs), ...later.map(({ fromMs }) => fromMs)],
    // Today is drawn as wide as any other day, though it is not over.
    ends: [
      ...days.map(({ toMs }, i) => (i === today ? (later[0]?.fromMs ?? toMs) : toMs)),
      ...later.map(({ toMs }) => toMs),
    ],
    spent: [...spent, ...later.map(() => null)],
    ahead: [...days.map((_, i) => (i === today ? aheadAt(0) : null)), ...later.map((_, i) => aheadAt(i + 1))],
  }
}

/** The days that follow one up to the end of the month; a day that is longer or shorter by an hour ends where the next begins. */
function daysAfter(todayMs: number, { endMs }: Month): { fromMs: number; toMs: number }[] {
  const count = Math.max(0, Math.round((endMs - todayMs) / DAY_MS) - 1)
  const from = (i: number) => endMs - (count - i) * DAY_MS
  return Array.from({ length: count }, (_, i) => ({ fromMs: from(i), toMs: from(i + 1) }))
}
