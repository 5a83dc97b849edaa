export {
  MAPPED_FIELDS,
  type MappedField,
  type MappingRule,
  PRICE_COLUMNS,
  type PriceColumn,
  type ProjectPrice,
  type ReadingRules,
} from './project-rules.ts'
export {
  CALL_KINDS,
  INPUT_BUCKETS,
  OUTPUT_BUCKETS,
  SERVICE_TIERS,
  type ServiceTier,
  SPAN_KINDS,
  SPAN_STATUSES,
  type SpanKind,
  type SpanStatus,
  TOKEN_BUCKETS,
  type TokenBucket,
} from './span.ts'
export type { Billing, SpanContent, SpanCost, SpanRow } from './span-row.ts'
