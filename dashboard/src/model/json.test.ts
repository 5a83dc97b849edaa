import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson, printJson, toJsonNode } from './json.ts'
import { jsonPath, jsonRows, rowsLike, toggled } from './json-rows.ts'

describe('parseJson', () => {
  it.each([
    '12345678901234567890',
    '0.1000000000000000000000001',
    '-1.5e+300',
    '{"2":1,"1":2,"a":{"b":[]}}',
    '["سلام","\\u0633\\n"]',
  ])('keeps %s exactly as written', (text) => {
    const node = parseJson(text)
    expect(node).toBeDefined()
    expect(node && printJson(node)).toBe(text.replace('\\u0633', 'س'))
  })

  it.each(['', '{', '[1,]', '{"a" 1}', '01', 'nul', '"open', '"\\q"', '1 2', '{"a":1,}', "{'a':1}", '[1'])(
    'does not take %j for JSON',
    (text) => {
      expect(parseJson(text)).toBeUndefined()
    },
  )

  it('agrees with the platform on any value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value)
        const node = parseJson(text)
        expect(node && JSON.parse(printJson(node, 2))).toEqual(JSON.parse(text))
      }),
    )
  })

  it('refuses nesting that would overflow the stack', () => {
    expect(parseJson('['.repeat(100_000) + ']'.repeat(100_000))).toBeUndefined()
  })
})

describe('jsonRows', () => {
  const root = toJsonNode({ a: { b: [1, 2] }, long: 'x'.repeat(2_500) })
  const closed = { openDepth: 0, toggled: new Set<string>(), whole: new Set<string>() }

  it('shows what is open and nothing below what is closed', () => {
    expect(jsonRows(root, closed).map((row) => row.key)).toEqual([undefined, 'a', 'long'])
    const open = { ...closed, toggled: toggled(closed.toggled, '/0:a') }
    expect(jsonRows(root, open).map((row) => row.key)).toEqual([undefined, 'a', 'b', 'long'])
    expect(jsonRows(root, { ...closed, openDepth: 9 })).toHaveLength(6)
  })

  it('cuts a long string and shows it whole when asked', () => {
    const row = jsonRows(root, closed).at(-1)
    expect(row).toMatchObject({ hidden: 500 })
    expect(jsonRows(root, { ...closed, whole: new Set([row?.path ?? '']) }).at(-1)).toMatchObject({ hidden: 0 })
  })

  it('gives repeated keys paths of their own', () => {
    const node = parseJson('{"a":1,"a":2}')
    const paths = node === undefined ? [] : jsonRows(node, closed).map((row) => row.path)
    expect(new Set(paths).size).toBe(3)
  })
})

describe('the rows of a value', () => {
  const rows = jsonRows(toJsonNode({ messages: [{ 'a/b': 'چای سبز' }], n: 1 }), {
    openDepth: 9,
    toggled: new Set(),
    whole: new Set(),
  })

  it('are found by key and by value, in any case', () => {
    expect(rowsLike(rows, 'MESS').map((at) => rows[at]?.key)).toEqual(['messages'])
    expect(rowsLike(rows, 'سبز').map((at) => rows[at]?.key)).toEqual(['a/b'])
    expect(rowsLike(rows, ' ')).toEqual([])
  })

  it('have a path that other tools read', () => {
    expect(rows.map(jsonPath)).toEqual(['$', '$.messages', '$.messages[0]', '$.messages[0]["a/b"]', '$.n'])
  })
})
