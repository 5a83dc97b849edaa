/** Days of the Persian calendar, by the browser's own tables. */

/** Of the engine, which knows the leap years. */
const PARTS = new Intl.DateTimeFormat('en-u-ca-persian-nu-latn', {
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  timeZone: 'UTC',
})
const DAY_MS = 86_400_000

export interface Day {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** The Gregorian day of a Persian one; undefined when the year has no such day. */
export function gregorianDay({ year, month, day }: Day): Day | undefined {
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined
  // Six months of 31 days come first. The year begins on 20 or 21 March, so a day before and one after are enough.
  const ofYear = (month - 1) * 30 + Math.min(month - 1, 6) + day - 1
  const guessMs = Date.UTC(year + 621, 2, 21) + ofYear * DAY_MS
  for (const shift of [0, -1, 1]) {
    const ms = guessMs + shift * DAY_MS
    const found = persianDay(ms)
    if (found.year !== year || found.month !== month || found.day !== day) continue
    const date = new Date(ms)
    return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
  }
  return undefined
}

function persianDay(ms: number): Day {
  const parts = new Map(PARTS.formatToParts(ms).map(({ type, value }) => [type, Number.parseInt(value, 10)]))
  return { year: parts.get('year') ?? 0, month: parts.get('month') ?? 0, day: parts.get('day') ?? 0 }
}
