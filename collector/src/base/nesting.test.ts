import { describe, expect, it } from 'vitest'
import { isNestedTooDeeply } from './nesting.ts'

const nested = (depth: number) => `${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`

describe('nesting', () => {
  it.each([
    ['at the bound', nested(1000), false],
    ['beyond it', nested(1002), true],
    ['beyond it and never closed', '['.repeat(5000), true],
    ['wide', `[${'[],'.repeat(5000)}[]]`, false],
    ['brackets in a string', JSON.stringify('['.repeat(5000)), false],
    ['brackets after an escaped quote', JSON.stringify(`"${'['.repeat(5000)}`), false],
    ['brackets after a string that ends in a backslash', `["\\\\",${'['.repeat(5000)}`, true],
    ['a string without an end', `"${'['.repeat(5000)}`, false],
  ])('%s', (_what, text, expected) => {
    expect(isNestedTooDeeply(text)).toBe(expected)
  })
})
