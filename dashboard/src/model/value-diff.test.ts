import { describe, expect, it } from 'vitest'
import { diffValues, isSame } from './value-diff.ts'

const changed = (a: unknown, b: unknown) =>
  (diffValues(a, b) ?? []).filter((part) => part.kind !== 'same').map((part) => [part.kind, part.text.trim()])

describe('the difference of two values', () => {
  it('is none for equal ones, whatever the order of their keys, also when one came as text', () => {
    expect(isSame(diffValues({ a: 1, b: [2, { c: 3, d: 4 }] }, '{"b":[2,{"d":4,"c":3}],"a":1}') ?? [])).toBe(true)
    expect(isSame(diffValues('سلام', 'سلام') ?? [])).toBe(true)
    expect(isSame(diffValues(null, undefined) ?? [])).toBe(true)
  })

  it('marks the words of texts and the lines of JSON that changed', () => {
    expect(changed('the cat sat', 'the dog sat')).toEqual([
      ['removed', 'cat'],
      ['added', 'dog'],
    ])
    expect(changed({ city: 'Rome', n: 1 }, { n: 1, city: 'Oslo' })).toEqual([
      ['removed', '"city": "Rome",'],
      ['added', '"city": "Oslo",'],
    ])
  })
})
