import type { ProjectPrice } from '@vitrine/schemas'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { costOf } from './enrich.ts'
import { EMPTY_BOOK, type PriceBook } from './price-book.ts'
import { createPriceBooks, picoPerToken, withProjectPrices } from './project-prices.ts'

const DAY_NS = 86_400_000_000_000n

function priced(model: string, input: string, more: Partial<ProjectPrice> = {}): ProjectPrice {
  const tiers = [{ above: 0, perMillion: { input_uncached: input, output: '4' } }]
  return { id: model, model, provider: '', service: '', fromNs: '0', tiers, ...more }
}

function inputOf(book: PriceBook, model: string, provider = 'openai', atNs = 10n * DAY_NS): bigint | undefined {
  return book.at(model, provider, atNs)?.tiers[0]?.perToken.input_uncached
}

describe('which price holds', () => {
  const book = withProjectPrices(EMPTY_BOOK, [
    priced('acme-*', '1'),
    priced('acme-large', '2'),
    priced('acme-large', '3', { provider: 'azure.ai.openai' }),
    priced('acme-large', '5', { fromNs: String(20n * DAY_NS) }),
  ])
  test.each([
    ['acme-small', 'openai', 1_000_000n],
    ['Acme-Large', 'openai', 2_000_000n],
    ['acme-large', 'azure', 3_000_000n],
    ['acme.large', 'openai', undefined],
    ['other', 'openai', undefined],
  ])('%s at %s', (model, provider, price) => {
    expect(inputOf(book, model, provider)).toBe(price)
  })
  test('the latest that has begun', () => {
    expect(inputOf(book, 'acme-large', 'openai', 20n * DAY_NS - 1n)).toBe(2_000_000n)
    expect(inputOf(book, 'acme-large', 'openai', 20n * DAY_NS)).toBe(5_000_000n)
  })
})

test('a price of the project comes before the book, and leaves other models to it', () => {
  const base: PriceBook = withProjectPrices(EMPTY_BOOK, [priced('known', '7'), priced('other', '8')])
  const book = withProjectPrices(base, [priced('known', '1')])
  expect([inputOf(book, 'known'), inputOf(book, 'other')]).toEqual([1_000_000n, 8_000_000n])
})

test('a batch may have a price where nothing else has', () => {
  const book = withProjectPrices(EMPTY_BOOK, [priced('m', '1', { service: 'batch' })])
  const price = book.at('m', '', DAY_NS)
  expect(price && costOf({ input_uncached: 10 }, price, { service: 'batch' })?.totalPicoUsd).toBe(10_000_000n)
  expect(price && costOf({ input_uncached: 10 }, price)).toBeUndefined()
})

describe('a price of many parts', () => {
  const tiers = [
    {
      above: 0,
      perMillion: { input_uncached: '2', output: '8', cache_read: '0.2', cache_write: '2.5', cache_write_1h: '4' },
    },
    { above: 200_000, perMillion: { input_uncached: '4', cache_read: '0.4', input_audio: '10' } },
  ]
  const book = withProjectPrices(EMPTY_BOOK, [
    priced('long', '0', { tiers }),
    priced('long', '0', { service: 'batch', tiers: [{ above: 0, perMillion: { input_uncached: '1', output: '4' } }] }),
  ])
  const price = book.at('long', 'openai', DAY_NS)
  test.each([
    ['a short context', { input_uncached: 100_000, output: 10 }, {}, 200_080_000_000n],
    ['exactly at the bound', { input_uncached: 100_000, cache_read: 100_000 }, {}, 220_000_000_000n],
    [
      'one token above it: all tokens cost more',
      { input_uncached: 100_001, cache_read: 100_000 },
      {},
      440_004_000_000n,
    ],
    ['what the tier does not say is as below', { input_uncached: 200_001, output: 1 }, {}, 800_012_000_000n],
    ['audio of a long context', { input_uncached: 200_000, input_audio: 1 }, {}, 800_010_000_000n],
    ['five minutes and an hour of cache', { cache_write: 30 }, { cacheWrite1h: 10 }, 90_000_000n],
    ['a batch', { input_uncached: 100, output: 10 }, { service: 'batch' as const }, 140_000_000n],
  ])('%s', (_, tokens, billing, total) => {
    expect(price && costOf(tokens, price, billing)?.totalPicoUsd).toBe(total)
  })
})

test('a book is made anew only when the prices change', () => {
  const books = createPriceBooks(EMPTY_BOOK)
  const first = books.of('p', { version: 1, prices: [priced('m', '1')] })
  expect(books.of('p', { version: 1, prices: [priced('m', '2')] })).toBe(first)
  expect(inputOf(books.of('p', { version: 2, prices: [priced('m', '2')] }), 'm')).toBe(2_000_000n)
  expect(books.of('p', { version: 3, prices: [] })).toBe(EMPTY_BOOK)
})

test('dollars a million become pico-dollars a token exactly', () => {
  fc.assert(
    fc.property(fc.nat(10 ** 9), fc.nat(999_999), (whole, fraction) => {
      const usd = `${whole}.${String(fraction).padStart(6, '0')}`
      expect(picoPerToken(usd)).toBe(BigInt(whole) * 1_000_000n + BigInt(fraction))
    }),
  )
})

test('a cost under any price is the sum of its buckets, and grows with every token', () => {
  const count = fc.nat(10 ** 9)
  fc.assert(
    fc.property(count, count, count, fc.nat(10 ** 9), (input, cached, output, micro) => {
      const price = withProjectPrices(EMPTY_BOOK, [priced('m', `${micro}`)]).at('m', '', DAY_NS)
      if (price === undefined) throw new Error('unpriced')
      const tokens = { input_uncached: input, cache_read: cached, output }
      const cost = costOf(tokens, price)
      const parts = Object.values(cost?.byBucket ?? {})
      expect(cost?.totalPicoUsd).toBe(parts.reduce((all, part) => all + part, 0n))
      const more = costOf({ ...tokens, output: output + 1 }, price)
      expect((more?.totalPicoUsd ?? 0n) - (cost?.totalPicoUsd ?? 0n)).toBe(4_000_000n)
    }),
  )
})
