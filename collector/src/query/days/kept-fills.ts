/** Which days of questions are kept. */
import type { Store } from '../../store/store.ts'
import { type MeasureRow, textOf } from '../measures.ts'
import type { ProjectScope } from '../project-scope.ts'
import { readSql } from '../sql.ts'
import { type Bounds, type Day, type KeptId, markFor } from './day-question.ts'

/** Of a question and a day. */
export interface Head {
  readonly key: string
  readonly fill: string
  /** What the day was made of. */
  readonly mark: string
}

const HEADS = readSql('days/heads')

export const fillKey = ({ id }: Pick<KeptId, 'id'>, { fromNs }: Pick<Day, 'fromNs'>): string => `${id} ${fromNs}`

/** All that is whole, whatever the store holds now; in the order in which it was made. */
export async function readHeads(
  store: Store,
  scope: ProjectScope,
  { ids, days }: { readonly ids: readonly KeptId[]; readonly days: readonly Bounds[] },
  signal?: AbortSignal,
): Promise<readonly Head[]> {
  const params = {
    project: scope.projectId,
    questions: ids.map(({ id }) => id),
    days: days.map(({ fromNs }) => fromNs),
  }
  const rows = await store.query<MeasureRow>(HEADS, params, signal === undefined ? {} : { signal })
  return rows.map((row) => ({
    key: `${textOf(row, 'question')} ${textOf(row, 'day_ns')}`,
    fill: textOf(row, 'fill'),
    mark: textOf(row, 'said'),
  }))
}

/** By question and day, the newest fill of those that are made of what the days are now. */
export function keptFills(
  heads: readonly Head[],
  { ids, days }: { readonly ids: readonly KeptId[]; readonly days: readonly Day[] },
): ReadonlyMap<string, string> {
  const marks = new Map(ids.flatMap((asked) => days.map((day) => [fillKey(asked, day), markFor(asked, day)])))
  return new Map(heads.filter(({ key, mark }) => marks.get(key) === mark).map(({ key, fill }) => [key, fill]))
}
