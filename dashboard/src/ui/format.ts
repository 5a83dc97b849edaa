// Every number, date, duration and amount of money on the pages is written here, through Intl, for one locale.
// Unknown (null) never becomes 0: callers get null back and draw their own word for it.

export type FormatOptions = { readonly locale: string; readonly timeZone: string | undefined }

const NS_PER_MS = 1_000_000n

export type Formatter = ReturnType<typeof createFormatter>

export function createFormatter({ locale, timeZone }: FormatOptions) {
  const zone = timeZone === undefined ? {} : { timeZone }
  const plain = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 })
  const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 })
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  const fine = new Intl.NumberFormat(locale, { style: 'percent', maximumSignificantDigits: 2 })
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', ...zone })
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...zone })
  const day = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', ...zone })
  const date = new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'short', day: 'numeric', ...zone })
  const year = new Intl.DateTimeFormat(locale, { year: 'numeric', ...zone })
  const isThisYear = (time: Date) => year.format(time) === year.format()
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
  // A waterfall writes a hundred durations and costs while it scrolls; making an Intl object costs more than using it.
  const made = new Map<string, Intl.NumberFormat>()
  const once = (key: string, make: () => Intl.NumberFormat): Intl.NumberFormat => {
    const known = made.get(key) ?? make()
    made.set(key, known)
    return known
  }
  const unitIn = (unitDisplay: 'narrow' | 'short', value: number, name: string, digits: number) =>
    once(
      `${name} ${digits} ${unitDisplay}`,
      () => new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay, maximumFractionDigits: digits }),
    ).format(value)
  // English has clear short signs ("1.2s"); elsewhere the narrow form falls back to them.
  const isNarrow = (name: string) => locale.startsWith('en') && !/^m.*second$/.test(name)
  const unit: UnitWriter = (value, name, digits) => unitIn(isNarrow(name) ? 'narrow' : 'short', value, name, digits)
  const tickUnit: UnitWriter = (value, name, digits) => unitIn('narrow', value, name, digits)
  const amount = (look: keyof typeof MONEY, size: number) =>
    once(look, () => new Intl.NumberFormat(locale, MONEY[look])).format(size)

  const formatter = {
    locale,
    number: (value: number | bigint) => plain.format(value),
    compact: (value: number) => (Math.abs(value) < 10_000 ? plain.format(value) : compact.format(value)),
    percent: (ratio: number) => (ratio !== 0 && Math.abs(ratio) < 0.001 ? fine.format(ratio) : percent.format(ratio)),
    /** A score or any other real number, to three significant digits. */
    real: (value: number) => new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 }).format(value),
    /** A bound that must not be rounded away. */
    bound: (value: number) => new Intl.NumberFormat(locale, { maximumFractionDigits: 12 }).format(value),
    money: (usd: string) => formatMoney(usd, amount),
    /** Always every digit, for tooltips and copies. */
    exactMoney: (usd: string) => `$${usd}`,
    durationNs: (ns: bigint | number | string) => formatDuration(Number(ns) / 1e6, unit),
    durationMs: (ms: number) => formatDuration(ms, unit),
    /** For an axis, where a word for the unit would be cut. */
    tickNs: (ns: number) => formatDuration(ns / 1e6, tickUnit),
    dateTime: (time: Date) => dateTime.format(time),
    /** To the millisecond, for titles. */
    exactTime: (time: Date) => `${dateTime.format(time)}.${String(time.getUTCMilliseconds()).padStart(3, '0')}`,
    clock: (time: Date) => clock.format(time),
    /** With its year where that is not this one. */
    day: (time: Date) => (isThisYear(time) ? day : date).format(time),
    dayClock: (time: Date) => `${formatter.day(time)} ${clock.format(time)}`,
    ago: (time: Date, nowMs: number) => formatAgo(time.getTime() - nowMs, relative) ?? date.format(time),
    bytes: (count: number) => formatBytes(count, unit),
  }
  return formatter
}

/** Sub-cent amounts keep two significant digits; they never round to $0.00. */
const MONEY = {
  whole: { minimumFractionDigits: 2, maximumFractionDigits: 2 },
  cents: { minimumFractionDigits: 2, maximumFractionDigits: 4 },
  fine: { maximumSignificantDigits: 3, maximumFractionDigits: 12 },
  large: { notation: 'compact', maximumFractionDigits: 1 },
} as const satisfies Record<string, Intl.NumberFormatOptions>

function formatMoney(usd: string, write: (look: keyof typeof MONEY, size: number) => string): string {
  const value = Number(usd)
  const size = Math.abs(value)
  const digits = value === 0 || size >= 1 ? 'whole' : size >= 0.01 ? 'cents' : 'fine'
  return `${value < 0 ? '−' : ''}$${write(size >= 100_000 ? 'large' : digits, size)}`
}

type UnitWriter = (value: number, name: string, digits: number) => string

function formatDuration(ms: number, unit: UnitWriter): string {
  const size = Math.abs(ms)
  const both = (first: string, rest: number, name: string) => (rest === 0 ? first : `${first} ${unit(rest, name, 0)}`)
  if (size === 0) return unit(0, 'millisecond', 0)
  if (size < 1) return unit(ms * 1000, 'microsecond', size < 0.01 ? 1 : 0)
  if (size < 10) return unit(ms, 'millisecond', 1)
  if (size < 999.5) return unit(ms, 'millisecond', 0)
  if (size < 9_995) return unit(ms / 1000, 'second', 2)
  if (size < 59_950) return unit(ms / 1000, 'second', 1)
  const seconds = Math.round(ms / 1000)
  if (size < 3_600_000) return both(unit(Math.trunc(seconds / 60), 'minute', 0), seconds % 60, 'second')
  const minutes = Math.round(ms / 60_000)
  if (size < 172_800_000) return both(unit(Math.trunc(minutes / 60), 'hour', 0), minutes % 60, 'minute')
  return unit(ms / 86_400_000, 'day', 1)
}

/** Beyond a month a date says more than "last yr.". */
const RELATIVE_MS = 30 * 86_400_000

function formatAgo(deltaMs: number, relative: Intl.RelativeTimeFormat): string | undefined {
  const size = Math.abs(deltaMs)
  const steps = [
    [60_000, 1000, 'second'],
    [3_600_000, 60_000, 'minute'],
    [86_400_000, 3_600_000, 'hour'],
    [RELATIVE_MS, 86_400_000, 'day'],
  ] as const
  for (const [below, per, name] of steps) {
    if (size < below) return relative.format(Math.trunc(deltaMs / per), name)
  }
  return undefined
}

function formatBytes(count: number, unit: UnitWriter): string {
  if (count < 1000) return unit(count, 'byte', 0)
  if (count < 1e6) return unit(count / 1e3, 'kilobyte', 1)
  if (count < 1e9) return unit(count / 1e6, 'megabyte', 1)
  return unit(count / 1e9, 'gigabyte', 1)
}

/** API times are decimal strings of Unix nanoseconds or RFC 3339; a Date keeps their millisecond. */
export function toDate(time: string | number): Date {
  if (typeof time === 'number') return new Date(time)
  return /^-?\d+$/.test(time) ? new Date(Number(BigInt(time) / NS_PER_MS)) : new Date(time)
}
