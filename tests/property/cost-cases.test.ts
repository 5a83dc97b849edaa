/**
 * Bodies of real provider answers and what they cost (public data, an oracle that is not ours). Right means to the
 * millionth of a cent. What is not is named here with the reason, and in docs/prices.md.
 */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { Billing, SpanRow } from '@vitrine/schemas'
import { describe, expect, test } from 'vitest'
import { costOf } from '../../collector/src/enrich/enrich.ts'
import { createPriceBook } from '../../collector/src/enrich/price-book.ts'
import { dataPath, hasSharedData } from './shared-data.ts'

interface CostCase {
  model?: string
  body: { model?: string; file: string }
  extracted: {
    usage: Record<string, number>
    extractors: { provider_id: string; input_price?: string; output_price?: string }[]
  }[]
}

const book = createPriceBook(
  JSON.parse(readFileSync(new URL('../../schemas/prices/price-book.json', import.meta.url), 'utf8')),
)
/** The day of the lists. */
const MOMENT_NS = BigInt(Date.parse('2026-08-21T12:00:00Z')) * 1_000_000n
/** A millionth of a cent. */
const TOLERANCE_PICO_USD = 10_000n

/** `<provider> <model>` → why we say something else. */
const KNOWN: Readonly<Record<string, string>> = {
  'cerebras qwen-3-coder-480b': 'the list names the model without a price; the oracle takes that for 0, we for unknown',
}

describe.skipIf(!hasSharedData)('provider bodies with known prices', () => {
  const cases = gunzipSync(readFileSync(dataPath('real/cost-cases/public/usages.jsonl.gz')))
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as CostCase)

  test('cost what they should, to the millionth of a cent; what does not is named', () => {
    const wrong = cases.map((item) => pairsOf(item).filter((pair) => !isRight(pair)))
    const names = new Set(wrong.flat().map(({ provider, model }) => `${provider} ${model}`))
    const badBodies = wrong.filter((pairs) => pairs.length > 0).length
    const priced = cases.flatMap(pairsOf).length
    console.info(
      `cost cases: ${priced - wrong.flat().length} of ${priced} right, ${badBodies} of ${cases.length} bodies not`,
    )
    expect(cases).toHaveLength(963)
    expect(priced).toBe(2196)
    expect([...names].filter((name) => KNOWN[name] === undefined)).toEqual([])
    expect(Object.keys(KNOWN).filter((name) => !names.has(name))).toEqual([])
    expect(badBodies / cases.length).toBeLessThan(0.01)
  })
})

interface Pair {
  readonly provider: string
  readonly model: string
  readonly usage: Record<string, number>
  readonly picoUsd: bigint
}

/** One for each provider that could have answered so and that the oracle has a price for. */
function pairsOf(item: CostCase): readonly Pair[] {
  const model = item.model ?? item.body.model ?? ''
  return item.extracted.flatMap(({ usage, extractors }) =>
    extractors.flatMap(({ provider_id: provider, input_price: input, output_price: output }) =>
      input === undefined ? [] : [{ provider, model, usage, picoUsd: picoOf(input) + picoOf(output ?? '0') }],
    ),
  )
}

function picoOf(usd: string): bigint {
  return BigInt(Math.round(Number(usd) * 1e12))
}

function isRight({ provider, model, usage, picoUsd }: Pair): boolean {
  const price = book.at(model, provider, MOMENT_NS)
  const cost = price === undefined ? undefined : costOf(bucketsOf(usage), price, billingOf(usage))
  if (cost === undefined) return false
  const off = cost.totalPicoUsd - picoUsd
  return off <= TOLERANCE_PICO_USD && off >= -TOLERANCE_PICO_USD
}

function billingOf({ cache_audio_read_tokens: cached }: Record<string, number>): Billing {
  return cached === undefined ? {} : { cacheReadAudio: cached }
}

/** Its modalities are parts of its totals, ours stand beside them. */
function bucketsOf(usage: Record<string, number>): SpanRow['tokens'] {
  const { cache_read_tokens: read = 0, cache_write_tokens: write = 0, output_image_tokens: image = 0 } = usage
  const audio = (usage.input_audio_tokens ?? 0) - (usage.cache_audio_read_tokens ?? 0)
  return {
    input_uncached: (usage.input_tokens ?? 0) - read - write - audio,
    cache_read: read,
    cache_write: write,
    input_audio: audio,
    ...(usage.output_tokens === undefined ? {} : { output: usage.output_tokens - image, output_image: image }),
  }
}
