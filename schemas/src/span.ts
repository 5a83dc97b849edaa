/** What a span is, in the words of the canonical model. Source of the names: docs/model.md. */

/** Canonical span kinds. `llm`, `embedding` and `reranker` are the call kinds: only they carry countable usage. */
export const SPAN_KINDS = [
  'llm',
  'embedding',
  'retrieval',
  'reranker',
  'tool',
  'agent',
  'chain',
  'workflow',
  'guardrail',
  'evaluator',
  'event',
  'other',
] as const
export type SpanKind = (typeof SPAN_KINDS)[number]

/** Kinds whose spans are calls to a model, as far as the span alone can tell. */
export const CALL_KINDS = ['llm', 'embedding', 'reranker'] as const satisfies readonly SpanKind[]

/** Disjoint token buckets: a token is in exactly one of them. Input and output totals are sums of their buckets. */
export const INPUT_BUCKETS = [
  'input_uncached',
  'cache_read',
  'cache_write',
  'input_audio',
  'input_image',
  'input_video',
] as const
export const OUTPUT_BUCKETS = ['output', 'reasoning', 'output_audio', 'output_image', 'output_video'] as const
export const TOKEN_BUCKETS = [...INPUT_BUCKETS, ...OUTPUT_BUCKETS] as const
export type TokenBucket = (typeof TOKEN_BUCKETS)[number]

export const SPAN_STATUSES = ['unset', 'ok', 'error'] as const
export type SpanStatus = (typeof SPAN_STATUSES)[number]

/** Services with prices of their own, beside the standard one. */
export const SERVICE_TIERS = ['batch', 'flex', 'priority'] as const
export type ServiceTier = (typeof SERVICE_TIERS)[number]
