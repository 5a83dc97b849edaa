/** US dollars between decimal text and whole pico-dollars, without ever being a float. */

const PLACES = 12

/** Decimal text with at most twelve places. */
export function picoOfUsd(usd: string): bigint {
  const isNegative = usd.startsWith('-')
  const [whole = '0', fraction = ''] = (isNegative ? usd.slice(1) : usd).split('.')
  const pico = BigInt(whole + fraction.padEnd(PLACES, '0').slice(0, PLACES))
  return isNegative ? -pico : pico
}

/** Without zeros at the end. */
export function usdOfPico(pico: bigint): string {
  const digits = (pico < 0n ? -pico : pico).toString().padStart(PLACES + 1, '0')
  const fraction = digits.slice(-PLACES).replace(/0+$/, '')
  const whole = digits.slice(0, -PLACES)
  return `${pico < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}
