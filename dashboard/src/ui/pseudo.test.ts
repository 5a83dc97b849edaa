import { expect, it } from 'vitest'
import { pseudo, pseudoText } from './pseudo.ts'

it('makes texts longer and keeps placeholders and tags whole', () => {
  expect(pseudoText('Remove {{name}} <1>now</1>')).toMatch(/^\[Rémóvé \{\{name\}\} <1>nów<\/1>·+\]$/)
  expect(pseudoText('Overview').length).toBeGreaterThanOrEqual('Overview'.length * 1.4)
})

it('reaches nested texts', () => {
  expect(pseudo({ a: { b: 'Go' } })).toEqual({ a: { b: '[Gó·]' } })
})
