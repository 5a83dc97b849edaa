import { expect, it } from 'vitest'
import { isolate } from './i18n.ts'

it('isolates values in texts from right to left only', () => {
  expect(isolate('$0.03', 'rtl')).toBe('\u2068$0.03\u2069')
  expect(isolate('$0.03', 'ltr')).toBe('$0.03')
})
