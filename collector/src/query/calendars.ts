/** Where weeks and months begin. Wall clocks are milliseconds as if they were UTC. */
import type { BucketCalendar } from '@vitrine/schemas/api'

export interface Calendar {
  /** Midnight of the first day of the week that holds a time. */
  weekOf(wallMs: number): number
  monthOf(wallMs: number): number
  /** From the start of a month to that of the next. */
  monthAfter(monthMs: number): number
}

const DAY_MS = 86_400_000
/** No calendar here has a longer month, or one of less than 28 days. */
const LONGEST_MONTH_DAYS = 31
const [SATURDAY, MONDAY] = [6, 1]

const midnightOf = (wallMs: number) => Math.floor(wallMs / DAY_MS) * DAY_MS

function calendarOf(firstDay: number, dayOfMonth: (wallMs: number) => number): Calendar {
  const monthOf = (wallMs: number) => midnightOf(wallMs) - (dayOfMonth(wallMs) - 1) * DAY_MS
  return {
    weekOf: (wallMs) => midnightOf(wallMs) - ((new Date(wallMs).getUTCDay() - firstDay + 7) % 7) * DAY_MS,
    monthOf,
    monthAfter: (monthMs) => monthOf(monthMs + LONGEST_MONTH_DAYS * DAY_MS),
  }
}

const persianDay = new Intl.DateTimeFormat('en-u-ca-persian-nu-latn', { day: 'numeric', timeZone: 'UTC' })

const CALENDARS: Readonly<Record<BucketCalendar, Calendar>> = {
  gregory: calendarOf(MONDAY, (wallMs) => new Date(wallMs).getUTCDate()),
  persian: calendarOf(SATURDAY, (wallMs) => Number(persianDay.format(wallMs))),
}

export const calendarNamed = (name: BucketCalendar = 'gregory'): Calendar => CALENDARS[name]
