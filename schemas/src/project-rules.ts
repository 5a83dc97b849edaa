/** What a project's owner decided about how its spans are read and priced. Plain data: it goes to worker threads. */
import { type ServiceTier, TOKEN_BUCKETS, type TokenBucket } from './span.ts'

/** What may have a price of its own: the token buckets, and two parts of buckets. */
export type PriceColumn = TokenBucket | 'cache_write_1h' | 'cache_read_audio'
export const PRICE_COLUMNS: readonly PriceColumn[] = [...TOKEN_BUCKETS, 'cache_write_1h', 'cache_read_audio']

/** A price of the project's own; it comes before the book. */
export interface ProjectPrice {
  readonly id: string
  /** A model's name, lower case; `*` stands for anything. */
  readonly model: string
  /** As spans name it (`openai`, `aws.bedrock`); '' for any. */
  readonly provider: string
  /** '' is the standard one. */
  readonly service: ServiceTier | ''
  /** Unix nanoseconds, decimal; '0' has always held. */
  readonly fromNs: string
  /** Ascending by `above` (input tokens); the first is 0. Prices: decimal US dollars a million tokens. */
  readonly tiers: readonly {
    readonly above: number
    readonly perMillion: Readonly<Partial<Record<PriceColumn, string>>>
  }[]
}

/** How a project's spans are read and priced; a part of what they are derived by. */
export interface ReadingRules {
  /** Changes with every change of what follows. */
  readonly version: number
  readonly prices: readonly ProjectPrice[]
  readonly mapping: readonly MappingRule[]
  /** Count the tokens that a span does not carry, marked as estimated. */
  readonly estimatesTokens: boolean
}

/** Canonical fields that a rule may fill from an attribute. */
export const MAPPED_FIELDS = [
  'kind',
  'name',
  'model',
  'response_model',
  'provider',
  'response_id',
  'session',
  'user',
  'environment',
  'release',
  'tags',
  'agent',
  'tool',
  'prompt_name',
  'prompt_version',
  'finish_reason',
  'input',
  'output',
  'tokens_input',
  'tokens_output',
  'tokens_cache_read',
  'tokens_cache_write',
  'tokens_reasoning',
  'reported_cost',
] as const
export type MappedField = (typeof MAPPED_FIELDS)[number]

/** Fills a field from an attribute of the span, else of its resource. Of several rules for a field the first that finds a value wins. */
export interface MappingRule {
  readonly id: string
  readonly attribute: string
  readonly field: MappedField
  /** Only spans of this scope; '' for all. */
  readonly scope: string
}
