/** Scores of the picked spans, by group and name. They are joined here and never copied into spans. */
import type { ScoreTotal } from '@vitrine/schemas/api'
import type { Store } from '../store/store.ts'
import { type MeasureRow, numberOf, numberOrNull, textOf } from './measures.ts'
import type { ProjectScope } from './project-scope.ts'
import { type Selection, selectSpans } from './source.ts'
import { readSql } from './sql.ts'

export const SCORES_TEMPLATE = readSql('score-totals')

const SELECT = `select g, score_name, count() as n, avg(score_value) as mean
from once group by g, score_name order by n desc, score_name limit 100000`

export async function scoresOf(
  store: Store,
  scope: ProjectScope,
  selection: Selection,
  signal?: AbortSignal,
): Promise<Map<string, ScoreTotal[]>> {
  const found = new Map<string, ScoreTotal[]>()
  const options = signal === undefined ? {} : { signal }
  if (!(await hasScores(store, scope, options))) return found
  const source = selectSpans(scope, selection)
  const group = selection.by === undefined ? "''" : 'g0'
  const sql = source.fill(SCORES_TEMPLATE, { group, named: '', select: SELECT })
  for (const row of await store.query<MeasureRow>(sql, source.params, options)) {
    const list = found.get(textOf(row, 'g')) ?? []
    list.push({ name: textOf(row, 'score_name'), n: numberOf(row, 'n'), mean: numberOrNull(row.mean) })
    found.set(textOf(row, 'g'), list)
  }
  return found
}

/** Most projects have none, and then the join is not worth its reading. */
async function hasScores(store: Store, scope: ProjectScope, options: { signal?: AbortSignal }): Promise<boolean> {
  const sql = 'select 1 as one from scores where project_id = {project:String} limit 1'
  return (await store.query(sql, { project: scope.projectId }, options)).length > 0
}
