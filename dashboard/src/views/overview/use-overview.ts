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
const SCORES_SHOWN = 6
const GROUPS_SHOWN = 7

/** All that the overview reads: six requests at most, whatever the number of panels. */
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
      metric: 'duration_p50,duration_p95,duration_p99',
    }),
    placeholderData,
  })
  const models = useQuery({
    ...seriesQuery(project, { ...filtered, metric: 'cost.ours', by: 'model', limit: GROUPS_SHOWN }),
    placeholderData,
  })
  const totals = useQuery({ ...totalsQuery(project, { from: window.from, to: window.to, q }), placeholderData })
  const names = (totals.data?.total.scores ?? []).filter(({ mean }) => mean !== null).map(({ name }) => name)
  const shown = names.filter((name) => !name.includes(',')).slice(0, SCORES_SHOWN)
  const scores = useQuery({
    ...seriesQuery(project, { ...filtered, metric: shown.map((name) => `score:${name}`).join(',') }),
    enabled: shown.length > 0,
    placeholderData,
  })
  return { window, q, sums, failed, latency, models, totals, scores, scoresLeftOut: names.length - shown.length }
}

export type Overview = ReturnType<typeof useOverview>
