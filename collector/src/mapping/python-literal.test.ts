import { describe, expect, test } from 'vitest'
import { looksLikePython, pythonLiteral } from './python-literal.ts'

describe("Python's repr", () => {
  test.each([
    ["{'a': None, 'b': True, 'c': False}", { a: null, b: true, c: false }],
    [`[{'role': 'user', 'text': "it's"}]`, [{ role: 'user', text: "it's" }]],
    ["('a', 1, -2.5e3,)", ['a', 1, -2500]],
    ["{'x': {'y': [1, 2, {'z': ()}]}}", { x: { y: [1, 2, { z: [] }] } }],
    [String.raw`['a\nb\'c\\', 'é', '\xe9', '\U0001f600']`, ["a\nb'c\\", 'é', 'é', '😀']],
    ['{1: 2}', { '1': 2 }],
    ['[]', []],
  ])('%s is read', (text, value) => {
    expect(pythonLiteral(text)).toEqual(value)
  })

  test.each(['{', "{'a'}", "{'a': <Stream object>}", "['a' 'b']", "'open", 'None None', '[1, ', '__import__("os")'])(
    '%s is none',
    (text) => {
      expect(pythonLiteral(text)).toBeUndefined()
    },
  )

  test('JSON and prose do not look like it', () => {
    expect(["{'a': 1}", "[{'a': 1}]", "['a']"].map(looksLikePython)).toEqual([true, true, true])
    expect(['{"a": 1}', '[1]', "it's {'", '[link](x)'].map(looksLikePython)).toEqual([false, false, false, false])
  })

  test('nesting beyond any stack is no literal', () => {
    expect(pythonLiteral("['".repeat(100_000))).toBeUndefined()
  })
})
