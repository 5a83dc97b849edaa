import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { seriesQuery, totalsQuery } from '../../api/queries.ts'
import { stepFor } from '../../model/buckets.ts'
import { FAILED_TRACES, queryWith } from '../../model/query-text.ts'
import type { OverviewSearch } from '../../search/overview.ts'
import { usePageWindow } from '../../search/use-window.ts'
import { usePreferences } from '../../ui/preferences.ts'
import { zoneName } from '../../ui/zone.ts'

const BUCKETS = ['input_uncached', 'cache_read', 'cache_write', 'output']
const SUMS = ['traces', 'users', 'calls', 'cost.ours', 'unpriced_calls', 'tokens.input', 'tokens.output']
const GROUPS_SHOWN = 7

/** What the overview reads at once; panels further down ask for themselves. */
export function useOverview(project: string, search: OverviewSearch) {
  const window = usePageWindow(search)
  const { timeZone, calendar } = usePreferences()
  const q = search.q
  const base = {
    from: window.from,
    to: window.to,
    step: stepFor(window),
    tz: zoneName(timeZone),
    ...(calendar === 'persian' ? { calendar } : {}),
  }
  const filtered = { ...base, q }
  const compare = search.compare === 'off' ? {} : { compare: 'previous' }
  const placeholderData = keepPreviousData

  const sums = useQuery({
    ...seriesQuery(project, {
      ...filtered,
      ...compare,
      metric: [...SUMS, ...BUCKETS.map((name) => `tokens.${name}`)].join(','),
    }),
    placeholderData,
  })
  const failed = useQuery({
    ...seriesQuery(project, { ...base, ...compare, q: queryWith(q, FAILED_TRACES), metric: 'traces' }),
    placeholderData,
  })
  const latency = useQuery({
    ...seriesQuery(project, {
      ...filtered,
      ...compare,
      root: 'true',
      metric: 'duration_p50,duration_p90,duration_p95,duration_p99',
    }),
    placeholderData,
  })
  const models = useQuery({
    ...seriesQuery(project, { ...filtered, metric: 'cost.ours', by: 'model', limit: GROUPS_SHOWN }),
    placeholderData,
  })
  const totals = useQuery({ ...totalsQuery(project, { from: window.from, to: window.to, q }), placeholderData })
  const scores = (totals.data?.total.scores ?? []).filter(({ mean, name }) => mean !== null && !name.includes(','))
  return { window, q, sums, failed, latency, models, totals, scores: scores.map(({ name }) => name) }
}

export type Overview = ReturnType<typeof useOverview>
