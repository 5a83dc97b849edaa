// Queries that more than one page reads. Keys start with the project, so that leaving one forgets nothing of another.
import { queryOptions } from '@tanstack/react-query'
import { keyListAnswer, me, onboardingAnswer, type SeriesQuery, seriesAnswer, totalsAnswer } from '@vitrine/schemas/api'
import { getJson, type Params, setCsrfToken } from './client.ts'

export const meQuery = queryOptions({
  queryKey: ['me'],
  staleTime: 60_000,
  queryFn: async ({ signal }) => {
    const answer = await getJson(me, '/me', {}, signal)
    setCsrfToken(answer.csrf)
    return answer
  },
})

export function onboardingQuery(project: string) {
  return queryOptions({
    queryKey: [project, 'onboarding'],
    queryFn: ({ signal }) => getJson(onboardingAnswer, '/onboarding', { project }, signal),
  })
}

export function keysQuery(project: string) {
  return queryOptions({
    queryKey: [project, 'keys'],
    queryFn: ({ signal }) => getJson(keyListAnswer, '/keys', { project }, signal),
  })
}

export function seriesQuery(project: string, params: Omit<SeriesQuery, 'project'> & Params) {
  return queryOptions({
    queryKey: [project, 'series', params],
    queryFn: ({ signal }) => getJson(seriesAnswer, '/series', { project, ...params }, signal),
  })
}

export function totalsQuery(project: string, params: Params) {
  return queryOptions({
    queryKey: [project, 'totals', params],
    queryFn: ({ signal }) => getJson(totalsAnswer, '/totals', { project, ...params }, signal),
  })
}
