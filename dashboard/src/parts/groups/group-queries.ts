import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import {
  countAnswer,
  type GroupRow,
  sessionListAnswer,
  spanListAnswer,
  traceListAnswer,
  userListAnswer,
} from '@vitrine/schemas/api'
import { getJson } from '../../api/client.ts'

const PAGE_ROWS = 100
/** Turns of one session in one page of reading. */
const PAGE_TURNS = 500

export type GroupUnit = 'sessions' | 'users'

export interface GroupQuestion {
  readonly project: string
  readonly unit: GroupUnit
  readonly q: string
  readonly from?: string
  readonly to?: string
}

export function groupsQuery({ project, unit, ...filter }: GroupQuestion, sort: string) {
  return infiniteQueryOptions({
    queryKey: [project, unit, filter, sort],
    initialPageParam: '',
    placeholderData: keepPreviousData,
    getNextPageParam: (page: { next_cursor: string | null }) => page.next_cursor,
    queryFn: async ({ signal, pageParam }): Promise<{ rows: readonly GroupRow[]; next_cursor: string | null }> => {
      const asked = { project, ...filter, sort, limit: PAGE_ROWS, cursor: pageParam }
      if (unit === 'users') {
        const page = await getJson(userListAnswer, '/users', asked, signal)
        return { rows: page.users, next_cursor: page.next_cursor }
      }
      const page = await getJson(sessionListAnswer, '/sessions', asked, signal)
      return { rows: page.sessions, next_cursor: page.next_cursor }
    },
  })
}

export function groupCountQuery({ project, unit, ...filter }: GroupQuestion) {
  return queryOptions({
    queryKey: [project, 'count', unit, filter],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => getJson(countAnswer, '/count', { project, ...filter, scope: unit }, signal),
  })
}

/** Traces of a session as turns, the oldest first. */
export function turnsQuery(project: string, session: string) {
  return infiniteQueryOptions({
    queryKey: [project, 'turns', session],
    initialPageParam: '',
    getNextPageParam: (page: { next_cursor: string | null }) => page.next_cursor,
    queryFn: async ({ signal, pageParam }) => {
      const asked = {
        project,
        q: `session:${JSON.stringify(session)}`,
        sort: 'start',
        limit: PAGE_TURNS,
        cursor: pageParam,
      }
      return getJson(traceListAnswer, '/traces', asked, signal)
    },
  })
}

/** The root of a trace, whose content is what the user said and was answered; null when the trace has none. */
export function rootSpanQuery(project: string, traceId: string) {
  return queryOptions({
    queryKey: [project, 'root', traceId],
    queryFn: async ({ signal }) => {
      const asked = { project, q: `trace:${traceId} root:true`, sort: 'start', limit: 1 }
      const { spans } = await getJson(spanListAnswer, '/spans', asked, signal)
      return spans[0]?.span_id ?? null
    },
  })
}
