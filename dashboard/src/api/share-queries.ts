// Links by which anybody may read one trace.
import { queryOptions } from '@tanstack/react-query'
import { done, type ShareBody, share, shared, shareListAnswer } from '@vitrine/schemas/api'
import { getJson, send } from './client.ts'

export function sharesQuery(project: string) {
  return queryOptions({
    queryKey: [project, 'shares'],
    queryFn: ({ signal }) => getJson(shareListAnswer, '/shares', { project }, signal),
  })
}

export const createShare = (project: string, body: ShareBody) =>
  send(share, { method: 'POST', path: '/shares', params: { project }, body })

export const removeShare = (project: string, id: string) =>
  send(done, { method: 'DELETE', path: `/shares/${encodeURIComponent(id)}`, params: { project } })

/** What a link leads to, for whoever followed it. */
export function sharedQuery(token: string) {
  return queryOptions({
    queryKey: ['shared', token],
    retry: false,
    queryFn: ({ signal }) => getJson(shared, `/shared/${encodeURIComponent(token)}`, {}, signal),
  })
}

/** The address of the public page, to be sent to somebody. */
export function sharedAddress(token: string): string {
  return new URL(`/s/${token}`, location.origin).href
}
