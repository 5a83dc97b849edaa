import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { elementsOf, membersOf, withoutBlanks } from './json-text.ts'

const spaces = [undefined, 1, '\t', '\r\n '] as const

describe('JSON as text', () => {
  it('cuts members and elements so that each parses to what the whole has there', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(...spaces), (object, space) => {
        const text = JSON.stringify(object, null, space)
        const parsed = JSON.parse(text) as Record<string, unknown>
        const members = membersOf(text)
        expect([...members.keys()].sort()).toEqual(Object.keys(parsed).sort())
        for (const [name, member] of members) expect(JSON.parse(member)).toEqual(parsed[name])
        const list = JSON.stringify(Object.values(parsed), null, space)
        expect(elementsOf(list).map((element) => JSON.parse(element) as unknown)).toEqual(JSON.parse(list))
      }),
    )
  })

  it('leaves out blanks between tokens and nothing else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...spaces), (value, space) => {
        expect(withoutBlanks(JSON.stringify(value, null, space))).toBe(JSON.stringify(value))
      }),
    )
  })

  it.each([
    ['{ "a" : 1.0 , "b" : [ 1e5 , "x , y" ] }', { a: '1.0', b: '[1e5,"x , y"]' }],
    ['{"a":"\\\\","b":"\\"}"}', { a: '"\\\\"', b: '"\\"}"' }],
    ['{"a":1,"a":12345678901234567890}', { a: '12345678901234567890' }],
    ['{}', {}],
  ])('keeps how values of %s are written', (text, members) => {
    expect(Object.fromEntries(membersOf(text))).toEqual(members)
  })
})
