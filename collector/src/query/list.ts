/** One page of a list: which ids, in order, and where the next page begins. */
import type { ListSort } from '@vitrine/schemas/api'
import type { Filter } from '@vitrine/schemas/filter'
import type { Store } from '../store/store.ts'
import { fingerprint, readCursor, writeCursor } from './cursor.ts'
import { MEASURES_SQL, type MeasureRow, textOf } from './measures.ts'
import { afterSql, GROUP_KEYS, keySql, orderSql, sortOf } from './paging.ts'
import type { ProjectScope } from './project-scope.ts'
import { type Selection, selectSpans } from './source.ts'
import { readSql } from './sql.ts'
import type { Window } from './window.ts'

export interface ListRequest {
  readonly window: Window
  readonly filter: Filter
  readonly sort: ListSort
  readonly limit: number
  readonly cursor: string | undefined
}

export type Unit = 'trace' | 'session' | 'user'

export const UNIT_COLUMNS: Readonly<Record<Unit, string>> = { trace: 'trace_id', session: 'session', user: 'whose' }

const KEYS = readSql('list-keys')
const GROUPS = readSql('list-groups')

export interface Page {
  readonly ids: readonly string[]
  readonly nextCursor: string | null
}

export function ownerOf(unit: string, { window, filter, sort }: ListRequest): string {
  return fingerprint([unit, window.fromNs, window.toNs, filter, sort])
}

export async function pageOf(
  store: Store,
  scope: ProjectScope,
  unit: Unit,
  request: ListRequest,
  signal?: AbortSignal,
): Promise<Page> {
  const owner = ownerOf(unit, request)
  const { name, isDescending } = sortOf(request.sort)
  const isByStart = unit === 'trace' && name === 'start'
  const source = selectSpans(scope, { window: request.window, filter: request.filter })
  const column = UNIT_COLUMNS[unit]
  const sql = source.fill(KEYS, {
    unit: column,
    keyed: isByStart ? TRACE_STARTS : wholeKeys(column, GROUP_KEYS[name]),
    after: afterSql(readCursor(request.cursor, owner), isDescending, source.bind),
    order: orderSql(isDescending),
    limit: source.bind.add('UInt64', request.limit + 1),
  })
  const rows = await store.query<MeasureRow>(sql, source.params, signal === undefined ? {} : { signal })
  return cut(rows, request.limit, owner)
}

/** When traces begin is known without reading their other spans; a trace not yet entered begins where it matched. */
const TRACE_STARTS = `
    select id, ${keySql("if(t_trace = '', first_ns, least(first_ns, toUnixTimestamp64Nano(t_start)))")} as sort_key
    from matched
    left join
    (
        select trace_id as t_trace, start_time as t_start
        from traces final
        where project_id = {project:String}
    ) as t on t_trace = id`

function wholeKeys(column: string, aggregate: string): string {
  return `
    select ${column} as id, ${keySql(aggregate)} as sort_key
    from judged_whole
    where id in (select id from matched)
    group by id`
}

/** One row more than asked for says that there is a next page. */
export function cut(rows: readonly MeasureRow[], limit: number, owner: string): Page {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const hasMore = rows.length > limit && last !== undefined
  return {
    ids: shown.map((row) => textOf(row, 'id')),
    nextCursor: hasMore
      ? writeCursor({ key: last.key === null ? null : textOf(last, 'key'), id: textOf(last, 'id') }, owner)
      : null,
  }
}

/** A row of facts and sums for each id, over the spans of a selection. */
export async function groupsOf(
  store: Store,
  scope: ProjectScope,
  { unit, ids, selection }: { unit: Unit; ids: readonly string[]; selection: Selection },
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, MeasureRow>> {
  if (ids.length === 0) return new Map()
  const source = selectSpans(scope, unit === 'trace' ? { ...selection, traceIds: ids } : selection)
  const sql = source.fill(GROUPS, {
    unit: UNIT_COLUMNS[unit],
    ids: source.bind.add('Array(String)', ids),
    measures: MEASURES_SQL,
  })
  const rows = await store.query<MeasureRow>(sql, source.params, signal === undefined ? {} : { signal })
  return new Map(rows.map((row) => [textOf(row, 'id'), row]))
}
