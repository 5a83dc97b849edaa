import { printFilter } from '@vitrine/schemas/filter'
import { describe, expect, it } from 'vitest'
import { chipsOf, facetState, readQuery, withFacet, withoutFacet } from './query.ts'

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
