import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { costOf } from '../../collector/src/enrich/enrich.ts'
import { createPriceBook } from '../../collector/src/enrich/price-book.ts'
import { dataPath, hasSharedData } from './shared-data.ts'

interface CostCase {
  model?: string
  body: { model?: string }
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

describe.skipIf(!hasSharedData)('provider bodies with known prices', () => {
  test('at least 99 of 100 cost what they should', () => {
    const lines = gunzipSync(readFileSync(dataPath('real/cost-cases/public/usages.jsonl.gz')))
      .toString('utf8')
      .trim()
      .split('\n')
    const counts = { right: 0, wrong: 0, unpriced: 0 }
    for (const line of lines) count(JSON.parse(line) as CostCase, counts)
    console.info(`cost cases: ${JSON.stringify(counts)}`)
    const all = counts.right + counts.wrong + counts.unpriced
    expect(all).toBe(2196)
    expect(counts.right / all).toBeGreaterThan(0.99)
  })
})

function count(item: CostCase, counts: { right: number; wrong: number; unpriced: number }): void {
  const model = item.model ?? item.body.model ?? ''
  for (const { usage, extractors } of item.extracted) {
    for (const { provider_id: provider, input_price: input, output_price: output } of extractors) {
      if (input === undefined) continue
      const price = book.at(model, provider, MOMENT_NS)
      const cost = price === undefined ? undefined : costOf(bucketsOf(usage), price)
      if (cost === undefined) counts.unpriced++
      else if (isSame(cost.totalPicoUsd, Number(input) + Number(output ?? 0))) counts.right++
      else counts.wrong++
    }
  }
}

function isSame(picoUsd: bigint, usd: number): boolean {
  return Math.abs(Number(picoUsd) - usd * 1e12) <= usd * 1e6 + 1000
}

function bucketsOf(usage: Record<string, number>): Record<string, number> {
  const { input_tokens: input = 0, cache_read_tokens: read = 0, cache_write_tokens: write = 0 } = usage
  const audio = (usage.input_audio_tokens ?? 0) - (usage.cache_audio_read_tokens ?? 0)
  const buckets: Record<string, number> = {
    input_uncached: input - read - write - audio,
    cache_read: read,
    cache_write: write,
    input_audio: audio,
  }
  if (usage.output_tokens !== undefined) buckets.output = usage.output_tokens
  return buckets
}
