import { expect, it } from 'vitest'
import { cutValue } from './cut-values.ts'

const LIMITS = { text: 5, tail: 2, items: 2, lastItems: 1 }

it('keeps what is short as it is', () => {
  const value = { a: [1, 'xy', null, true].slice(0, 3), b: { c: '1234567' } }
  expect(cutValue(value, LIMITS)).toEqual({ value, cuts: 0 })
})

it('keeps head and tail of what is long, at any depth, and says how much is missing', () => {
  const { value, cuts } = cutValue({ a: [{ t: 'abcdefghij' }, 2, 3, 4, 5] }, LIMITS)
  expect(cuts).toBe(2)
  expect(value).toEqual({
    a: [{ t: 'abcde\n… [3 characters are not shown] …\nij' }, 2, '… [2 items are not shown] …', 5],
  })
})
