/** GET /unpriced: the inbox of models that no price is known for. */
import type { UnpricedAnswer } from '@vitrine/schemas/api'
import { EVERYTHING } from '@vitrine/schemas/filter'
import type { Store } from '../store/store.ts'
import { decimalOf, type MeasureRow, maybeText, numberOf, textOf } from './measures.ts'
import type { ProjectScope } from './project-scope.ts'
import { selectSpans } from './source.ts'
import { readSql } from './sql.ts'
import type { Window } from './window.ts'

const TEMPLATE = readSql('unpriced')

export async function queryUnpriced(
  store: Store,
  scope: ProjectScope,
  window: Window,
  signal?: AbortSignal,
): Promise<UnpricedAnswer> {
  const source = selectSpans(scope, { window, filter: EVERYTHING })
  const sql = source.fill(TEMPLATE)
  const rows = await store.query<MeasureRow>(sql, source.params, signal === undefined ? {} : { signal })
  const sum = (column: string) => rows.reduce((total, row) => total + numberOf(row, column), 0)
  return {
    models: rows.filter((row) => numberOf(row, 'unpriced') > 0).map(modelOf),
    unpriced_calls: sum('unpriced'),
    calls: sum('calls'),
  }
}

function modelOf(row: MeasureRow): UnpricedAnswer['models'][number] {
  const example: unknown = row.example
  const [traceId, spanId] = Array.isArray(example) ? example.map(String) : ['', '']
  const countOf = (column: string) => (row[column] === null ? null : numberOf(row, column))
  return {
    model: maybeText(row, 'of_model'),
    provider: maybeText(row, 'of_provider'),
    calls: numberOf(row, 'unpriced'),
    input_tokens: countOf('input_tokens'),
    output_tokens: countOf('output_tokens'),
    reported_cost: decimalOf(row, 'reported'),
    first_seen: textOf(row, 'first_ns'),
    last_seen: textOf(row, 'last_ns'),
    example: { trace_id: traceId ?? '', span_id: spanId ?? '' },
  }
}
