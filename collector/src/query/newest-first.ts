/**
 * Pages in order of start, newest first, without reading what is older: the same question is asked of the newest
 * spans, then of many more, at last of all. What it finds that starts within the window is right whatever
 * lies before it, since everything of a trace or session comes after its start.
 */
import { invariant } from '../base/errors.ts'
import type { Store } from '../store/store.ts'
import type { ProjectScope } from './project-scope.ts'
import { Bindings, fill, readSql } from './sql.ts'
import { type Window, windowSql } from './window.ts'

const SQL = readSql('newest-start')
const GROWTH = 64
const STEPS = 2
const ROWS_PER_ANSWER = 20

export interface NewestFirst<Row> {
  readonly window: Window
  /** Rows that a full page needs. */
  readonly needed: number
  /** Where the page before ended. */
  readonly beforeNs: bigint | undefined
  /** Rows in order of start, newest first, of units with a span in the window; undefined: reading all is cheaper. */
  readonly read: (window: Window) => Promise<readonly Row[] | undefined>
  readonly startOf: (row: Row) => bigint
}

export async function newestFirst<Row>(
  store: Store,
  scope: ProjectScope,
  { window, needed, beforeNs, read, startOf }: NewestFirst<Row>,
  signal?: AbortSignal,
): Promise<readonly Row[]> {
  const anchor = { fromNs: window.fromNs, toNs: earliest(window.toNs, beforeNs) }
  for (let step = 0, rows = needed * ROWS_PER_ANSWER; step < STEPS; step += 1, rows *= GROWTH) {
    const fromNs = await startOfNewest(store, scope, { window: anchor, rows }, signal)
    if (fromNs === undefined) break
    const found = await read({ fromNs, toNs: window.toNs })
    if (found === undefined) break
    const last = found[needed - 1]
    if (last !== undefined && startOf(last) >= fromNs) return found
  }
  const all = await read(window)
  invariant(all !== undefined, 'a list that cannot be read whole')
  return all
}

/** Undefined when there are not as many rows. */
async function startOfNewest(
  store: Store,
  scope: ProjectScope,
  { window, rows }: { window: Window; rows: number },
  signal?: AbortSignal,
): Promise<bigint | undefined> {
  const bind = new Bindings()
  const sql = fill(SQL, { window: windowSql({ window }, bind) })
  const params = { ...bind.params, project: scope.projectId, rows }
  const [row] = await store.query<{ start: string }>(sql, params, signal === undefined ? {} : { signal })
  return row === undefined ? undefined : BigInt(row.start)
}

function earliest(toNs: bigint | undefined, beforeNs: bigint | undefined): bigint | undefined {
  if (beforeNs === undefined) return toNs
  return toNs === undefined || beforeNs < toNs ? beforeNs + 1n : toNs
}
