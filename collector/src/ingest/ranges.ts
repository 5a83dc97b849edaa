import type { Envelope } from '../queue/queue.ts'

/** Offsets of one partition, `to` excluded. */
export interface Range {
  readonly partition: number
  readonly from: number
  readonly to: number
}

export function rangesOf(envelopes: readonly Envelope[]): readonly Range[] {
  const ranges = new Map<number, Range>()
  for (const { partition, offset } of envelopes) {
    const known = ranges.get(partition)
    const from = Math.min(known?.from ?? offset, offset)
    const to = Math.max(known?.to ?? offset + 1, offset + 1)
    ranges.set(partition, { partition, from, to })
  }
  return [...ranges.values()]
}
