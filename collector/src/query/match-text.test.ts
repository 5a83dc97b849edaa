import { describe, expect, it } from 'vitest'
import { patternsOf, readableMatch } from './match-text.ts'

/** As the engine would do it: the match and what lies around it. */
function matchIn(value: string, text: string, which: 'together' | 'any' = 'any') {
  const pattern = patternsOf(text)?.[which]
  if (pattern === undefined || pattern === null) return undefined
  const found = value.match(new RegExp(pattern.slice(4), 'iu'))
  if (found?.index === undefined) return undefined
  const end = found.index + found[0].length
  return readableMatch(value.slice(0, found.index), found[0], value.slice(end))
}

describe('the place of a match', () => {
  it.each([
    ['The mailbox is locked', 'MAILBOX', { before: 'The ', match: 'mailbox', after: ' is locked' }],
    ['{"a":"b","text":"Hello\\nWorld, \\"you\\""}', 'world', { before: 'Hello ', match: 'World', after: ', "you"' }],
    ['exactly one act', 'act', { before: 'exactly one ', match: 'act', after: '' }],
    ['آیا سلام، دنیا؟', 'سلام', { before: 'آیا ', match: 'سلام', after: '، دنیا؟' }],
    ['一句话。你好，世界', '世界', { before: '一句话。你好，', match: '世', after: '界' }],
    ['costs $5 (net)', '5 (net', { before: 'costs $', match: '5', after: ' (net)' }],
  ])('in %j of %j', (value, text, expected) => {
    expect(matchIn(value, text)).toEqual(expected)
  })

  it('is where all words stand in a row, if they do', () => {
    expect(matchIn('refused once, connection refused', 'connection refused', 'together')).toEqual({
      before: 'refused once, ',
      match: 'connection refused',
      after: '',
    })
    expect(matchIn('a connection was refused', 'connection refused', 'together')).toBeUndefined()
  })

  it('is not in the middle of another word', () => {
    expect(matchIn('exactly', 'act')).toBeUndefined()
  })

  it('shows a few words on each side', () => {
    const long = 'word '.repeat(100)
    const { before, after } = matchIn(`${long}needle ${long}`, 'needle') ?? { before: '', after: '' }
    expect(before.length).toBeLessThan(70)
    expect(before.startsWith('…')).toBe(true)
    expect(after.length).toBeLessThan(170)
    expect(after.endsWith('…')).toBe(true)
  })

  it('needs words', () => {
    expect(patternsOf('?!')).toBeUndefined()
  })
})
