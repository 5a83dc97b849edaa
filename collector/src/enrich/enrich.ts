/** Puts our price on a row: exact, by bucket, or not at all. */
import { INPUT_BUCKETS, type SpanCost, type SpanRow, TOKEN_BUCKETS, type TokenBucket } from '@vitrine/schemas'
import type { SpanRowWithoutCost } from '../normalise/context.ts'
import type { Price, PriceBook, PriceTier } from './price-book.ts'

/** Finishes the row in place: a copy of its sixty fields costs more than the price. */
export function enrich(row: SpanRowWithoutCost, prices: PriceBook): SpanRow {
  row.cost = costOfRow(row, prices)
  return row
}

/** Agents and chains are priced too, since a roll-up may stand for its trace's calls. undefined: no count, no price. */
function costOfRow(row: SpanRowWithoutCost, prices: PriceBook): SpanCost | undefined {
  if (row.model === '' || !hasCounts(row.tokens)) return undefined
  const price =
    prices.at(row.model, row.provider, row.startNs) ??
    (row.responseModel === '' ? undefined : prices.at(row.responseModel, row.provider, row.startNs))
  return price === undefined ? undefined : costOf(row.tokens, price)
}

type Tokens = SpanRow['tokens']

function hasCounts(tokens: Tokens): boolean {
  for (const bucket of TOKEN_BUCKETS) if (tokens[bucket] !== undefined) return true
  return false
}

/** undefined when a bucket that holds tokens has no price: half a cost would be a wrong one. */
export function costOf(tokens: Tokens, price: Price): SpanCost | undefined {
  const tier = tierFor(tokens, price)
  const byBucket: Partial<Record<TokenBucket, bigint>> = {}
  let totalPicoUsd = 0n
  for (const bucket of TOKEN_BUCKETS) {
    const count = tokens[bucket]
    if (count === undefined) continue
    const perToken = tier.perToken[bucket]
    if (perToken === undefined) {
      if (count === 0) continue
      return undefined
    }
    const cost = perToken * BigInt(count)
    byBucket[bucket] = cost
    totalPicoUsd += cost
  }
  return { totalPicoUsd, byBucket, priceId: price.id }
}

function tierFor(tokens: Tokens, price: Price): PriceTier {
  let input = 0
  for (const bucket of INPUT_BUCKETS) input += tokens[bucket] ?? 0
  let found = price.tiers[0] as PriceTier
  for (const tier of price.tiers) if (input > tier.above) found = tier
  return found
}
