/** What clocks of a time zone show. Pure; shared by whoever cuts days and whoever reads typed ones. */

const NUMERIC = 'numeric'

/**
 * A reader of one zone's wall clock: from an instant to what it shows, both in milliseconds since 1970, the second as if
 * it were of UTC, in whole seconds. Throws a RangeError when nobody knows a zone of that name.
 */
export function wallClock(timeZone: string): (instantMs: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: NUMERIC,
    month: NUMERIC,
    day: NUMERIC,
    hour: NUMERIC,
    minute: NUMERIC,
    second: NUMERIC,
  })
  return (instantMs) => {
    const parts = new Map(format.formatToParts(instantMs).map(({ type, value }) => [type, Number(value)]))
    const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0
    return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  }
}

/** How many milliseconds a wall clock is ahead of UTC at an instant. */
export function offsetOf(wallOf: (instantMs: number) => number, instantMs: number): number {
  return wallOf(instantMs) - Math.floor(instantMs / 1_000) * 1_000
}
