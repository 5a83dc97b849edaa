/**
 * Where in time the spans of some traces lie, so that reading them leaves out the rest of the store. The writer keeps
 * it in `traces` (every span lies between start and end of its trace); whoever asks about a trace that is not entered
 * yet gets no ranges, and reads all.
 */
import { asksWholeTraces, type Filter } from '@vitrine/schemas/filter'
import type { Store } from '../store/store.ts'
import { AMONG_OTHERS } from './judged-columns.ts'
import type { ProjectScope } from './project-scope.ts'
import type { Selection } from './source.ts'
import { Bindings, fill, readSql } from './sql.ts'
import { overlapSql, type Range, type Window } from './window.ts'

/** A batch is in the store for a moment before its traces are: what it adds to them lies near. */
const FAR_NS = 9_000_000_000_000_000_000n
const MARGIN_NS = 600_000_000_000n
/** More would make the condition longer than what it saves. */
const MOST_RANGES = 100
/** Ids stand several times in a query, which may be 256 KiB long. */
export const MOST_IDS = 1000

const RANGES = readSql('trace-ranges')
const EXTENT = readSql('traces-extent')
const OF_UNITS = readSql('unit-traces')
const OWNER_COLUMNS = { session: 'session_id', user: 'user_id' } as const

export async function rangesOf(
  store: Store,
  scope: ProjectScope,
  traceIds: readonly string[],
  signal?: AbortSignal,
): Promise<readonly Range[] | undefined> {
  if (traceIds.length === 0) return undefined
  const params = { project: scope.projectId, traces: traceIds }
  const rows = await store.query<{ first: string; last: string }>(
    RANGES,
    params,
    signal === undefined ? {} : { signal },
  )
  if (rows.length < new Set(traceIds).size) return undefined
  return joined(rows.map((row) => ({ firstNs: BigInt(row.first), lastNs: BigInt(row.last) })))
}

/** All traces that hold spans of these sessions or users, and where; unnamed when they are many. */
export async function tracesOfUnits(
  store: Store,
  scope: ProjectScope,
  { unit, ids }: { unit: 'session' | 'user'; ids: readonly string[] },
  signal?: AbortSignal,
): Promise<Pick<Selection, 'traceIds' | 'ofUnits' | 'ranges'>> {
  const unnamed = { ofUnits: { column: OWNER_COLUMNS[unit], ids } }
  if (ids.length > MOST_IDS) return unnamed
  const params = { project: scope.projectId, ids, limit: MOST_IDS + 1 }
  const sql = fill(OF_UNITS, { column: OWNER_COLUMNS[unit] })
  const rows = await store.query<{ trace_id: string }>(sql, params, signal === undefined ? {} : { signal })
  if (rows.length > MOST_IDS) return unnamed
  const traceIds = rows.map((row) => row.trace_id)
  return { traceIds, ranges: await rangesOf(store, scope, traceIds, signal) }
}

/** `extentOf` where a question asks about more than the spans of its window; of others nothing has to be known. */
export async function wholeRangesOf(
  store: Store,
  scope: ProjectScope,
  asked: { readonly window: Window; readonly filter: Filter; readonly columns?: string },
  signal?: AbortSignal,
): Promise<readonly Range[] | undefined> {
  const isWhole = asksWholeTraces(asked.filter) || AMONG_OTHERS.test(asked.columns ?? '')
  return isWhole ? await extentOf(store, scope, asked.window, signal) : undefined
}

/** Where all spans lie of the traces that have a span in the window. */
export async function extentOf(
  store: Store,
  scope: ProjectScope,
  window: Window,
  signal?: AbortSignal,
): Promise<readonly Range[] | undefined> {
  const { fromNs, toNs } = window
  if (fromNs === undefined && toNs === undefined) return undefined
  const bind = new Bindings()
  const sql = fill(EXTENT, { window: overlapSql(window, bind) })
  const params = { ...bind.params, project: scope.projectId }
  const rows = await store.query<{ first: string; last: string }>(sql, params, signal === undefined ? {} : { signal })
  // Of no traces it says the year 1970: that reads more, and loses nothing.
  const [firsts, lasts] = [rows.map((row) => BigInt(row.first)), rows.map((row) => BigInt(row.last))]
  return joined([
    {
      firstNs: fromNs === undefined ? 0n : (firsts.find((ns) => ns < fromNs) ?? fromNs),
      lastNs: toNs === undefined ? FAR_NS : (lasts.find((ns) => ns > toNs) ?? toNs),
    },
  ])
}

/** Ranges with a margin around them, those that touch made one; wider margins when they are many. */
export function joined(ranges: readonly Range[], marginNs = MARGIN_NS): readonly Range[] {
  const found: Range[] = []
  for (const { firstNs, lastNs } of [...ranges].sort((a, b) => (a.firstNs < b.firstNs ? -1 : 1))) {
    const last = found.at(-1)
    const here = { firstNs: firstNs - marginNs, lastNs: lastNs + marginNs }
    if (last === undefined || here.firstNs > last.lastNs) found.push(here)
    else if (here.lastNs > last.lastNs) found[found.length - 1] = { firstNs: last.firstNs, lastNs: here.lastNs }
  }
  return found.length <= MOST_RANGES ? found : joined(ranges, marginNs * 4n)
}
