/** GET /count: how many traces, spans, sessions or users match. Always exact. */
import type { CountAnswer, Scope } from '@vitrine/schemas/api'
import type { Filter } from '@vitrine/schemas/filter'
import type { Store } from '../store/store.ts'
import { type MeasureRow, numberOf } from './measures.ts'
import type { ProjectScope } from './project-scope.ts'
import { selectSpans } from './source.ts'
import { wholeRangesOf } from './trace-ranges.ts'
import type { Window } from './window.ts'

/** The number of units in a set of picked spans. */
export const UNIT_COUNTS: Readonly<Record<Scope, string>> = {
  traces: 'uniqExact(trace_key)',
  spans: 'count()',
  sessions: 'uniqExactIf(session_key, session_key != 0)',
  users: 'uniqExactIf(whose_key, whose_key != 0)',
}

export async function countUnits(
  store: Store,
  scope: ProjectScope,
  request: { readonly window: Window; readonly filter: Filter; readonly unit: Scope },
  signal?: AbortSignal,
): Promise<CountAnswer> {
  const wholeRanges = await wholeRangesOf(store, scope, request, signal)
  const source = selectSpans(scope, { ...request, wholeRanges })
  const sql = source.fill(`with {{source}} select ${UNIT_COUNTS[request.unit]} as n from picked limit 1`)
  const [row] = await store.query<MeasureRow>(sql, source.params, signal === undefined ? {} : { signal })
  return { n: row === undefined ? 0 : numberOf(row, 'n'), exact: true }
}
