/**
 * What somebody types as a time range: a length, a word, or two days of either calendar with two dots between them, in
 * Latin, Persian or Arabic digits. What cannot be read says why.
 */
import { type Day, gregorianDay } from './persian-day.ts'
import { parseTimeMs, type RangeSearch, spanOfRange, toRfc3339, windowSearch } from './time-range.ts'

export type TypedRange = { readonly kind: 'range'; readonly search: RangeSearch } | UnreadRange

export interface UnreadRange {
  readonly kind: 'wrong'
  readonly why: 'form' | 'day' | 'order'
  readonly what: string
}

const DAY_MS = 86_400_000
/** A year before this is one of the Persian calendar, which is 621 years behind. */
const FIRST_GREGORIAN_YEAR = 1700

const TODAY = ['today', 'امروز']
const YESTERDAY = ['yesterday', 'دیروز']
const UNITS: Readonly<Record<string, string>> = { دقیقه: 'm', ساعت: 'h', روز: 'd', هفته: 'w' }

/** How far the clocks of the reader are ahead of UTC at a moment. */
type OffsetOf = (atMs: number) => number

export function readTyped(text: string, nowMs: number, zone: OffsetOf): TypedRange {
  const typed = latinDigits(text.trim().toLowerCase())
  const length = typed.replace(/^(\d+)\s*(\p{L}+)$/u, (all, n: string, unit: string) => {
    const short = UNITS[unit]
    return short === undefined ? all : `${n}${short}`
  })
  if (spanOfRange(length) !== undefined) return { kind: 'range', search: { range: length } }
  const midnight = midnightOf(nowMs, zone)
  if (TODAY.includes(typed)) return { kind: 'range', search: { from: toRfc3339(midnight) } }
  if (YESTERDAY.includes(typed)) {
    const window = { fromMs: midnightOf(midnight - 1, zone), toMs: midnight }
    return { kind: 'range', search: windowSearch(window) }
  }
  const [start, end, ...rest] = typed.split('..').map((part) => part.trim())
  if (start === undefined || end === undefined || rest.length > 0) return { kind: 'wrong', why: 'form', what: text }
  const from = readTime(start, zone)
  const to = readTime(end, zone)
  if (from.kind === 'wrong') return from
  if (to.kind === 'wrong') return to
  // A bare day as an end means the whole day.
  const toMs = to.isDay ? midnightOf(to.ms + DAY_MS * 1.25, zone) : to.ms
  if (toMs <= from.ms) return { kind: 'wrong', why: 'order', what: `${start}..${end}` }
  return { kind: 'range', search: windowSearch({ fromMs: from.ms, toMs }) }
}

type Time = { readonly kind: 'time'; readonly ms: number; readonly isDay: boolean }

function readTime(text: string, zone: OffsetOf): Time | UnreadRange {
  const named = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/.exec(text)
  if (named === null) {
    const ms = parseTimeMs(text.toUpperCase())
    return ms === undefined ? { kind: 'wrong', why: 'form', what: text } : { kind: 'time', ms, isDay: false }
  }
  const [year = 0, month = 0, day = 0] = named.slice(1).map(Number)
  const asked = { year, month, day }
  const gregorian = year < FIRST_GREGORIAN_YEAR ? gregorianDay(asked) : asked
  const ms = gregorian === undefined ? undefined : startOf(gregorian, zone)
  return ms === undefined ? { kind: 'wrong', why: 'day', what: text } : { kind: 'time', ms, isDay: true }
}

/** undefined for a day that its month does not have. */
function startOf({ year, month, day }: Day, zone: OffsetOf): number | undefined {
  const wallMs = Date.UTC(year, month - 1, day)
  const isThere = new Date(wallMs).getUTCDate() === day && month >= 1 && month <= 12
  return isThere ? instantOf(wallMs, zone) : undefined
}

function midnightOf(ms: number, zone: OffsetOf): number {
  return instantOf(Math.floor((ms + zone(ms)) / DAY_MS) * DAY_MS, zone)
}

/** When the clocks of the zone show a time; asked twice, since they may be set between the first guess and then. */
function instantOf(wallMs: number, zone: OffsetOf): number {
  return wallMs - zone(wallMs - zone(wallMs))
}

function latinDigits(text: string): string {
  return text
    .replace(/[۰-۹]/g, (sign) => String(sign.charCodeAt(0) - 0x6f0))
    .replace(/[٠-٩]/g, (sign) => String(sign.charCodeAt(0) - 0x660))
}
