import { printFilter } from '@vitrine/schemas/filter'
import { describe, expect, it } from 'vitest'
import { chipsOf, facetState, narrowedTo, readQuery, withFacet, withOnly, withoutFacet } from './query.ts'

function filter(text: string) {
  const read = readQuery(text)
  if (read === undefined) throw new Error(`not a filter: ${text}`)
  return read
}

describe('chipsOf', () => {
  it('gives each part with the way to remove it', () => {
    expect(chipsOf(filter('status:error -model:"gpt 4" refund'))).toEqual([
      { text: 'status:error', without: printFilter(filter('-model:"gpt 4" refund')) },
      { text: printFilter(filter('-model:"gpt 4"')), without: printFilter(filter('status:error refund')) },
      { text: 'refund', without: printFilter(filter('status:error -model:"gpt 4"')) },
    ])
    expect(chipsOf(filter(''))).toEqual([])
  })

  it('does not read what is no filter', () => {
    expect(readQuery('nosuchfield:x')).toBeUndefined()
  })
})

describe('facets', () => {
  it.each([
    ['', 'gpt', 'model:gpt'],
    ['model:a', 'gpt', 'model:a,gpt'],
    ['model:a,gpt', 'gpt', 'model:a'],
    ['model:gpt', 'gpt', ''],
    ['-model:gpt', 'gpt', 'model:gpt'],
    ['status:error', 'gpt', 'status:error model:gpt'],
  ])('%j with the value %s turned becomes %j', (before, value, after) => {
    expect(printFilter(withFacet(filter(before), 'model', value))).toBe(printFilter(filter(after)))
  })

  it.each([
    ['', 'gpt', '-model:gpt'],
    ['model:gpt', 'gpt', '-model:gpt'],
    ['-model:gpt', 'gpt', ''],
    ['-model:a,gpt', 'gpt', '-model:a'],
  ])('%j with the value %s excluded becomes %j', (before, value, after) => {
    expect(printFilter(withoutFacet(filter(before), 'model', value))).toBe(printFilter(filter(after)))
  })

  it('knows "nobody said" as a value', () => {
    const without = withFacet(filter(''), 'user', null)
    expect(facetState(without, 'user', null)).toBe('only')
    expect(facetState(filter(printFilter(without)), 'user', null)).toBe('only')
    expect(facetState(without, 'user', 'x')).toBe('off')
  })
})

describe('one value of a field', () => {
  it.each([
    ['', 'gpt', 'model:gpt'],
    ['status:error model:a,b', 'gpt', 'status:error model:gpt'],
    ['-model:gpt status:error', 'gpt', 'status:error model:gpt'],
    ['-model:other', 'gpt', '-model:other model:gpt'],
    ['status:error model:a', undefined, 'status:error'],
    ['-model:a', undefined, '-model:a'],
    ['model:a', undefined, ''],
  ])('%j narrowed to %s becomes %j', (before, value, after) => {
    const next = withOnly(filter(before), 'model', value)
    expect(printFilter(next)).toBe(printFilter(filter(after)))
    expect(narrowedTo(next, 'model')).toEqual(value === undefined ? [] : [value])
  })
})
