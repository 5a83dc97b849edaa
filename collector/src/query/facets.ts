/** GET /facets: values and counts of many fields, each counted without its own term. */
import type { Facet, FacetsAnswer, Scope } from '@vitrine/schemas/api'
import { type Filter, type SplitKey, withoutField } from '@vitrine/schemas/filter'
import type { Store } from '../store/store.ts'
import { UNIT_COUNTS } from './count.ts'
import { type MeasureRow, maybeText, numberOf } from './measures.ts'
import type { ProjectScope } from './project-scope.ts'
import { selectSpans } from './source.ts'
import { readSql } from './sql.ts'
import type { Window } from './window.ts'

export interface FacetsRequest {
  readonly window: Window
  readonly filter: Filter
  readonly fields: readonly { readonly name: string; readonly key: SplitKey }[]
  readonly search: string | undefined
  readonly unit: Scope
  readonly limit: number
}

const TEMPLATE = readSql('facets')

export async function queryFacets(
  store: Store,
  scope: ProjectScope,
  request: FacetsRequest,
  signal?: AbortSignal,
): Promise<FacetsAnswer> {
  const facets = request.fields.map((field) => facetOf(store, scope, request, field, signal))
  return { facets: await Promise.all(facets) }
}

async function facetOf(
  store: Store,
  scope: ProjectScope,
  request: FacetsRequest,
  { name, key }: FacetsRequest['fields'][number],
  signal?: AbortSignal,
): Promise<Facet> {
  const filter =
    key.kind === 'field' ? withoutField(request.filter, key.field) : withoutField(request.filter, 'attr', key.key)
  const source = selectSpans(scope, { window: request.window, filter, by: [key] })
  const { search } = request
  const sql = source.fill(TEMPLATE, {
    count: UNIT_COUNTS[request.unit],
    search: search === undefined ? '1' : `positionCaseInsensitiveUTF8(g0, ${source.bind.add('String', search)}) > 0`,
    limit: source.bind.add('UInt64', request.limit),
  })
  const rows = await store.query<MeasureRow>(sql, source.params, signal === undefined ? {} : { signal })
  const [first] = rows
  const shown = rows.reduce((sum, row) => sum + numberOf(row, 'n'), 0)
  return {
    field: name,
    values: rows.map((row) => ({ value: maybeText(row, 'value'), count: numberOf(row, 'n') })),
    other: first === undefined ? 0 : numberOf(first, 'all_n') - shown,
    distinct: first === undefined ? 0 : numberOf(first, 'distinct_values'),
  }
}
