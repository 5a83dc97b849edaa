import { expect, it } from 'vitest'
import { directionOf } from './direction.ts'

it.each([
  ['سلام دنیا', 'rtl'],
  ['GPT-4o یک مدل زبانی چندوجهی است که متن و تصویر را می‌فهمد', 'rtl'],
  ['Hello world', 'ltr'],
  ['The word سلام means hello in Persian, and it is used every day', 'ltr'],
  ['`const veryLongEnglishIdentifier = anotherIdentifier()` را اجرا کن', 'rtl'],
  ['https://example.com/a/very/long/english/path ببین', 'rtl'],
  ['مدل gpt-4o-mini از claude sonnet بهتر است', 'rtl'],
  ['12:30 — 45%', 'ltr'],
  ['', 'ltr'],
  ['שלום עולם', 'rtl'],
  ['你好，世界', 'ltr'],
] as const)('reads %j as %s', (text, direction) => {
  expect(directionOf(text)).toBe(direction)
})

it('judges a huge text by its beginning', () => {
  expect(directionOf(`سلام دنیا ${'x'.repeat(5_000_000)}`.slice(0, 4_000_000))).toBe('ltr')
  expect(directionOf('سلام دنیا '.repeat(400_000))).toBe('rtl')
})
