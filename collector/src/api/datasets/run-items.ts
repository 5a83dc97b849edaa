/** Real runs as items: which spans a source means, and which of their fields become input and expected output. */
import type { DatasetSource, FieldMapping, SpanDetail } from '@vitrine/schemas/api'
import type { ProjectScope } from '../../query/project-scope.ts'
import type { SpanRef } from '../../query/span-details.ts'
import type { Store } from '../../store/store.ts'
import { hexId } from '../score-rows.ts'
import { idOfSource, type NewItem } from './items.ts'
import { withoutBlanks } from './json-text.ts'

/** What the read side answers about runs. */
export interface RunReader {
  /** The spans that a filter picks (or the roots of their traces), oldest first, at most `limit`. */
  find(
    scope: ProjectScope,
    source: Extract<DatasetSource, { kind: 'filter' }>,
    limit: number,
  ): Promise<readonly SpanRef[]>
  /** In the order of `refs`, a batch that fits in memory at a time; undefined for a span that is not there. */
  read(scope: ProjectScope, refs: readonly SpanRef[]): AsyncIterable<readonly (SpanDetail | undefined)[]>
}

export const DEFAULT_MAPPING: FieldMapping = { input: 'input', expected: 'output' }
const MAX_ITEMS_OF_A_SOURCE = 100_000

/** The ids, frozen: what arrives later is not part of what was asked for. */
export async function findRuns(
  parts: { store: Store; runs: RunReader },
  scope: ProjectScope,
  source: DatasetSource,
): Promise<readonly SpanRef[]> {
  switch (source.kind) {
    case 'span':
      return [{ traceId: hexId(source.trace_id), spanId: hexId(source.span_id) }]
    case 'trace':
      return await rootOf(parts.store, scope, hexId(source.trace_id))
    case 'filter':
      return await parts.runs.find(scope, source, source.limit ?? MAX_ITEMS_OF_A_SOURCE)
  }
}

/** The root of a trace; of one whose root never came, its earliest span. */
async function rootOf(store: Store, scope: ProjectScope, traceId: string): Promise<readonly SpanRef[]> {
  const rows = await store.query<{ trace_id: string; span_id: string }>(
    `select trace_id, span_id from spans final
     where project_id = {project:String} and trace_id in (
       select trace_id from traces final
       where project_id = {project:String} and (trace_id = {trace:String} or client_trace_id = {trace:String})
     )
     order by parent_span_id != '', start_time, span_id limit 1`,
    { project: scope.projectId, trace: traceId },
  )
  return rows.map((row) => ({ traceId: row.trace_id, spanId: row.span_id }))
}

export function itemOfRun(run: SpanDetail, mapping: FieldMapping): NewItem {
  const metadata = { name: run.name, kind: run.kind, model: run.model, start: run.start }
  return {
    id: idOfSource(run.trace_id, run.span_id),
    input: fieldText(run, mapping.input),
    expected: fieldText(run, mapping.expected),
    metadata: JSON.stringify(metadata),
    sourceTraceId: run.trace_id,
    sourceSpanId: run.span_id,
  }
}

function fieldText(run: SpanDetail, field: FieldMapping['input']): string {
  if (field === 'none') return ''
  const value = run[field]
  return value === null || value === undefined ? '' : withoutBlanks(JSON.stringify(value))
}
