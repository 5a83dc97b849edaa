/** One page of a list: which ids, in order, and where the next page begins. */
import type { ListSort } from '@vitrine/schemas/api'
import { asksWholeTraces, EVERYTHING, type Filter } from '@vitrine/schemas/filter'
import type { Store } from '../store/store.ts'
import { fingerprint, type Position, readCursor, writeCursor } from './cursor.ts'
import { MEASURES_SQL, type MeasureRow, textOf } from './measures.ts'
import { newestFirst } from './newest-first.ts'
import { afterSql, GROUP_KEYS, keySql, nsOf, orderSql, sortOf } from './paging.ts'
import type { ProjectScope } from './project-scope.ts'
import { type Selection, selectSpans } from './source.ts'
import { type Bindings, readSql } from './sql.ts'
import { extentOf, MOST_IDS, rangesOf, tracesOfUnits } from './trace-ranges.ts'
import type { Watermark } from './watermark.ts'
import { ANY_TIME, overlapSql, type Window } from './window.ts'

export interface ListRequest {
  readonly window: Window
  readonly filter: Filter
  readonly sort: ListSort
  readonly limit: number
  readonly cursor: string | undefined
  /** Only units with a matching span that came behind this. */
  readonly after?: Watermark | undefined
}

export type Unit = 'trace' | 'session' | 'user'

export const UNIT_COLUMNS: Readonly<Record<Unit, string>> = { trace: 'trace_id', session: 'session', user: 'whose' }

const KEYS = readSql('list-keys')
const GROUPS = readSql('list-groups')
const UNITS = readSql('list-units')
const MATCHED = readSql('list-matched')

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
  const position = readCursor(request.cursor, owner)
  const reading = { store, scope, unit, request, position, signal }
  const isNewestFirst = request.sort === '-start'
  const rows = isNewestFirst ? await newestKeys(reading) : await keysOf(reading)
  return cut(rows, request.limit, owner)
}

interface Reading {
  readonly store: Store
  readonly scope: ProjectScope
  readonly unit: Unit
  readonly request: ListRequest
  readonly position: Position | undefined
  readonly signal: AbortSignal | undefined
}

function newestKeys(reading: Reading): Promise<readonly MeasureRow[]> {
  const { store, scope, unit, request, position, signal } = reading
  const read = async (window: Window) => {
    const narrowed = { ...reading, request: { ...request, window } }
    const isAll = window.fromNs === request.window.fromNs
    return unit === 'trace' || isAll ? await keysOf(narrowed) : await startsOf(narrowed, unit)
  }
  const wanted = {
    window: request.window,
    needed: request.limit + 1,
    beforeNs: position?.key === undefined || position.key === null ? undefined : nsOf(position.key),
    read,
    startOf: (row: MeasureRow) => nsOf(textOf(row, 'key')),
  }
  return newestFirst(store, scope, wanted, signal)
}

/** Of all units with a picked span. */
async function keysOf({ store, scope, unit, request, position, signal }: Reading): Promise<readonly MeasureRow[]> {
  const { name, isDescending } = sortOf(request.sort)
  const isWhole = unit === 'trace' && (name !== 'start' || asksWholeTraces(request.filter))
  const wholeRanges = isWhole ? await extentOf(store, scope, request.window, signal) : undefined
  const source = selectSpans(scope, {
    window: request.window,
    filter: request.filter,
    after: request.after,
    wholeRanges,
  })
  const column = UNIT_COLUMNS[unit]
  const from =
    isEverything(request) && request.after === undefined
      ? "picked where id != ''"
      : 'judged_whole where id in (select id from matched)'
  const sql = source.fill(KEYS, {
    matched: `matched as (select ${column} as id, min(start_ns) as first_ns from picked where id != '' group by id),\n`,
    keyed:
      unit === 'trace' && name === 'start'
        ? traceStarts(request.window, source.bind)
        : `select ${column} as id, ${keySql(GROUP_KEYS[name])} as sort_key from ${from} group by id`,
    after: afterSql(position, isDescending, source.bind),
    order: orderSql(isDescending),
    limit: source.bind.add('UInt64', request.limit + 1),
  })
  return await store.query<MeasureRow>(sql, source.params, signal === undefined ? {} : { signal })
}

/** Of the few sessions or users with a picked span in a small window, over all their traces; undefined: too many. */
async function startsOf(reading: Reading, unit: 'session' | 'user'): Promise<readonly MeasureRow[] | undefined> {
  const { store, scope, request, position, signal } = reading
  const column = UNIT_COLUMNS[unit]
  const picked = selectSpans(scope, request)
  const sql = picked.fill(`with {{source}} select distinct ${column} as id from picked where id != '' limit 1000000`)
  const found = await store.query<MeasureRow>(sql, picked.params, signal === undefined ? {} : { signal })
  const ids = found.map((row) => textOf(row, 'id'))
  if (ids.length > MOST_IDS) return undefined
  const where = await tracesOfUnits(store, scope, { unit, ids }, signal)
  const source = selectSpans(scope, { window: ANY_TIME, filter: EVERYTHING, ...where })
  const keys = source.fill(KEYS, {
    matched: '',
    keyed: `
    select ${column} as id, ${keySql(GROUP_KEYS.start)} as sort_key
    from picked
    where id in (${source.bind.add('Array(String)', ids)})
    group by id`,
    after: afterSql(position, true, source.bind),
    order: orderSql(true),
    limit: source.bind.add('UInt64', request.limit + 1),
  })
  return await store.query<MeasureRow>(keys, source.params, signal === undefined ? {} : { signal })
}

/** When traces begin is known without reading their other spans; a trace not yet entered begins where it matched. */
function traceStarts(window: Window, bind: Bindings): string {
  return `
    select id, ${keySql("if(t_trace = '', first_ns, least(first_ns, toUnixTimestamp64Nano(t_start)))")} as sort_key
    from matched
    left join
    (
        select trace_id as t_trace, start_time as t_start
        from traces final
        where project_id = {project:String}${overlapSql(window, bind)}
    ) as t on t_trace = id`
}

function isEverything({ filter, window }: ListRequest): boolean {
  return filter.kind === 'all' && window.fromNs === undefined && window.toNs === undefined
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
  { unit, ids, selection, part }: GroupsRequest,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, MeasureRow>> {
  if (ids.length === 0) return new Map()
  const source = selectSpans(scope, selection)
  const sql = source.fill(part === 'matched' ? MATCHED : unit === 'trace' ? GROUPS : UNITS, {
    unit: UNIT_COLUMNS[unit],
    ids: source.bind.add('Array(String)', ids),
    measures: MEASURES_SQL,
  })
  const rows = await store.query<MeasureRow>(sql, source.params, signal === undefined ? {} : { signal })
  return new Map(rows.map((row) => [textOf(row, 'id'), row]))
}

export interface GroupsRequest {
  readonly unit: Unit
  readonly ids: readonly string[]
  readonly selection: Selection
  /** `matched` has the sums alone. */
  readonly part: 'whole' | 'matched'
}

/** The whole of each unit, and of it what the request's filter picks. */
export async function wholeAndMatched(
  store: Store,
  scope: ProjectScope,
  { unit, ids, request }: { unit: Unit; ids: readonly string[]; request: ListRequest },
  signal?: AbortSignal,
): Promise<{ whole: ReadonlyMap<string, MeasureRow>; matched: ReadonlyMap<string, MeasureRow> }> {
  const { window, filter } = request
  const lies = await whereOf(store, scope, { unit, ids }, signal)
  const all = { window: ANY_TIME, filter: EVERYTHING, ...lies }
  const [whole, matched] = await Promise.all([
    groupsOf(store, scope, { unit, ids, selection: all, part: 'whole' }, signal),
    isEverything(request)
      ? undefined
      : groupsOf(store, scope, { unit, ids, selection: { ...lies, window, filter }, part: 'matched' }, signal),
  ])
  return { whole, matched: matched ?? whole }
}

async function whereOf(
  store: Store,
  scope: ProjectScope,
  { unit, ids }: { unit: Unit; ids: readonly string[] },
  signal?: AbortSignal,
): Promise<Pick<Selection, 'traceIds' | 'ofUnits' | 'ranges'>> {
  if (ids.length === 0) return {}
  if (unit === 'trace') return { traceIds: ids, ranges: await rangesOf(store, scope, ids, signal) }
  return await tracesOfUnits(store, scope, { unit, ids }, signal)
}
