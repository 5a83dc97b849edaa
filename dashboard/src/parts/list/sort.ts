import { LIST_SORTS, type ListSort } from '@vitrine/schemas/api'

/** A sort that the API does not know is read as the usual one: newest first. */
export function readSort(text: string | undefined): ListSort {
  return LIST_SORTS.find((sort) => sort === text) ?? '-start'
}

export type SortField = 'start' | 'duration' | 'cost' | 'tokens' | 'spans' | 'errors'

export function sortState(sort: ListSort, field: SortField): 'ascending' | 'descending' | 'none' {
  if (sort === field) return 'ascending'
  return sort === `-${field}` ? 'descending' : 'none'
}

/** A press on a header: largest first, then smallest. */
export function nextSort(sort: ListSort, field: SortField): ListSort {
  return sort === `-${field}` ? field : `-${field}`
}
