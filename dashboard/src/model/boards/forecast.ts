// Where a calendar month is going: what it has cost so far, and the same pace to its end. Pure.

export interface Month {
  readonly startMs: number
  readonly endMs: number
}

const DAY_MS = 86_400_000

/** The month of the reader's calendar and zone that holds a time. */
export function monthOf(atMs: number, calendar: string, timeZone: string): Month {
  const format = new Intl.DateTimeFormat(`en-u-ca-${calendar}-nu-latn`, {
    timeZone,
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  })
  const partsAt = (ms: number) => {
    const parts = new Map(format.formatToParts(ms).map((part) => [part.type, Number(part.value)]))
    const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0
    return {
      month: part('month'),
      day: part('day'),
      clockS: part('hour') * 3600 + part('minute') * 60 + part('second'),
    }
  }
  /** Midnight of the day that holds a time; a day is not always 24 hours. */
  const midnight = (ms: number) => {
    const whole = Math.floor(ms / 1000) * 1000
    const first = whole - partsAt(whole).clockS * 1000
    const { clockS } = partsAt(first)
    return clockS === 0 ? first : clockS < 43_200 ? first - clockS * 1000 : first + DAY_MS - clockS * 1000
  }
  const { month, day } = partsAt(atMs)
  const startMs = midnight(midnight(atMs) - (day - 1) * DAY_MS + DAY_MS / 2)
  let endMs = midnight(startMs + 28 * DAY_MS + DAY_MS / 2)
  while (partsAt(endMs).month === month) endMs = midnight(endMs + DAY_MS * 1.5)
  return { startMs, endMs }
}

export interface Forecast {
  readonly soFar: number
  /** null before there is enough of the month to speak of a pace. */
  readonly atEnd: number | null
}

/** Less than this of a pace says nothing. */
const LEAST_MS = DAY_MS / 4
/** What was spent lately says more than what was spent at first. */
const LATELY_MS = 7 * DAY_MS

/**
 * By the pace of the last seven days, or of the month while it is younger. `buckets` cover the month up to now; unknown
 * stays unknown: without any known cost there is no forecast.
 */
export function forecastOf(
  buckets: readonly { readonly fromMs: number; readonly toMs: number; readonly value: number | null }[],
  month: Month,
  nowMs: number,
): Forecast | undefined {
  const known = buckets.flatMap(({ value }) => (value === null ? [] : [value]))
  if (known.length === 0) return undefined
  const soFar = known.reduce((sum, value) => sum + value, 0)
  const since = Math.max(month.startMs, nowMs - LATELY_MS)
  const recent = buckets.filter(({ fromMs }) => fromMs >= since)
  const spent = recent.reduce((sum, { value }) => sum + (value ?? 0), 0)
  const took = nowMs - (recent[0]?.fromMs ?? nowMs)
  const left = Math.max(0, month.endMs - nowMs)
  return { soFar, atEnd: took < LEAST_MS ? null : soFar + (spent / took) * left }
}
