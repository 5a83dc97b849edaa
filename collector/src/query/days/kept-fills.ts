/** Which days of questions are kept. */
import type { Store } from '../../store/store.ts'
import { type MeasureRow, textOf } from '../measures.ts'
import type { ProjectScope } from '../project-scope.ts'
import { readSql } from '../sql.ts'
import type { Day } from './day-question.ts'

const HEADS = readSql('days/heads')

export const fillKey = (id: string, { fromNs }: Pick<Day, 'fromNs'>): string => `${id} ${fromNs}`

/** By question and day, the newest fill of those that are made of what the store holds now. */
export async function keptFills(
  store: Store,
  scope: ProjectScope,
  { ids, days }: { readonly ids: readonly string[]; readonly days: readonly Day[] },
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const params = {
    project: scope.projectId,
    questions: ids,
    days: days.map(({ fromNs }) => fromNs),
    marks: days.map(({ mark }) => mark),
  }
  const rows = await store.query<MeasureRow>(HEADS, params, signal === undefined ? {} : { signal })
  return new Map(rows.map((row) => [`${textOf(row, 'question')} ${textOf(row, 'day_ns')}`, textOf(row, 'newest')]))
}
