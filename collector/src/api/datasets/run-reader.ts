/** Runs for datasets, from the rooms that read: which spans a filter picks, and what they carried. */

import { refuseLongKeys } from '../../query/long-keys.ts'
import { selectSpans } from '../../query/source.ts'
import type { BlobReader } from '../../query/span-content.ts'
import { getSpans, type SpanRef } from '../../query/span-details.ts'
import type { Store } from '../../store/store.ts'
import { filterFrom, windowOf } from '../read/read-input.ts'
import type { RunReader } from './run-items.ts'

export function createRunReader({ store, blobs }: { store: Store; blobs?: BlobReader | undefined }): RunReader {
  return {
    async find(scope, source, limit) {
      const selection = {
        window: windowOf(source.filter),
        filter: filterFrom(source.filter),
        receivedBeforeNs: source.until,
      }
      await refuseLongKeys(store, scope, selection)
      const spans = selectSpans(scope, selection)
      const rows = await store.query<{ trace: string; span: string }>(
        spans.fill(`with {{source}} ${PICK[source.scope]} limit ${spans.bind.add('UInt64', limit)}`),
        spans.params,
      )
      return rows.map((row): SpanRef => ({ traceId: row.trace, spanId: row.span }))
    },
    read: (scope, refs) => getSpans(store, scope, refs, { blobs }),
  }
}

/** Oldest first, so that a dataset reads as it happened. A trace stands for its root, or its earliest span. */
const PICK = {
  spans: 'select trace_id as trace, span_id as span from picked order by start_time, trace_id, span_id',
  traces: `
    select trace_id as trace, argMin(span_id, (parent_span_id != '', start_time, span_id)) as span
    from spans final
    where project_id = {project:String} and trace_id in (select trace_id from picked)
    group by trace_id
    order by min(start_time), trace_id`,
} as const
