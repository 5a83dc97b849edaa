import { priceBody } from '@vitrine/schemas/api'
import { describe, expect, it } from 'vitest'
import { changeTier, newPrice, OTHER_COLUMNS, priceBodyOf, problemsOf, withoutTier, withTier } from './price-draft.ts'

const base = changeTier(newPrice('acme-1', ''), 0, { amounts: { input_uncached: '2.5', output: '10' } })
const problems = (draft: typeof base) => Object.fromEntries(problemsOf(draft))

describe('a price that is written', () => {
  it('is one tier of any provider, of the standard service, since ever', () => {
    expect(priceBodyOf(base)).toEqual({
      model: 'acme-1',
      provider: null,
      service: null,
      from: null,
      tiers: [{ above: 0, per_million: { input_uncached: '2.5', output: '10' } }],
    })
  })

  it('can say all that the API takes', () => {
    const all = Object.fromEntries(['input_uncached', ...OTHER_COLUMNS].map((column, at) => [column, String(at + 1)]))
    const long = changeTier(withTier(base), 1, { above: '200 000', amounts: all })
    const draft = { ...long, provider: ' azure ', service: 'batch' as const, from: '2026-09-01' }
    const body = priceBodyOf(draft)
    expect(body).toMatchObject({ provider: 'azure', service: 'batch', from: '2026-09-01' })
    expect(body?.tiers[1]).toEqual({ above: 200_000, per_million: all })
    expect(priceBody.parse(body)).toEqual(body)
  })

  it('may be typed on a Persian keyboard', () => {
    const draft = changeTier(base, 0, { amounts: { input_uncached: '۲٫۵' } })
    expect(priceBodyOf({ ...draft, from: '۲۰۲۶-۰۹-۰۱' })).toMatchObject({
      from: '2026-09-01',
      tiers: [{ per_million: { input_uncached: '2.5' } }],
    })
  })
})

describe('what is wrong is said where it is', () => {
  const two = changeTier(withTier(base), 1, { above: '1000', amounts: { output: '1' } })
  it.each([
    ['no model', { ...base, model: ' ' }, { model: 'modelMissing' }],
    ['no amount', newPrice('m', ''), { 0: 'tierEmpty' }],
    ['words for an amount', changeTier(base, 0, { amounts: { output: 'two' } }), { '0.output': 'amountBad' }],
    ['seven places', changeTier(base, 0, { amounts: { output: '0.0000001' } }), { '0.output': 'amountBad' }],
    ['a day that does not exist', { ...base, from: '2026-02-30' }, { from: 'dayBad' }],
    ['a tier without a bound', withTier(base), { '1.above': 'aboveBad', 1: 'tierEmpty' }],
    ['a bound of nothing', changeTier(two, 1, { above: '0' }), { '1.above': 'aboveOrder' }],
    [
      'bounds that fall',
      changeTier(withTier(two), 2, { above: '1000', amounts: { output: '1' } }),
      { '2.above': 'aboveOrder' },
    ],
  ])('%s', (_, draft, expected) => {
    expect(problems(draft)).toEqual(expected)
    expect(priceBodyOf(draft)).toBeUndefined()
  })

  it('a tier that was added by mistake goes again', () => {
    expect(withoutTier(withTier(base), 1)).toEqual(base)
    expect(problems(two)).toEqual({})
  })
})
