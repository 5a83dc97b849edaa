/** Puts our price on a row: exact, by bucket, or not at all. */
import {
  type Billing,
  INPUT_BUCKETS,
  type PriceColumn,
  type SpanCost,
  type SpanRow,
  TOKEN_BUCKETS,
  type TokenBucket,
} from '@vitrine/schemas'
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
  return price === undefined ? undefined : costOf(row.tokens, price, row.billing)
}

type Tokens = SpanRow['tokens']

function hasCounts(tokens: Tokens): boolean {
  for (const bucket of TOKEN_BUCKETS) if (tokens[bucket] !== undefined) return true
  return false
}

/**
 * undefined when something that holds tokens has no price, or the service has none: half a cost, or the price of
 * another service, would be a wrong one.
 */
export function costOf(tokens: Tokens, price: Price, billing: Billing = STANDARD): SpanCost | undefined {
  const sold = billing.service === undefined ? price : price.services[billing.service]
  if (sold === undefined) return undefined
  const { perToken } = tierFor(tokens, sold)
  const byBucket: Partial<Record<TokenBucket, bigint>> = {}
  let totalPicoUsd = 0n
  for (const bucket of TOKEN_BUCKETS) {
    const count = tokens[bucket]
    if (count === undefined) continue
    const part = PARTS[bucket]
    const apart = part === undefined ? 0 : Math.min(count, part.countOf(billing))
    const cost = sumOf(perToken[bucket], count - apart, part === undefined ? undefined : perToken[part.column], apart)
    if (cost === 'unpriced') return undefined
    if (cost === undefined) continue
    byBucket[bucket] = cost
    totalPicoUsd += cost
  }
  return { totalPicoUsd, byBucket, priceId: sold.id }
}

const STANDARD: Billing = {}

/** Buckets of which a part has another price. */
const PARTS: Readonly<
  Partial<Record<TokenBucket, { readonly column: PriceColumn; readonly countOf: (billing: Billing) => number }>>
> = {
  cache_write: { column: 'cache_write_1h', countOf: ({ cacheWrite1h }) => cacheWrite1h ?? 0 },
  cache_read: { column: 'cache_read_audio', countOf: ({ cacheReadAudio }) => cacheReadAudio ?? 0 },
}

/** undefined: nothing to price, and nobody said a price. */
function sumOf(
  price: bigint | undefined,
  count: number,
  partPrice: bigint | undefined,
  partCount: number,
): bigint | 'unpriced' | undefined {
  if ((price === undefined && count > 0) || (partPrice === undefined && partCount > 0)) return 'unpriced'
  if (price === undefined && partPrice === undefined) return undefined
  return (price ?? 0n) * BigInt(count) + (partPrice ?? 0n) * BigInt(partCount)
}

function tierFor(tokens: Tokens, price: Price): PriceTier {
  let input = 0
  for (const bucket of INPUT_BUCKETS) input += tokens[bucket] ?? 0
  let found = price.tiers[0] as PriceTier
  for (const tier of price.tiers) if (input > tier.above) found = tier
  return found
}
