/**
 * What a token cost at a moment: one book of public list prices, looked up by model, provider and time. A name is
 * reduced to what vendors call the model (route prefixes, regions, dates, case), but never to another model: what is
 * not in the book stays unknown.
 */
import type { TokenBucket } from '@vitrine/schemas'

/** Whole pico-dollars per token; from more input tokens than `above` on, the higher price holds for all tokens. */
export interface PriceTier {
  /** Input tokens; 0 for the base price. */
  readonly above: number
  readonly perToken: Readonly<Partial<Record<TokenBucket, bigint>>>
}

export interface Price {
  /** `<source>/<provider>/<model pattern>@<effective date>`. */
  readonly id: string
  readonly provider: string
  readonly model: string
  /** Ascending by `above`; the first is the base. */
  readonly tiers: readonly PriceTier[]
}

export interface PriceBook {
  readonly version: string
  /** undefined: unpriced. Provider '' when nobody said: then the model's vendor is asked. */
  at(model: string, provider: string, startNs: bigint): Price | undefined
}

/** The file written by scripts/build-price-book.mjs. */
export interface PriceBookFile {
  readonly version: string
  readonly sources: readonly string[]
  /** Bucket names of the columns in a tier's prices. */
  readonly buckets: readonly TokenBucket[]
  readonly providers: readonly ProviderEntry[]
}

export interface ProviderEntry {
  readonly id: string
  /** Providers asked next for a model that is not listed here. */
  readonly fallback?: readonly string[]
  readonly models: readonly ModelEntry[]
}

export interface ModelEntry {
  readonly id: string
  /** Index into `sources`. */
  readonly source: number
  readonly match: Match
  /** Newest first; `from` and `to` are UTC days, or absent for always. `hours` are UTC times of day, HH:MM. */
  readonly prices: readonly DatedPrice[]
}

export interface DatedPrice {
  readonly from?: string
  readonly hours?: readonly [string, string]
  /** [input tokens above, price per column…]; a price is decimal text of pico-dollars, null where there is none. */
  readonly tiers: readonly (readonly [number, ...(string | null)[]])[]
}

export type Match =
  | { readonly equals: string }
  | { readonly starts_with: string }
  | { readonly ends_with: string }
  | { readonly contains: string }
  | { readonly regex: string }
  | { readonly or: readonly Match[] }
  | { readonly and: readonly Match[] }
