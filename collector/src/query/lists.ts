/** GET /traces, /sessions, /users: units with a matching span. Numbers are the whole unit's; `matched` the filter's part. */
import type { GroupRow, SessionListAnswer, TraceListAnswer, UserListAnswer } from '@vitrine/schemas/api'
import type { Store } from '../store/store.ts'
import { type ListRequest, pageOf, wholeAndMatched } from './list.ts'
import type { ProjectScope } from './project-scope.ts'
import { briefsOf } from './score-briefs.ts'
import { groupRowOf, matchedOf, traceFactsOf } from './trace-rows.ts'

export async function listTraces(
  store: Store,
  scope: ProjectScope,
  request: ListRequest,
  signal?: AbortSignal,
): Promise<Omit<TraceListAnswer, 'watermark'>> {
  const page = await pageOf(store, scope, 'trace', request, signal)
  const { ids } = page
  const [{ whole, matched }, briefs] = await Promise.all([
    wholeAndMatched(store, scope, { unit: 'trace', ids, request }, signal),
    briefsOf(store, scope, ids, signal),
  ])
  const traces = ids.flatMap((id) => {
    const row = whole.get(id)
    if (row === undefined) return []
    return [{ ...traceFactsOf(row, briefs.ofTrace(id)), matched: matchedOf(matched.get(id) ?? {}) }]
  })
  return { traces, next_cursor: page.nextCursor }
}

export async function listSessions(
  store: Store,
  scope: ProjectScope,
  request: ListRequest,
  signal?: AbortSignal,
): Promise<Omit<SessionListAnswer, 'watermark'>> {
  const { rows, next_cursor } = await listGroups(store, scope, 'session', request, signal)
  return { sessions: rows, next_cursor }
}

export async function listUsers(
  store: Store,
  scope: ProjectScope,
  request: ListRequest,
  signal?: AbortSignal,
): Promise<Omit<UserListAnswer, 'watermark'>> {
  const { rows, next_cursor } = await listGroups(store, scope, 'user', request, signal)
  return { users: rows, next_cursor }
}

async function listGroups(
  store: Store,
  scope: ProjectScope,
  unit: 'session' | 'user',
  request: ListRequest,
  signal?: AbortSignal,
): Promise<{ rows: GroupRow[]; next_cursor: string | null }> {
  const { ids, nextCursor } = await pageOf(store, scope, unit, request, signal)
  const { whole, matched } = await wholeAndMatched(store, scope, { unit, ids, request }, signal)
  const rows = ids.flatMap((id) => {
    const row = whole.get(id)
    return row === undefined ? [] : [groupRowOf(row, matched.get(id) ?? {})]
  })
  return { rows, next_cursor: nextCursor }
}
