/** Which days of questions are kept. */
import type { Store } from '../../store/store.ts'
import { type MeasureRow, textOf } from '../measures.ts'
import type { ProjectScope } from '../project-scope.ts'
import { readSql } from '../sql.ts'
import { type Day, type KeptId, markFor } from './day-question.ts'

const HEADS = readSql('days/heads')

export const fillKey = ({ id }: Pick<KeptId, 'id'>, { fromNs }: Pick<Day, 'fromNs'>): string => `${id} ${fromNs}`

/** By question and day, the newest fill of those that are made of what the store holds now. */
export async function keptFills(
  store: Store,
  scope: ProjectScope,
  { ids, days }: { readonly ids: readonly KeptId[]; readonly days: readonly Day[] },
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const marks = new Map(ids.flatMap((asked) => days.map((day) => [fillKey(asked, day), markFor(asked, day)])))
  const params = {
    project: scope.projectId,
    questions: ids.map(({ id }) => id),
    days: days.map(({ fromNs }) => fromNs),
    marks: [...new Set(marks.values())],
  }
  const rows = await store.query<MeasureRow>(HEADS, params, signal === undefined ? {} : { signal })
  const keyed = rows.map((row) => ({ key: `${textOf(row, 'question')} ${textOf(row, 'day_ns')}`, row }))
  return new Map(
    keyed
      .filter(({ key, row }) => marks.get(key) === textOf(row, 'said'))
      .map(({ key, row }) => [key, textOf(row, 'fill')]),
  )
}
