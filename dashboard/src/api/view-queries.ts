// Lists that a project keeps under a name.
import { queryOptions } from '@tanstack/react-query'
import { done, type ViewBody, view, viewListAnswer } from '@vitrine/schemas/api'
import { getJson, send } from './client.ts'

export function viewsQuery(project: string) {
  return queryOptions({
    queryKey: [project, 'views'],
    staleTime: 60_000,
    queryFn: ({ signal }) => getJson(viewListAnswer, '/views', { project }, signal),
  })
}

export const createView = (project: string, body: ViewBody) =>
  send(view, { method: 'POST', path: '/views', params: { project }, body })

export const saveView = (project: string, id: string, body: ViewBody) =>
  send(view, { method: 'POST', path: `/views/${encodeURIComponent(id)}`, params: { project }, body })

export const removeView = (project: string, id: string) =>
  send(done, { method: 'DELETE', path: `/views/${encodeURIComponent(id)}`, params: { project } })
