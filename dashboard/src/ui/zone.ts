// The zone of the times on the pages: that of this computer, or one by its name.

import { offsetOf, wallClock } from '@vitrine/schemas/wall-clock'

/** As IANA calls it: `Asia/Tehran`. */
export const zoneName = (timeZone: string): string =>
  timeZone === 'local' ? Intl.DateTimeFormat().resolvedOptions().timeZone : timeZone

/** How an address names it; that of the reader's computer goes without saying. */
export const zoneInAddress = (timeZone: string): string => (timeZone === 'local' ? '' : timeZone)

/** The same address for somebody else, who reads it in the zone of its sender. */
export function inZone(address: string, timeZone: string): string {
  const url = new URL(address)
  url.searchParams.set('tz', zoneName(timeZone))
  return url.href.replaceAll('%2F', '/')
}

/** Whether this browser knows a zone of that name. */
export function isZone(name: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

let last: { readonly zone: string; readonly wallOf: (instantMs: number) => number } | undefined

/** How many milliseconds the clocks of a zone are ahead of UTC at a moment. */
export function zoneOffsetMs(timeZone: string, atMs: number): number {
  if (timeZone === 'UTC') return 0
  if (timeZone === 'local') return 0 - new Date(atMs).getTimezoneOffset() * 60_000
  if (last?.zone !== timeZone) last = { zone: timeZone, wallOf: wallClock(timeZone) }
  return offsetOf(last.wallOf, atMs)
}
