// The zone of the times on the pages: that of this computer, or one by its name.

/** As IANA calls it: `Asia/Tehran`. */
export const zoneName = (timeZone: string): string =>
  timeZone === 'local' ? Intl.DateTimeFormat().resolvedOptions().timeZone : timeZone

/** Whether this browser knows a zone of that name. */
export function isZone(name: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

let last: { readonly zone: string; readonly format: Intl.DateTimeFormat } | undefined

/** How many milliseconds the clocks of a zone are ahead of UTC at a moment. */
export function zoneOffsetMs(timeZone: string, atMs: number): number {
  if (timeZone === 'UTC') return 0
  if (timeZone === 'local') return 0 - new Date(atMs).getTimezoneOffset() * 60_000
  if (last?.zone !== timeZone) last = { zone: timeZone, format: wallClock(timeZone) }
  const wall = Object.fromEntries(last.format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = wall
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(atMs / 1_000) * 1_000
}

function wallClock(timeZone: string): Intl.DateTimeFormat {
  const numeric = 'numeric'
  return new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
  })
}
