import type { ScoreBrief, Tokens } from '@vitrine/schemas/api'

/** A span as the tree and the waterfall know it: no content. null = nobody said. */
export interface SkeletonSpan {
  readonly spanId: string
  readonly parentSpanId: string | null
  readonly name: string
  readonly kind: string
  readonly status: string
  readonly errorType: string | null
  /** Nanoseconds since the trace's start. */
  readonly startNs: number
  readonly endNs: number | null
  readonly isRunning: boolean
  readonly ttftNs: number | null
  readonly service: string | null
  readonly model: string | null
  readonly provider: string | null
  readonly tool: string | null
  readonly isCall: boolean
  readonly tokens: Tokens
  /** Decimal USD by our prices, and as the client said. */
  readonly costUsd: string | null
  readonly reportedUsd: string | null
  readonly scores: readonly ScoreBrief[]
}
