import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { countAnswer, facetsAnswer, traceListAnswer } from '@vitrine/schemas/api'
import { getJson } from '../../api/client.ts'

const PAGE_ROWS = 100

/** Fields of the sidebar, in order. */
export const FACET_FIELDS = ['status', 'kind', 'model', 'service', 'environment', 'name', 'user', 'session'] as const

export interface ListScope {
  readonly project: string
  readonly q: string
  readonly from: string
  readonly to: string
}

export function tracesQuery({ project, ...filter }: ListScope, sort: string) {
  return infiniteQueryOptions({
    queryKey: [project, 'traces', filter, sort],
    initialPageParam: '',
    placeholderData: keepPreviousData,
    getNextPageParam: (page: { next_cursor: string | null }) => page.next_cursor,
    queryFn: ({ signal, pageParam }) =>
      getJson(traceListAnswer, '/traces', { project, ...filter, sort, limit: PAGE_ROWS, cursor: pageParam }, signal),
  })
}

export function facetsQuery({ project, ...filter }: ListScope) {
  return queryOptions({
    queryKey: [project, 'facets', filter],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      getJson(
        facetsAnswer,
        '/facets',
        { project, ...filter, fields: FACET_FIELDS.join(','), scope: 'traces', limit: 10 },
        signal,
      ),
  })
}

export function countQuery({ project, ...filter }: Omit<ListScope, 'from' | 'to'> & { from?: string; to?: string }) {
  return queryOptions({
    queryKey: [project, 'count', filter],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => getJson(countAnswer, '/count', { project, ...filter, scope: 'traces' }, signal),
  })
}
