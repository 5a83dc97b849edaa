import { useQueries } from '@tanstack/react-query'
import { type UnitValues, valuesAnswer } from '@vitrine/schemas/api'
import { useCallback } from 'react'
import { getJson } from '../../api/client.ts'
import type { ListRow } from '../../model/list-rows.ts'

/** What one attribute says of one row. */
export type RowValues = ReadonlyMap<string, UnitValues>

/** By row id, the attributes that are columns; asked for page by page, after the rows are there. */
export function useValues(
  project: string,
  pages: readonly { readonly rows: readonly ListRow[] }[],
  keys: readonly string[],
): ReadonlyMap<string, RowValues> {
  return useQueries({
    queries: keys.length === 0 ? [] : pages.map(({ rows }) => valuesQuery(project, rows, keys)),
    combine: useCallback(byRow, []),
  })
}

function valuesQuery(project: string, rows: readonly ListRow[], keys: readonly string[]) {
  const ids = rows.map((row) => row.id).join()
  const asked = { project, ids, keys: keys.map(encodeURIComponent).join() }
  return {
    queryKey: [project, 'values', asked.keys, ids],
    enabled: rows.length > 0,
    meta: { silent: true },
    queryFn: async ({ signal }: { signal: AbortSignal }): Promise<readonly UnitValues[]> =>
      (await getJson(valuesAnswer, '/values', asked, signal)).values,
  }
}

function byRow(answers: readonly { readonly data: readonly UnitValues[] | undefined }[]): Map<string, RowValues> {
  const rows = new Map<string, Map<string, UnitValues>>()
  for (const one of answers.flatMap(({ data = [] }) => data)) {
    const id = one.span_id === null ? one.trace_id : `${one.trace_id}.${one.span_id}`
    rows.set(id, (rows.get(id) ?? new Map()).set(one.key, one))
  }
  return rows
}
