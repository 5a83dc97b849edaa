import { parseTimeNs } from '../api/units.ts'
import type { FieldType } from './fields.ts'

/**
 * Values with units. In the tree a duration is whole nanoseconds, a time Unix nanoseconds, money is dollars and a number is itself, all as
 * plain decimal text; `print` picks the largest unit that says the same exactly.
 */
const NS: readonly (readonly [string, bigint])[] = [
  ['d', 86_400_000_000_000n],
  ['h', 3_600_000_000_000n],
  ['m', 60_000_000_000n],
  ['s', 1_000_000_000n],
  ['ms', 1_000_000n],
  ['us', 1_000n],
  ['ns', 1n],
]
const MULTIPLES: readonly (readonly [string, number])[] = [
  ['M', 6],
  ['k', 3],
]

/** The canonical value; undefined when the text is none of that type. */
export function parseValue(type: FieldType, text: string): string | undefined {
  if (type === 'text') return text
  if (type === 'flag') return text === 'true' || text === 'false' ? text : undefined
  if (type === 'duration') return parseDuration(text)
  if (type === 'time') return parseTimeNs(text)?.toString()
  if (type === 'money') return /^\$?\d{1,15}(\.\d{1,12})?$/.test(text) ? plain(text.replace('$', ''), 0) : undefined
  const match = /^(-?\d{1,18})(?:\.(\d{1,12}))?([kM])?$/.exec(text)
  if (match === null) return undefined
  const shift = MULTIPLES.find(([unit]) => unit === match[3])?.[1] ?? 0
  return plain(`${match[1]}.${match[2] ?? ''}`, shift)
}

/** How the value is written in a filter. */
export function printValue(type: FieldType, value: string): string {
  if (type === 'money') return `$${value}`
  if (type === 'duration') return printDuration(BigInt(value))
  if (type === 'time') return printTime(BigInt(value))
  if (type !== 'number') return value
  for (const [unit, zeros] of MULTIPLES) {
    if (new RegExp(`^-?[1-9]\\d*0{${zeros}}$`).test(value)) return `${value.slice(0, -zeros)}${unit}`
  }
  return value
}

/** An example of the type, for advice. */
export function exampleOf(type: FieldType): string {
  return { text: 'text', number: '8k', duration: '2s', time: '2026-01-31T12:00:00Z', money: '$0.05', flag: 'true' }[
    type
  ]
}

function parseDuration(text: string): string | undefined {
  const match = /^(\d{1,12})(?:\.(\d{1,9}))?(d|h|m|s|ms|us|µs|ns)$/.exec(text)
  if (match === null) return text === '0' ? '0' : undefined
  const unit = NS.find(([name]) => name === (match[3] === 'µs' ? 'us' : match[3]))?.[1] ?? 1n
  const fraction = match[2] ?? ''
  const scaled = BigInt(`${match[1]}${fraction}`) * unit
  const divisor = 10n ** BigInt(fraction.length)
  return scaled % divisor === 0n ? String(scaled / divisor) : undefined
}

function printDuration(ns: bigint): string {
  const found = NS.find(([, size]) => ns !== 0n && ns % size === 0n)
  return found === undefined ? '0' : `${ns / found[1]}${found[0]}`
}

/** As RFC 3339 while the year has four digits. */
function printTime(ns: bigint): string {
  if (ns < 0n || ns >= 253_402_300_800_000_000_000n) return String(ns)
  const seconds = new Date(Number(ns / 1_000_000_000n) * 1000).toISOString().slice(0, 19)
  const fraction = String(ns % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '')
  return fraction === '' ? `${seconds}Z` : `${seconds}.${fraction}Z`
}

/** `text` times ten to the `shift`, without leading or trailing zeros. */
function plain(text: string, shift: number): string {
  const negative = text.startsWith('-')
  const [whole = '', fraction = ''] = text.replace('-', '').split('.')
  const padded = fraction.padEnd(shift, '0')
  const digits = `${whole}${padded.slice(0, shift)}`.replace(/^0+(?=\d)/, '')
  const rest = padded.slice(shift).replace(/0+$/, '')
  const value = rest === '' ? digits : `${digits}.${rest}`
  return negative && /[1-9]/.test(value) ? `-${value}` : value
}
