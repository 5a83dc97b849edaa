import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import {
  countAnswer,
  facetsAnswer,
  type SpanListAnswer,
  spanListAnswer,
  type TraceListAnswer,
  traceListAnswer,
} from '@vitrine/schemas/api'
import { getJson } from '../../api/client.ts'
import { type ListScope, rowOfSpan, rowOfTrace, scopedQuery, unitOf } from '../../model/list-rows.ts'

const PAGE_ROWS = 100

/** Fields of the sidebar, in order. What a list is about by itself is no choice in it. */
const FACETS: Readonly<Record<'traces' | 'spans', readonly string[]>> = {
  traces: [
    'status',
    'kind',
    'model',
    'service',
    'environment',
    'name',
    'tool',
    'error_type',
    'user',
    'session',
    'release',
  ],
  spans: [
    'status',
    'kind',
    'model',
    'provider',
    'name',
    'tool',
    'error_type',
    'finish_reason',
    'service',
    'environment',
    'user',
    'session',
    'release',
    'prompt',
  ],
}

function facetsOf(scope: ListScope): readonly string[] {
  const all = FACETS[unitOf(scope)]
  if (scope === 'tools')
    return all.filter((field) => !['kind', 'model', 'provider', 'finish_reason', 'prompt'].includes(field))
  return scope === 'calls' ? all.filter((field) => field !== 'tool') : all
}

/** What a list asks for: its unit, the reader's filter, and the window. */
export interface ListQuestion {
  readonly project: string
  readonly scope: ListScope
  readonly q: string
  readonly from: string
  readonly to: string
}

export function rowsQuery({ project, scope, q, ...window }: ListQuestion, sort: string) {
  return infiniteQueryOptions({
    queryKey: [project, 'rows', scope, q, window, sort],
    initialPageParam: '',
    placeholderData: keepPreviousData,
    getNextPageParam: (page: { next_cursor: string | null }) => page.next_cursor,
    queryFn: async ({ signal, pageParam }) => {
      const asked = { project, q: scopedQuery(scope, q), ...window, sort, limit: PAGE_ROWS, cursor: pageParam }
      if (unitOf(scope) === 'traces') {
        const page = await getJson(traceListAnswer, '/traces', asked, signal)
        return { rows: page.traces.map(rowOfTrace), next_cursor: page.next_cursor }
      }
      const page = await getJson(spanListAnswer, '/spans', asked, signal)
      return { rows: page.spans.map(rowOfSpan), next_cursor: page.next_cursor }
    },
  })
}

/** Rows of one page of an export. */
const EXPORT_ROWS = 1000

/** All rows that match, page by page, as the API has them. */
export async function* rowPages(
  { project, scope, q, ...window }: ListQuestion,
  sort: string,
  signal: AbortSignal,
): AsyncGenerator<readonly object[]> {
  for (let cursor: string | null = ''; cursor !== null; ) {
    const asked = { project, q: scopedQuery(scope, q), ...window, sort, limit: EXPORT_ROWS, cursor }
    if (unitOf(scope) === 'traces') {
      const page: TraceListAnswer = await getJson(traceListAnswer, '/traces', asked, signal)
      yield page.traces
      cursor = page.next_cursor
    } else {
      const page: SpanListAnswer = await getJson(spanListAnswer, '/spans', asked, signal)
      yield page.spans
      cursor = page.next_cursor
    }
  }
}

export function facetsQuery({ project, scope, q, ...window }: ListQuestion) {
  const unit = unitOf(scope)
  return queryOptions({
    queryKey: [project, 'facets', scope, q, window],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      getJson(
        facetsAnswer,
        '/facets',
        { project, q: scopedQuery(scope, q), ...window, fields: facetsOf(scope).join(','), scope: unit, limit: 10 },
        signal,
      ),
  })
}

/** Values of one field that contain a text: the server looks, whatever their number. */
export function facetSearchQuery(
  { project, scope, q, ...window }: ListQuestion,
  field: string,
  search: string,
  limit: number,
) {
  const unit = unitOf(scope)
  return queryOptions({
    queryKey: [project, 'facet', scope, q, window, field, search, limit],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      getJson(
        facetsAnswer,
        '/facets',
        { project, q: scopedQuery(scope, q), ...window, fields: field, search, scope: unit, limit },
        signal,
      ),
  })
}

type Countable = Pick<ListQuestion, 'project' | 'scope' | 'q'> & { readonly from?: string; readonly to?: string }

export function countQuery({ project, scope, q, ...window }: Countable) {
  return queryOptions({
    queryKey: [project, 'count', scope, q, window],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      getJson(countAnswer, '/count', { project, q: scopedQuery(scope, q), ...window, scope: unitOf(scope) }, signal),
  })
}
