/** What a price row holds, and exact arithmetic for it: prices are whole pico-dollars a token, as decimal text. */

/**
 * Columns of a tier after its lower bound. Token buckets and two parts of buckets: the cache write that lives an hour,
 * and cached audio. A column without a price takes the one of its kind (see the loader).
 */
export const COLUMNS = [
  'input_uncached',
  'cache_read',
  'cache_write',
  'output',
  'cache_write_1h',
  'input_audio',
  'cache_read_audio',
  'input_image',
  'reasoning',
  'output_audio',
  'output_image',
]

/** A decimal number of dollars per 10^-(12-shift) tokens → whole pico-dollars per token, as text. */
export function pico(value, shift) {
  if (value === undefined || value === null) return null
  const [mantissa, exponent] = String(value).split('e')
  const [whole, fraction = ''] = mantissa.split('.')
  const places = fraction.length - shift - Number(exponent ?? 0)
  const digits = BigInt(whole + fraction)
  if (places <= 0) return String(digits * 10n ** BigInt(-places))
  const divisor = 10n ** BigInt(places)
  return String((digits + divisor / 2n) / divisor)
}

/** `[above, price per column…]` without what trails empty. */
export function tierRow(above, prices) {
  const row = [above, ...COLUMNS.map((column) => prices[column] ?? null)]
  while (row.length > 1 && row.at(-1) === null) row.pop()
  return row
}

/** The names by which a clause may be looked up literally. */
export function namesOf(match) {
  if (match.or) return match.or.flatMap(namesOf)
  const name = match.equals ?? match.starts_with ?? match.ends_with ?? match.contains
  return name === undefined ? [] : [name.toLowerCase()]
}
