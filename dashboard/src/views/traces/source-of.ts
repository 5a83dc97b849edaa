import type { DatasetSource } from '@vitrine/schemas/api'
import { scopedQuery, unitOf } from '../../model/list-rows.ts'
import type { Selection } from '../../model/selection.ts'
import type { ListQuestion } from './traces-queries.ts'

/** The picked rows, or all that match, within the window as it stands now. */
export function sourceOf(selection: Selection, { scope, q, from, to }: ListQuestion): DatasetSource {
  const picked = selection.kind === 'some' ? idsQuery(scope, [...selection.ids]) : scopedQuery(scope, q)
  return { kind: 'filter', scope: unitOf(scope), filter: { ...(picked === '' ? {} : { q: picked }), from, to } }
}

/** A filter that finds exactly these rows. */
export function idsQuery(scope: ListQuestion['scope'], ids: readonly string[]): string {
  return unitOf(scope) === 'traces'
    ? `trace:${ids.join(',')}`
    : `trace:${[...new Set(ids.map((id) => id.split('.')[0]))].join(',')} span:${ids.map((id) => id.split('.')[1]).join(',')}`
}
