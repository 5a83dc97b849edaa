import type { MappingRule, SpanRow } from '@vitrine/schemas'
import type { TokenCounter } from './estimates.ts'

/** What the delivery knows and the span does not. */
export interface NormaliseContext {
  readonly projectId: string
  readonly keyId: string
  readonly protocol: string
  readonly partition: number
  readonly offset: number
  readonly receivedMs: number
  /** The project's derivation epoch: raised by a re-map or re-price, so that its rows win. */
  readonly epoch: number
  retentionDaysFor(startNs: bigint): number
  /** The project's own, before every list of ours. */
  readonly mapping?: readonly MappingRule[] | undefined
  /** Counts tokens of calls that carry none; undefined where that is switched off. */
  readonly countTokens?: TokenCounter | undefined
  /** How many fragments were folded into the span; more of them win. */
  readonly fragmentsFolded?: number
  /** The ids a vendor's client used, when they are not the hex ids. */
  readonly clientId?: string
  readonly clientTraceId?: string
}

/** A row before `enrich`, which fills in `cost`. */
export type SpanRowWithoutCost = Omit<SpanRow, 'cost'> & { cost: SpanRow['cost'] }
