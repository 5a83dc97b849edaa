import type { Formatter } from '../format.ts'

export type ValueKind = 'count' | 'tokens' | 'ns' | 'USD' | 'ratio' | 'real'

/** One value of a chart as text; unknown is the caller's word. */
export function formatValue(format: Formatter, kind: ValueKind, value: number | null, unknown: string): string {
  if (value === null) return unknown
  switch (kind) {
    case 'count':
    case 'tokens':
      return format.compact(value)
    case 'ns':
      return format.durationNs(Math.round(value))
    case 'USD':
      return format.money(plainDecimal(value))
    case 'ratio':
      return format.percent(value)
    case 'real':
      return format.real(value)
  }
}

/** Beside an axis: as short as it can be, and on one line. */
export function formatTick(format: Formatter, kind: ValueKind, value: number): string {
  const text = kind === 'ns' ? format.tickNs(Math.round(value)) : formatValue(format, kind, value, '')
  return text.replaceAll(' ', '\u00a0')
}

/** 1e-7 written out, since money is formatted from a decimal string. */
function plainDecimal(value: number): string {
  return value.toFixed(12)
}
