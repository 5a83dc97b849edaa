import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSearch, pick, stringifySearch } from './codec.ts'
import { overviewSearch } from './overview.ts'

const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 16, maxLength: 16 })

describe('search parameters', () => {
  it('come back as they were written, ids that look like numbers included', () => {
    fc.assert(
      fc.property(hex, (id) => {
        expect(parseSearch(stringifySearch({ span: id }))).toEqual({ span: id })
      }),
    )
    for (const id of ['1234567890123456', '10e4567890123456', '0000000000000000', 'true', 'null']) {
      expect(parseSearch(stringifySearch({ span: id }))).toEqual({ span: id })
    }
  })
  it('keep any text', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (text) => {
        expect(parseSearch(stringifySearch({ q: text }))).toEqual({ q: text })
      }),
    )
  })
  it('stay readable', () => {
    expect(stringifySearch({ q: 'status:error model:gpt*', sort: '-cost' })).toBe(
      '?q=status:error+model:gpt*&sort=-cost',
    )
  })
  it('drop what is empty or unknown', () => {
    expect(stringifySearch({ a: undefined, b: '', c: null })).toBe('')
    expect(pick({ a: 'x', b: 'y', c: '' }, ['a', 'c'])).toEqual({ a: 'x' })
    expect(overviewSearch({ range: '1h', bogus: 'x' })).toEqual({ range: '1h' })
  })
})
