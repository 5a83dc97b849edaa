/** A trace by our id or by the id that a vendor's client used; where it lies in time, and whose it is. */
import type { Arriving } from '../base/arriving.ts'
import type { Store } from '../store/store.ts'
import { type MeasureRow, textOf } from './measures.ts'
import type { ProjectScope } from './project-scope.ts'
import { QueryError } from './query-error.ts'
import { joined } from './trace-ranges.ts'
import type { Range } from './window.ts'

export interface TracePlace {
  readonly traceId: string
  /** Where all its spans lie; undefined while it is not entered in `traces`. */
  readonly ranges: readonly Range[] | undefined
  /** What its spans inherit; '' = nobody said. */
  readonly user: string
  readonly session: string
}

const ENTERED = (condition: string) => `
select
    trace_id,
    toString(toUnixTimestamp64Nano(start_time)) as first,
    toString(toUnixTimestamp64Nano(end_time)) as last,
    user_id,
    session_id
from traces final
where project_id = {project:String} and ${condition}
order by trace_id
limit 1`

const BY_ID = ENTERED('trace_id = {ours:String}')
const BY_CLIENT_ID = ENTERED('client_trace_id = {theirs:String}')
/** A trace of a batch that came this moment is in its spans alone. */
const BY_SPANS = `
select trace_id
from spans final
where project_id = {project:String} and (trace_id = {ours:String} or client_trace_id = {theirs:String})
order by trace_id = {ours:String} desc, trace_id
limit 1`

/** Throws unknown_trace. */
export async function findTrace(
  store: Store,
  scope: ProjectScope,
  id: string,
  signal?: AbortSignal,
): Promise<TracePlace> {
  return await findOrAwaitTrace(store, scope, id, { signal })
}

export interface FindOptions {
  /** What this process is storing; without it nothing is waited for. */
  readonly arriving?: Arriving | undefined
  readonly signal?: AbortSignal | undefined
}

/** The same; a trace that is being stored at this moment is waited for. */
export async function findOrAwaitTrace(
  store: Store,
  scope: ProjectScope,
  id: string,
  { arriving, signal }: FindOptions = {},
): Promise<TracePlace> {
  const arrived = arriving?.watch()
  const look = lookOf(store, scope, id, signal)
  const entered = await look.byId()
  if (entered !== undefined) return entered
  const ours = hexOf(id)
  const coming = await arrived?.(({ projectId, traceId }) => projectId === scope.projectId && traceId === ours)
  if (coming !== undefined) return placeInSpans(coming.traceId)
  const found = await look.otherwise()
  if (found !== undefined) return found
  const byClient = await arrived?.(
    ({ projectId, facts }) => projectId === scope.projectId && facts.client_trace_id === id,
  )
  if (byClient !== undefined) return placeInSpans(byClient.traceId)
  throw unknownTrace(id)
}

function lookOf(store: Store, scope: ProjectScope, id: string, signal: AbortSignal | undefined) {
  const params = { project: scope.projectId, ours: hexOf(id), theirs: id }
  const firstOf = async (sql: string) =>
    (await store.query<MeasureRow>(sql, params, signal === undefined ? {} : { signal }))[0]
  return {
    byId: async (): Promise<TracePlace | undefined> => {
      const entered = await firstOf(BY_ID)
      return entered === undefined ? undefined : placeOf(entered)
    },
    otherwise: async (): Promise<TracePlace | undefined> => {
      const [byClient, bySpans] = await Promise.all([firstOf(BY_CLIENT_ID), firstOf(BY_SPANS)])
      if (byClient !== undefined) return placeOf(byClient)
      return bySpans === undefined ? undefined : placeInSpans(textOf(bySpans, 'trace_id'))
    },
  }
}

function unknownTrace(id: string): QueryError {
  return new QueryError('unknown_trace', `cannot find the trace ${id.slice(0, 200)}`, 'check the id and the project', {
    trace_id: id.slice(0, 200),
  })
}

function placeInSpans(traceId: string): TracePlace {
  return { traceId, ranges: undefined, user: '', session: '' }
}

function placeOf(row: MeasureRow): TracePlace {
  const range = { firstNs: BigInt(textOf(row, 'first')), lastNs: BigInt(textOf(row, 'last')) }
  return {
    traceId: textOf(row, 'trace_id'),
    ranges: joined([range]),
    user: textOf(row, 'user_id'),
    session: textOf(row, 'session_id'),
  }
}

/** A UUID is its 32 digits; other ids are looked up as they are. */
export function hexOf(id: string): string {
  const plain = id.toLowerCase()
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(plain) ? plain.replaceAll('-', '') : plain
}
