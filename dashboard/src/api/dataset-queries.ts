// What the dataset pages and the "add to dataset" dialog ask the server.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import {
  addAnswer,
  type DatasetBody,
  type DatasetItem,
  dataset,
  datasetListAnswer,
  done,
  type FromBody,
  importAnswer,
  itemListAnswer,
  job,
  previewAnswer,
} from '@vitrine/schemas/api'
import { apiUrl, getJson, send } from './client.ts'

const JOB_POLL_MS = 500
const PAGE_ITEMS = 200

export function datasetsQuery(project: string) {
  return queryOptions({
    queryKey: [project, 'datasets'],
    queryFn: ({ signal }) => getJson(datasetListAnswer, '/datasets', { project, limit: 1000 }, signal),
  })
}

export function itemsQuery(project: string, datasetId: string) {
  return infiniteQueryOptions({
    queryKey: [project, 'dataset-items', datasetId],
    initialPageParam: '',
    getNextPageParam: (page: { next_cursor: string | null }) => page.next_cursor,
    queryFn: ({ signal, pageParam }) =>
      getJson(
        itemListAnswer,
        `/datasets/${encodeURIComponent(datasetId)}/items`,
        { project, limit: PAGE_ITEMS, cursor: pageParam },
        signal,
      ),
  })
}

/** What a source and a mapping would add; reads, although by POST. */
export function previewQuery(project: string, body: FromBody) {
  return queryOptions({
    queryKey: [project, 'dataset-preview', body],
    queryFn: () => send(previewAnswer, { method: 'POST', path: '/datasets/preview', params: { project }, body }),
  })
}

export function jobQuery(project: string, jobId: string) {
  return queryOptions({
    queryKey: [project, 'job', jobId],
    enabled: jobId !== '',
    queryFn: ({ signal }) => getJson(job, `/jobs/${encodeURIComponent(jobId)}`, { project }, signal),
    refetchInterval: (query) => (query.state.data?.state === 'running' ? JOB_POLL_MS : false),
  })
}

export function createDataset(project: string, body: DatasetBody) {
  return send(dataset, { method: 'POST', path: '/datasets', params: { project }, body })
}

export function removeDataset(project: string, datasetId: string) {
  return send(done, { method: 'DELETE', path: `/datasets/${encodeURIComponent(datasetId)}`, params: { project } })
}

export function restoreDataset(project: string, datasetId: string) {
  const path = `/datasets/${encodeURIComponent(datasetId)}/restore`
  return send(dataset, { method: 'POST', path, params: { project } })
}

export function startAdding(project: string, body: FromBody) {
  return send(job, { method: 'POST', path: '/datasets/from', params: { project }, body })
}

export function cancelJob(project: string, jobId: string) {
  return send(job, { method: 'DELETE', path: `/jobs/${encodeURIComponent(jobId)}`, params: { project } })
}

export function removeItem(project: string, datasetId: string, itemId: string) {
  const path = `/datasets/${encodeURIComponent(datasetId)}/items/${encodeURIComponent(itemId)}`
  return send(done, { method: 'DELETE', path, params: { project } })
}

/** Puts an item back, or adds one, under its own id. */
export function putItem(project: string, datasetId: string, item: Omit<DatasetItem, 'created' | 'position'>) {
  const path = `/datasets/${encodeURIComponent(datasetId)}/items`
  return send(addAnswer, { method: 'POST', path, params: { project }, body: { items: [item] } })
}

export function importLines(project: string, datasetId: string, lines: Blob) {
  const path = `/datasets/${encodeURIComponent(datasetId)}/import`
  return send(importAnswer, { method: 'POST', path, params: { project }, lines })
}

export function exportUrl(project: string, datasetId: string): string {
  return apiUrl(`/datasets/${encodeURIComponent(datasetId)}/export`, { project })
}
