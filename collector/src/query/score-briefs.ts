/** Scores as lists show them, by what they score. */
import type { ScoreBrief } from '@vitrine/schemas/api'
import type { Store } from '../store/store.ts'
import { type MeasureRow, maybeText, numberOrNull, textOf } from './measures.ts'
import type { ProjectScope } from './project-scope.ts'
import { readSql } from './sql.ts'

export interface Briefs {
  ofTrace(traceId: string): readonly ScoreBrief[]
  ofSpan(traceId: string, spanId: string): readonly ScoreBrief[]
}

const SQL = readSql('score-briefs')

export async function briefsOf(
  store: Store,
  scope: ProjectScope,
  traceIds: readonly string[],
  signal?: AbortSignal,
): Promise<Briefs> {
  const found = new Map<string, ScoreBrief[]>()
  if (traceIds.length > 0) {
    const params = { project: scope.projectId, traces: traceIds }
    for (const row of await store.query<MeasureRow>(SQL, params, signal === undefined ? {} : { signal })) {
      const key =
        row.target === 'span' ? `${textOf(row, 'trace_id')}/${textOf(row, 'span_id')}` : textOf(row, 'trace_id')
      const list = found.get(key) ?? []
      list.push({ name: textOf(row, 'name'), value: numberOrNull(row.mean), text: maybeText(row, 'latest') })
      found.set(key, list)
    }
  }
  return {
    ofTrace: (traceId) => found.get(traceId) ?? [],
    ofSpan: (traceId, spanId) => found.get(`${traceId}/${spanId}`) ?? [],
  }
}
