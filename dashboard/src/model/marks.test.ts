import { parseFilter } from '@vitrine/schemas/filter'
import { expect, it } from 'vitest'
import { hasWords, marksOf } from './marks.ts'

const read = (text: string) => {
  const parsed = parseFilter(text)
  return parsed.kind === 'ok' ? parsed.filter : undefined
}

it('finds the words that are searched for, in any case, and not those that are excluded', () => {
  const marks = marksOf(read('refund status:error -lost'))
  expect('Refund is lost'.split(marks ?? /x/)).toEqual(['', 'Refund', ' is lost'])
  expect('the REFUND'.split(marks ?? /x/)).toEqual(['the ', 'REFUND', ''])
})

it('takes both forms of a Persian letter for one, and signs for themselves', () => {
  expect('چاي سرد'.split(marksOf(read('چای')) ?? /x/)).toEqual(['', 'چاي', ' سرد'])
  expect('a.b axb'.split(marksOf(read('"a.b"')) ?? /x/)).toEqual(['', 'a.b', ' axb'])
})

it('marks whole words, as the search finds them, except in scripts without blanks', () => {
  expect('exact act'.split(marksOf(read('act')) ?? /x/)).toEqual(['exact ', 'act', ''])
  expect('你好世界'.split(marksOf(read('世界')) ?? /x/)).toEqual(['你好', '世界', ''])
})

it('is nothing without words', () => {
  expect(marksOf(read('status:error'))).toBeUndefined()
  expect(hasWords(read('status:error'))).toBe(false)
  expect(hasWords(read('a OR status:error'))).toBe(true)
})

it('takes any sign that people write', () => {
  for (const word of ['user-3', 'a/b', 'c++', '(x)', 'a|b', '$5', '[y]', 'z^', 'q?', '{w}'])
    expect(`see ${word} here`.split(marksOf({ kind: 'text', text: word }) ?? /x/)).toEqual(['see ', word, ' here'])
})
