/**
 * How far a reader has seen, as positions in the queue: everything before them was in the store when the answer was
 * made. A page that polls asks for units with spans behind them; what came while it asked comes again the next time.
 */
import type { LedgerSources } from './ledger.ts'
import { QueryError } from './query-error.ts'
import type { Bindings } from './sql.ts'

/** By partition, the first offset that was not seen. */
export type Watermark = ReadonlyMap<number, number>

export async function watermarkOf(queue: LedgerSources['queue']): Promise<string> {
  await queue.refresh()
  return queue
    .positions()
    .map(({ partition, committed }) => `${partition}:${committed}`)
    .join(',')
}

/** Throws invalid_parameter. An empty one has seen nothing. */
export function readWatermark(text: string): Watermark {
  const parts = text === '' ? [] : text.split(',')
  if (parts.some((part) => !/^\d{1,9}:\d{1,15}$/.test(part))) {
    throw new QueryError(
      'invalid_parameter',
      'cannot read the parameter after: it is no watermark',
      'send back the watermark of an answer',
      {
        parameter: 'after',
      },
    )
  }
  return new Map(parts.map((part) => part.split(':').map(Number) as [number, number]))
}

/** Over the columns of spans. */
export function afterWatermarkSql(watermark: Watermark, bind: Bindings): string {
  const partitions = bind.add('Array(Int64)', [...watermark.keys()])
  const offsets = bind.add('Array(Int64)', [...watermark.values()])
  return `toInt64(queue_offset) >= transform(toInt64(queue_partition), ${partitions}, ${offsets}, toInt64(0))`
}
