import { parseFilter } from '@vitrine/schemas/filter'
import { describe, expect, it } from 'vitest'
import { askedAt, completed, fieldsLike, quoted } from './suggest.ts'

describe('what a filter may go on with', () => {
  it.each([
    ['sta', { kind: 'field', typed: 'sta', from: 0 }],
    ['has:error -mo', { kind: 'field', typed: 'mo', from: 11 }],
    ['model:gp', { kind: 'value', field: 'model', typed: 'gp', from: 6 }],
    ['-model:a,gp', { kind: 'value', field: 'model', typed: 'gp', from: 9 }],
    ['has:', { kind: 'value', field: 'has', typed: '', from: 4 }],
    ['user:"al', { kind: 'nothing' }],
    ['duration:2', { kind: 'nothing' }],
  ])('%s', (text, asked) => {
    expect(askedAt(text, text.length)).toEqual(asked)
  })

  it('offers fields that begin so before those that hold it', () => {
    expect(fieldsLike('tok').map((one) => one.text)[0]).toBe('tokens>')
    expect(fieldsLike('att').map((one) => one.text)).toEqual(['attr.'])
    expect(fieldsLike('')).toEqual([])
  })

  it('puts a value in its place, quoted where it must be', () => {
    for (const value of ['gpt-4o', 'علی رضا', 'a "b"', 'x:y', '']) {
      const { text, cursor } = completed('model:g status:error', 7, 6, quoted(value))
      expect(parseFilter(text).kind).toBe('ok')
      expect(text.slice(cursor)).toBe('status:error')
    }
  })
})
