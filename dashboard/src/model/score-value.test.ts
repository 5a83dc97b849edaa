import { expect, it } from 'vitest'
import { readScoreValue } from './score-value.ts'

it.each([
  ['numeric', '0.5', 0.5],
  ['numeric', ' ۰٫۷۵ ', 0.75],
  ['numeric', 'good', undefined],
  ['numeric', '', undefined],
  ['numeric', '1e999', undefined],
  ['boolean', 'false', false],
  ['boolean', 'true', true],
  ['categorical', 'خوب', 'خوب'],
  ['text', '  ', undefined],
] as const)('reads a %s score from %j', (type, text, expected) => {
  expect(readScoreValue(type, text)).toBe(expected)
})
