/** Attributes longer than 256 B are kept with the content only, so that a filter on them would not see all spans. */
import type { Store } from '../store/store.ts'
import type { MeasureRow } from './measures.ts'
import type { ProjectScope } from './project-scope.ts'
import { QueryError } from './query-error.ts'
import { attributeKeys, type Selection } from './source.ts'
import { Bindings, fill, readSql } from './sql.ts'
import { windowSql } from './window.ts'

const TEMPLATE = readSql('long-keys')

/** Throws attribute_too_long when the answer could not be trusted. */
export async function refuseLongKeys(
  store: Store,
  scope: ProjectScope,
  selection: Selection,
  signal?: AbortSignal,
): Promise<void> {
  const keys = attributeKeys(selection)
  if (keys.length === 0) return
  const bind = new Bindings()
  bind.params.project = scope.projectId
  bind.params.keys = keys
  const sql = fill(TEMPLATE, { window: windowSql(selection, bind) })
  const [row] = await store.query<MeasureRow>(sql, bind.params, signal === undefined ? {} : { signal })
  if (row === undefined) return
  const key = Array.isArray(row.found) ? String(row.found[0]) : (keys[0] ?? '')
  throw new QueryError(
    'attribute_too_long',
    `cannot filter or split by the attribute ${key}: some of its values are longer than 256 bytes and are kept with the content only`,
    `search their words as text instead, or narrow the time window to spans with short values`,
    { key },
  )
}
