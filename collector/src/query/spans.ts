/**
 * GET /spans: matching spans, each once. Which ones is found out first, from what filter and order name; everything
 * else is wide, and is read of the spans of the page alone.
 */
import type { SpanListAnswer } from '@vitrine/schemas/api'
import { EVERYTHING } from '@vitrine/schemas/filter'
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
import { joined, wholeRangesOf } from './trace-ranges.ts'
import { readOptions, verdictReading } from './verdict-reading.ts'
import { ANY_TIME, type Window } from './window.ts'

const KEYS = readSql('list-span-keys')
const ROWS = readSql('list-spans')

export async function listSpans(
  store: Store,
  scope: ProjectScope,
  request: ListRequest,
  signal?: AbortSignal,
): Promise<Omit<SpanListAnswer, 'watermark'>> {
  const owner = ownerOf('span', request)
  const keys = await keysOf(store, scope, request, signal)
  const { ids, nextCursor } = cut(keys, request.limit, owner)
  const shown = keys.slice(0, request.limit)
  const traceIds = [...new Set(shown.map((row) => textOf(row, 'trace_id')))]
  const [rows, briefs] = await Promise.all([
    rowsOf(store, scope, { shown, ids, traceIds }, signal),
    briefsOf(store, scope, traceIds, signal),
  ])
  const spans = ids.flatMap((id) => {
    const row = rows.get(id)
    return row === undefined ? [] : [spanListRowOf(row, briefs.ofSpan(textOf(row, 'trace_id'), textOf(row, 'span_id')))]
  })
  return { spans, next_cursor: nextCursor }
}

async function keysOf(
  store: Store,
  scope: ProjectScope,
  request: ListRequest,
  signal?: AbortSignal,
): Promise<readonly MeasureRow[]> {
  const { name, isDescending } = sortOf(request.sort)
  const position = readCursor(request.cursor, ownerOf('span', request))
  const verdicts = await verdictReading(store, scope, signal)
  const { filter, after } = request
  const read = async (window: Window) => {
    const wholeRanges = await wholeRangesOf(store, scope, { window, filter }, signal)
    const source = selectSpans(scope, { window, filter, after, verdicts, wholeRanges })
    const sql = source.fill(KEYS, {
      sort: keySql(SPAN_KEYS[name]),
      after: afterSql(position, isDescending, source.bind),
      order: orderSql(isDescending),
      limit: source.bind.add('UInt64', request.limit + 1),
    })
    return await store.query<MeasureRow>(sql, source.params, readOptions(verdicts, signal))
  }
  if (request.sort !== '-start') return await read(request.window)
  const beforeNs = position?.key === undefined || position.key === null ? undefined : nsOf(position.key)
  const startOf = (row: MeasureRow) => nsOf(textOf(row, 'key'))
  const wanted = { window: request.window, needed: request.limit + 1, beforeNs, read, startOf }
  return await newestFirst(store, scope, wanted, signal)
}

interface Shown {
  readonly shown: readonly MeasureRow[]
  readonly ids: readonly string[]
  readonly traceIds: readonly string[]
}

async function rowsOf(
  store: Store,
  scope: ProjectScope,
  { shown, ids, traceIds }: Shown,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, MeasureRow>> {
  if (ids.length === 0) return new Map()
  const starts = shown.map((row) => BigInt(textOf(row, 'start_ns')))
  const ranges = joined(
    starts.map((ns) => ({ firstNs: ns, lastNs: ns })),
    1n,
  )
  const source = selectSpans(scope, { window: ANY_TIME, filter: EVERYTHING, traceIds, ranges })
  const sql = source.fill(ROWS, {
    columns: SPAN_COLUMNS_SQL,
    ids: source.bind.add('Array(String)', ids),
    limit: source.bind.add('UInt64', ids.length),
  })
  const rows = await store.query<MeasureRow>(sql, source.params, signal === undefined ? {} : { signal })
  return new Map(rows.map((row) => [textOf(row, 'id'), row]))
}
