import { pick } from './codec.ts'

export type DatasetSearch = { cursor?: string; item?: string }

export function datasetSearch(search: Record<string, unknown>): DatasetSearch {
  return pick(search, ['cursor', 'item'])
}
