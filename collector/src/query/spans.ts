/** GET /spans: matching spans, each once. */
import type { SpanListAnswer } from '@vitrine/schemas/api'
import type { Store } from '../store/store.ts'
import { readCursor } from './cursor.ts'
import { cut, type ListRequest, ownerOf } from './list.ts'
import { type MeasureRow, textOf } from './measures.ts'
import { newestFirst } from './newest-first.ts'
import { afterSql, keySql, nsOf, orderSql, SPAN_KEYS, sortOf } from './paging.ts'
import type { ProjectScope } from './project-scope.ts'
import { briefsOf } from './score-briefs.ts'
import { selectSpans } from './source.ts'
import { SPAN_COLUMNS_SQL, spanListRowOf } from './span-rows.ts'
import { readSql } from './sql.ts'
import type { Window } from './window.ts'

const TEMPLATE = readSql('spans')

export async function listSpans(
  store: Store,
  scope: ProjectScope,
  request: ListRequest,
  signal?: AbortSignal,
): Promise<Omit<SpanListAnswer, 'watermark'>> {
  const owner = ownerOf('span', request)
  const { name, isDescending } = sortOf(request.sort)
  const position = readCursor(request.cursor, owner)
  const read = (window: Window) => {
    const source = selectSpans(scope, { window, filter: request.filter, after: request.after })
    const sql = source.fill(TEMPLATE, {
      sort: keySql(SPAN_KEYS[name]),
      columns: SPAN_COLUMNS_SQL,
      after: afterSql(position, isDescending, source.bind),
      order: orderSql(isDescending),
      limit: source.bind.add('UInt64', request.limit + 1),
    })
    return store.query<MeasureRow>(sql, source.params, signal === undefined ? {} : { signal })
  }
  const beforeNs = position?.key === undefined || position.key === null ? undefined : nsOf(position.key)
  const startOf = (row: MeasureRow) => nsOf(textOf(row, 'key'))
  const wanted = { window: request.window, needed: request.limit + 1, beforeNs, read, startOf }
  const rows = request.sort === '-start' ? await newestFirst(store, scope, wanted, signal) : await read(request.window)
  const shown = rows.slice(0, request.limit)
  const briefs = await briefsOf(store, scope, [...new Set(shown.map((row) => textOf(row, 'trace_id')))], signal)
  return {
    spans: shown.map((row) => spanListRowOf(row, briefs.ofSpan(textOf(row, 'trace_id'), textOf(row, 'span_id')))),
    next_cursor: cut(rows, request.limit, owner).nextCursor,
  }
}
