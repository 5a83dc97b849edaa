import { expect, it } from 'vitest'
import { foldText, matchingIndices, type SearchableSpan } from './tree-search.ts'

function named(name: string, rest: Partial<SearchableSpan> = {}): SearchableSpan {
  return { name, kind: 'llm', status: 'ok', model: null, service: null, spanId: 'ff', ...rest }
}

it.each([
  ['كتاب يك', 'کتاب یک'],
  ['می‌رود', 'می رود'],
  ['۱۲۳ ٤٥', '123 45'],
  ['Café', 'cafe'],
])('finds %j when someone types %j', (text, typed) => {
  expect(foldText(text)).toBe(foldText(typed))
})

it('asks for every word, wherever it is written', () => {
  const spans = [named('chat gpt'), named('embed', { model: 'text-3' }), named('chat', { status: 'error' })]
  expect([...matchingIndices(spans, 'CHAT')]).toEqual([0, 2])
  expect([...matchingIndices(spans, 'chat error')]).toEqual([2])
  expect([...matchingIndices(spans, 'text-3')]).toEqual([1])
  expect(matchingIndices(spans, '  ').size).toBe(0)
})
