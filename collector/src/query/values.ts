/** GET /values: what attributes say of units that a list shows, so that any attribute can be a column of it. */
import type { ValuesAnswer } from '@vitrine/schemas/api'
import { EVERYTHING } from '@vitrine/schemas/filter'
import type { Store } from '../store/store.ts'
import { type MeasureRow, maybeText, numberOf, textOf } from './measures.ts'
import type { ProjectScope } from './project-scope.ts'
import { selectSpans } from './source.ts'
import { readSql } from './sql.ts'
import { rangesOf } from './trace-ranges.ts'
import { textsOf } from './trace-rows.ts'
import type { UnitId } from './unit-id.ts'
import { ANY_TIME } from './window.ts'

export interface ValuesRequest {
  readonly ids: readonly UnitId[]
  readonly keys: readonly string[]
}

const TEMPLATE = readSql('values')

export async function queryValues(
  store: Store,
  scope: ProjectScope,
  { ids, keys }: ValuesRequest,
  signal?: AbortSignal,
): Promise<ValuesAnswer> {
  if (ids.length === 0 || keys.length === 0) return { values: [] }
  const traceIds = [...new Set(ids.map((id) => id.traceId))]
  const spanIds = ids.flatMap((id) => (id.spanId === undefined ? [] : [id.spanId]))
  const source = selectSpans(scope, {
    window: ANY_TIME,
    filter: EVERYTHING,
    by: keys.map((key) => ({ kind: 'attribute', key })),
    traceIds,
    ranges: await rangesOf(store, scope, traceIds, signal),
  })
  source.bind.params.keys = keys
  const sql = source.fill(TEMPLATE, {
    values: keys.map((_, index) => `g${index}`).join(', '),
    span: spanIds.length === 0 ? "''" : 'span_id',
    ids: spanIds.length === 0 ? '1' : `span_id in (${source.bind.add('Array(String)', spanIds)})`,
  })
  const rows = await store.query<MeasureRow>(sql, source.params, signal === undefined ? {} : { signal })
  return {
    values: rows.map((row) => ({
      trace_id: textOf(row, 'trace_id'),
      span_id: maybeText(row, 'of_span'),
      key: textOf(row, 'key'),
      values: textsOf(row, 'found'),
      different: numberOf(row, 'different'),
      too_long: numberOf(row, 'too_long') === 1,
    })),
  }
}
