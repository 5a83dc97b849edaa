import * as z from 'zod/mini'

/**
 * The units of every answer. Times are decimal strings of Unix nanoseconds (they do not fit a JSON number), money is
 * a decimal string of US dollars (exact, never a float), ids are lower-case hex. null = no source said so; 0 = a
 * source said zero.
 */

const described = (text: string) => z.describe(text)

/** Unix nanoseconds as a decimal string. */
export const timeNs = z
  .string()
  .check(z.regex(/^-?\d{1,20}$/, 'write Unix nanoseconds'), described('Unix nanoseconds, decimal string'))
/** US dollars as an exact decimal string. */
export const usd = z
  .string()
  .check(
    z.regex(/^-?\d+(\.\d+)?$/, 'write US dollars as a decimal number'),
    described('US dollars, exact decimal string'),
  )
/** A whole number of things, never negative. */
export const count = z.number().check(z.nonnegative())
/** 32 lower-case hex characters. */
export const traceId = z.string().check(described('trace id, 32 lower-case hex characters'))
/** 16 lower-case hex characters (32 for ids that began as a UUID). */
export const spanId = z.string().check(described('span id, 16 or 32 lower-case hex characters'))
/** Where nobody said, null. */
export const maybe = z.nullable(z.string())

/** A time as a client may write it: RFC 3339, or Unix nanoseconds. */
export const timeParameter = z
  .string()
  .check(
    z.regex(
      /^(-?\d{1,20}|\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?)$/,
      'write an RFC 3339 time (2026-03-01T10:00:00Z), a date, or Unix nanoseconds',
    ),
    described('RFC 3339 time, date (UTC midnight), or Unix nanoseconds'),
  )

/** A page size. */
export const limitParameter = (most: number) =>
  z.coerce.number().check(z.multipleOf(1), z.gte(1), z.lte(most), described(`at most ${most}`))

const RFC3339 = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2})?)(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2}))?$/

/** Unix nanoseconds of a time parameter; undefined when it is none. Exact to the nanosecond. */
export function parseTimeNs(text: string): bigint | undefined {
  if (/^-?\d{1,20}$/.test(text)) return BigInt(text)
  const match = RFC3339.exec(text)
  if (match === null) return undefined
  const [, day, clock = '00:00:00', fraction = '', zone = 'Z'] = match
  const wholeMs = Date.parse(`${day}T${clock.length === 5 ? `${clock}:00` : clock}${zone}`)
  if (Number.isNaN(wholeMs)) return undefined
  return BigInt(wholeMs) * 1_000_000n + BigInt(fraction.padEnd(9, '0'))
}
