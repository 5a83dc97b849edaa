import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { picoUsd } from '../normalise/scalars.ts'
import { costOf } from './enrich.ts'
import { createPriceBook, type Price } from './price-book.ts'

const book = createPriceBook(
  JSON.parse(readFileSync(new URL('../../../schemas/prices/price-book.json', import.meta.url), 'utf8')),
)

function at(model: string, provider: string, day = '2026-08-01'): Price | undefined {
  return book.at(model, provider, BigInt(Date.parse(`${day}T12:00:00Z`)) * 1_000_000n)
}

describe('names of one model', () => {
  test.each([
    ['gpt-4o', 'openai', 2_500_000n],
    ['GPT-4o-2024-08-06', 'openai', 2_500_000n],
    ['openai/gpt-4o', '', 2_500_000n],
    ['gpt-4o', '', 2_500_000n],
    ['claude-3-5-sonnet-20241022', 'anthropic', 3_000_000n],
    ['anthropic/claude-3-7-sonnet-20250219', 'anthropic', 3_000_000n],
    ['claude-sonnet-4@20250514', 'gcp.vertex_ai', 3_000_000n],
    ['anthropic.claude-3-5-sonnet-20240620-v1:0', 'aws.bedrock', 3_000_000n],
    ['models/gemini-2.5-flash', 'gcp.gemini', 300_000n],
    ['gemini-2.5-flash', '', 300_000n],
    ['publishers/google/models/gemini-2.5-flash', 'gcp.vertex_ai', 300_000n],
    ['projects/p/locations/us-central1/publishers/google/models/gemini-2.5-flash', 'gcp.vertex_ai', 300_000n],
    [
      'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-5-sonnet-20240620-v1:0',
      'aws.bedrock',
      3_000_000n,
    ],
    [
      'arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-3-7-sonnet-20250219-v1:0',
      'aws.bedrock',
      3_000_000n,
    ],
    ['claude-sonnet-4-5[1m]', 'anthropic', 3_000_000n],
    ['ft:gpt-4.1-mini-2025-04-14:acme::x', 'openai', 800_000n],
    ['ft:gpt-4o-mini-2024-07-18:acme::x', 'openai', 300_000n],
    ['deepseek/deepseek-r1:free', 'openrouter', 0n],
    ['openrouter/qwen/qwen3-coder:free', 'openai', 0n],
    ['deepseek-r1:free', 'openrouter', 0n],
  ])('%s of %j', (model, provider, input) => {
    expect(at(model, provider)?.tiers[0]?.perToken.input_uncached).toBe(input)
  })
})

describe('another model stays unknown', () => {
  test.each([
    ['gpt-4o-my-own', 'openai'],
    ['gpt-5:free', 'openai'],
    ['arn:aws:bedrock:us-east-1:1:application-inference-profile/abc123', 'aws.bedrock'],
    ['ft:somebody-elses:acme::x', 'openai'],
    ['gpt-5.2-proo', 'openai'],
    ['claude-sonnet-4-5-clone', 'anthropic'],
    ['gemini-3.6-flahs', 'gcp.gemini'],
    ['openrouter/REDACTED', 'openrouter'],
    ['gpt-4o', 'ollama'],
    ['openai/gpt-4o', 'groq'],
    ['', 'openai'],
  ])('%s of %s', (model, provider) => {
    expect(at(model, provider)).toBeUndefined()
  })
})

test('a price holds from its date on', () => {
  expect(at('o3', 'openai', '2025-05-01')?.tiers[0]?.perToken.input_uncached).toBe(10_000_000n)
  expect(at('o3', 'openai', '2025-07-01')?.tiers[0]?.perToken.input_uncached).toBe(2_000_000n)
})

test('a long context costs its own tier', () => {
  const price = at('claude-opus-4-6', 'anthropic', '2026-02-01') as Price
  expect(costOf({ input_uncached: 200_000, output: 1 }, price)?.totalPicoUsd).toBe(200_000n * 5_000_000n + 25_000_000n)
  expect(costOf({ input_uncached: 200_001, output: 1 }, price)?.totalPicoUsd).toBe(200_001n * 10_000_000n + 37_500_000n)
})

describe('services', () => {
  const tokens = { input_uncached: 1_000, cache_read: 100, output: 10 }
  test.each([
    ['gpt-5', 'openai', undefined, 1_000n * 1_250_000n + 100n * 125_000n + 10n * 10_000_000n],
    ['gpt-5', 'openai', 'flex', 1_000n * 625_000n + 100n * 62_500n + 10n * 5_000_000n],
    ['gpt-5', 'openai', 'priority', 1_000n * 2_500_000n + 100n * 250_000n + 10n * 20_000_000n],
    // Half of every price, by Anthropic's rule.
    ['claude-sonnet-4-5-20250929', 'anthropic', 'batch', 1_000n * 1_500_000n + 100n * 150_000n + 10n * 7_500_000n],
  ] as const)('%s of %s as %s', (model, provider, service, total) => {
    const price = at(model, provider) as Price
    const cost = costOf(tokens, price, service === undefined ? {} : { service })
    expect(cost?.totalPicoUsd).toBe(total)
    expect(cost?.priceId.endsWith(`:${service}`)).toBe(service !== undefined)
  })

  test('a service that has no price leaves the call unpriced', () => {
    expect(costOf(tokens, at('gpt-4-turbo', 'openai') as Price, { service: 'flex' })).toBeUndefined()
  })
})

describe('parts of a bucket', () => {
  test('an hour of cache costs twice the input, five minutes a quarter more than it', () => {
    const price = at('claude-sonnet-4-5', 'anthropic') as Price
    const cost = costOf({ input_uncached: 0, cache_write: 100 }, price, { cacheWrite1h: 40 })
    expect(cost?.totalPicoUsd).toBe(60n * 3_750_000n + 40n * 6_000_000n)
    expect(cost?.byBucket.cache_write).toBe(cost?.totalPicoUsd)
  })

  test('cached audio has its own price', () => {
    const price = at('gemini-2.5-flash', 'google') as Price
    const cost = costOf({ cache_read: 100, input_audio: 10 }, price, { cacheReadAudio: 30 })
    expect(cost?.totalPicoUsd).toBe(70n * 30_000n + 30n * 100_000n + 10n * 1_000_000n)
  })

  test('tokens of an image cost more than the words beside it', () => {
    const price = at('gemini-2.5-flash-image', 'google') as Price
    expect(costOf({ output: 10, output_image: 1290 }, price)?.totalPicoUsd).toBe(10n * 2_500_000n + 1290n * 30_000_000n)
  })

  test('more of a part than there is of the whole is no more than the whole', () => {
    const price = at('claude-sonnet-4-5', 'anthropic') as Price
    expect(costOf({ cache_write: 5 }, price, { cacheWrite1h: 9 })?.totalPicoUsd).toBe(5n * 6_000_000n)
  })
})

describe('one model, many sellers', () => {
  test.each([
    ['global.anthropic.claude-sonnet-4-5-20250929-v1:0', 'aws.bedrock', 3_000_000n],
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'aws.bedrock', 3_300_000n],
    ['openai.gpt-5.6-luna', 'aws.bedrock', 1_100_000n],
    ['gpt-4o', 'azure.ai.openai', 2_500_000n],
    ['z-ai/glm-5.2', 'openrouter', 1_400_000n],
    ['glm-5.2', 'zai', 1_400_000n],
    ['zai/glm-5.2', 'vercel', 1_500_000n],
  ])('%s at %s', (model, provider, input) => {
    expect(at(model, provider)?.tiers[0]?.perToken.input_uncached).toBe(input)
  })
})

test('every price says which list it is from', () => {
  expect(at('gpt-4o', 'openai')?.id).toMatch(/^genai-prices\/openai\//)
  expect(at('glm-5.2', 'zai')?.id).toMatch(/^models\.dev\/zai\//)
})

test('the total is the exact sum of the buckets', () => {
  const price = at('gpt-4o', 'openai') as Price
  const count = fc.nat(2 ** 40)
  fc.assert(
    fc.property(fc.record({ input_uncached: count, cache_read: count, output: count, reasoning: count }), (tokens) => {
      const cost = costOf(tokens, price)
      expect(cost?.totalPicoUsd).toBe(Object.values(cost?.byBucket ?? {}).reduce((all, part) => all + part, 0n))
      expect(cost?.byBucket.cache_read).toBe(BigInt(tokens.cache_read) * 1_250_000n)
    }),
  )
})

test('a bucket with tokens and without a price leaves the call unpriced', () => {
  const price = at('text-embedding-3-small', 'openai') as Price
  expect(costOf({ input_uncached: 10 }, price)?.totalPicoUsd).toBe(200_000n)
  expect(costOf({ input_uncached: 10, output: 0 }, price)?.totalPicoUsd).toBe(200_000n)
})

test('dollars become pico-dollars without drift', () => {
  expect([picoUsd(0.1), picoUsd(2.82e-5), picoUsd(0.0035475000000000003), picoUsd(12)]).toEqual([
    100_000_000_000n,
    28_200_000n,
    3_547_500_000n,
    12_000_000_000_000n,
  ])
  fc.assert(fc.property(fc.nat(10 ** 12), (micro) => picoUsd(micro / 1e6) === BigInt(micro) * 1_000_000n))
})
