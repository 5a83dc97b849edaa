import fc from 'fast-check'
import { expect, test } from 'vitest'
import { picoOfUsd, usdOfPico } from './money.ts'

test('dollars and pico-dollars are the same amount', () => {
  expect([usdOfPico(0n), usdOfPico(1n), usdOfPico(1_500_000_000_000n), usdOfPico(-12n)]).toEqual([
    '0',
    '0.000000000001',
    '1.5',
    '-0.000000000012',
  ])
  fc.assert(fc.property(fc.bigInt(-(10n ** 20n), 10n ** 20n), (pico) => picoOfUsd(usdOfPico(pico)) === pico))
})
