/** What a chart asks for, once its parameters are read. */
import type { BucketCalendar, Step } from '@vitrine/schemas/api'
import type { Filter, SplitKey } from '@vitrine/schemas/filter'
import type { Metric } from './metrics.ts'

export interface SeriesRequest {
  readonly metrics: readonly Metric[]
  readonly window: { readonly fromNs: bigint; readonly toNs: bigint }
  readonly filter: Filter
  readonly by: readonly { readonly name: string; readonly key: SplitKey }[]
  readonly step: Step
  readonly tz: string
  readonly calendar?: BucketCalendar
  readonly limit: number
  readonly compare: { readonly fromNs: bigint; readonly toNs: bigint } | undefined
  readonly nowNs: bigint
}
