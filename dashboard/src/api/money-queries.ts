// Prices, mapping rules, and the job that applies them to history.
import { queryOptions } from '@tanstack/react-query'
import {
  done,
  job,
  type MappingBody,
  mappingAnswer,
  mappingTestAnswer,
  type PriceBody,
  price,
  priceListAnswer,
  type RederiveBody,
  readingAnswer,
  spanListAnswer,
  unpricedAnswer,
} from '@vitrine/schemas/api'
import { getJson, send } from './client.ts'

export function unpricedQuery(project: string) {
  return queryOptions({
    queryKey: [project, 'unpriced'],
    queryFn: ({ signal }) => getJson(unpricedAnswer, '/unpriced', { project }, signal),
  })
}

export function pricesQuery(project: string) {
  return queryOptions({
    queryKey: [project, 'prices'],
    queryFn: ({ signal }) => getJson(priceListAnswer, '/prices', { project }, signal),
  })
}

export const createPrice = (project: string, body: PriceBody) =>
  send(price, { method: 'POST', path: '/prices', params: { project }, body })

export const removePrice = (project: string, id: string) =>
  send(done, { method: 'DELETE', path: `/prices/${encodeURIComponent(id)}`, params: { project } })

export function mappingQuery(project: string) {
  return queryOptions({
    queryKey: [project, 'mapping'],
    queryFn: ({ signal }) => getJson(mappingAnswer, '/mapping', { project }, signal),
  })
}

export const saveMapping = (project: string, body: MappingBody) =>
  send(mappingAnswer, { method: 'POST', path: '/mapping', params: { project }, body })

export const testMapping = (
  project: string,
  body: { readonly trace_id: string; readonly span_id: string } & MappingBody,
) => send(mappingTestAnswer, { method: 'POST', path: '/mapping/test', params: { project }, body })

export function readingQuery(project: string) {
  return queryOptions({
    queryKey: [project, 'reading'],
    queryFn: ({ signal }) => getJson(readingAnswer, '/reading', { project }, signal),
  })
}

export const saveReading = (project: string, estimatesTokens: boolean) =>
  send(readingAnswer, {
    method: 'POST',
    path: '/reading',
    params: { project },
    body: { estimate_tokens: estimatesTokens },
  })

/** Spans to try rules on, newest first. */
export function recentSpansQuery(project: string) {
  return queryOptions({
    queryKey: [project, 'recent-spans'],
    queryFn: ({ signal }) => getJson(spanListAnswer, '/spans', { project, sort: '-start', limit: 20 }, signal),
  })
}

export const startRederive = (project: string, body: RederiveBody) =>
  send(job, { method: 'POST', path: '/jobs', params: { project }, body })
