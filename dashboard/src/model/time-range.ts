import { ALL_TIME } from './all-time.ts'

// Time ranges: what the URL holds, and the half-open window in milliseconds it means. Pure.

export const PRESETS = ['15m', '1h', '6h', '24h', '7d', '30d', '90d', ALL_TIME] as const
export const DEFAULT_RANGE = '24h'

export type RangeSearch = { range?: string; from?: string; to?: string }
export type Window = { readonly fromMs: number; readonly toMs: number }

const UNIT_MS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** Ten years stand for everything. */
const LONGEST_MS = 3650 * 86_400_000

/** `45m`, `6h`, `7d`, `2w` in milliseconds; `all` is the longest there is. */
export function spanOfRange(text: string): number | undefined {
  if (text === ALL_TIME) return LONGEST_MS
  const match = /^(\d{1,5})([mhdw])$/.exec(text)
  const size = match === null ? 0 : Number(match[1]) * (UNIT_MS[match[2] ?? ''] ?? 0)
  return size > 0 && size <= LONGEST_MS ? size : undefined
}

/** Unix nanoseconds, Unix milliseconds (13 digits) or RFC 3339. */
export function parseTimeMs(text: string): number | undefined {
  if (/^\d{16,20}$/.test(text)) return Number(BigInt(text) / 1_000_000n)
  if (/^\d{13}$/.test(text)) return Number(text)
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return undefined
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? undefined : ms
}

/**
 * The window of a page. Relative ranges end at `nowMs`; an absolute one without an end stays open there. What cannot be read falls back to the default and is named in `invalid`.
 */
export function resolveRange(
  search: { [K in keyof RangeSearch]: string | undefined },
  nowMs: number,
): { window: Window; isRelative: boolean; invalid: (keyof RangeSearch)[] } {
  const invalid: (keyof RangeSearch)[] = []
  const read = (name: 'from' | 'to'): number | undefined => {
    const text = search[name]
    if (text === undefined) return undefined
    const ms = parseTimeMs(text)
    if (ms === undefined) invalid.push(name)
    return ms
  }
  const from = read('from')
  const to = read('to')
  if (from !== undefined && (to === undefined || to > from)) {
    return { window: { fromMs: from, toMs: to ?? nowMs }, isRelative: false, invalid }
  }
  if (from !== undefined) invalid.push('to')
  const size = spanOfRange(search.range ?? DEFAULT_RANGE)
  if (size === undefined) invalid.push('range')
  return {
    window: { fromMs: nowMs - (size ?? UNIT_MS.d ?? 0), toMs: nowMs },
    isRelative: true,
    invalid,
  }
}

export const toRfc3339 = (ms: number): string => new Date(ms).toISOString()

/** The window before or after, of the same length. */
export function shiftWindow({ fromMs, toMs }: Window, windows: number): Window {
  const size = toMs - fromMs
  return { fromMs: fromMs + windows * size, toMs: toMs + windows * size }
}

/** Twice as long around the same middle, never past `nowMs`. */
export function zoomOut({ fromMs, toMs }: Window, nowMs: number): Window {
  const half = (toMs - fromMs) / 2
  const end = Math.min(toMs + half, Math.max(nowMs, toMs))
  return { fromMs: end - 4 * half, toMs: end }
}

/** An absolute window as search parameters. */
export function windowSearch({ fromMs, toMs }: Window): { from: string; to: string } {
  return { from: toRfc3339(Math.round(fromMs)), to: toRfc3339(Math.round(toMs)) }
}
