import { queryOptions } from '@tanstack/react-query'
import { type Match, matchesAnswer } from '@vitrine/schemas/api'
import { getJson } from '../api/client.ts'

export interface MatchQuestion {
  readonly project: string
  readonly q: string
  readonly from?: string
  readonly to?: string
  /** Up to 100 trace ids, or `<trace id>.<span id>`. */
  readonly ids: readonly string[]
}

/** Where the words of a search stand, by trace and by span. */
export function matchesQuery({ project, q, ids, ...window }: MatchQuestion) {
  return queryOptions({
    queryKey: [project, 'matches', q, window, ids],
    enabled: ids.length > 0,
    meta: { silent: true },
    queryFn: async ({ signal }): Promise<readonly Match[]> =>
      (await getJson(matchesAnswer, '/matches', { project, q, ...window, ids: ids.join() }, signal)).matches,
  })
}
